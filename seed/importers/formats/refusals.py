"""What is no newsletter, told by its content and named: documents, tables, lists of people, data of other programs."""

import csv
import json
import re
from pathlib import PurePath

from schema.text import fold
from seed.importers.content import EMAIL_ADDRESS
from seed.importers.parsed_issue import Unreadable
from seed.importers.wordlist import wordset

SAVE_AS = "save it as HTML, Markdown or text, or forward it as a mail"
# The first bytes of files that are no text.
SIGNATURES = {
    b"%PDF-": f"this is a PDF: {SAVE_AS}",
    b"{\\rtf": f"this is a document of a word processor (RTF): {SAVE_AS}",
    b"\xd0\xcf\x11\xe0": f"this is a document of an office program or of Outlook (.msg): {SAVE_AS}",
    b"\x89PNG": "this is a picture, not a letter",
    b"\xff\xd8\xff": "this is a picture, not a letter",
    b"GIF8": "this is a picture, not a letter",
    b"RIFF": "this is a picture or a sound, not a letter",
    b"ID3": "this is a sound, not a letter",
    b"OggS": "this is a sound, not a letter",
    b"\x1f\x8b": "this is a compressed file: unpack it first",
    b"7z\xbc\xaf": "this is a compressed file: unpack it first",
    b"Rar!": "this is a compressed file: unpack it first",
    b"SQLite format 3": "this is a database, not a letter",
    b"\x7fELF": "this is a program, not a letter",
    b"MZ\x90": "this is a program, not a letter",
    b"BEGIN:VCALENDAR": "this is a calendar, not a letter",
    b"BEGIN:VCARD": "this is an address book, not a letter: nothing of it is kept",
    b"<!DOCTYPE NETSCAPE-Bookmark": "these are a browser's bookmarks, not a letter",
    b"#!/": "this is a program, not a letter",
}
OFFICE = re.compile(rb"\[Content_Types\]\.xml|mimetypeapplication/|Index/Document\.iwa")
XML = re.compile(r"\s*(?:<\?xml[^>]*+>\s*)?(?:<!--.*?-->\s*)*<(?P<root>[A-Za-z][\w:.-]*+)", re.DOTALL)
FEEDS = wordset("rss feed rdf:rdf")
# Names of columns in tables that newsletter services and spreadsheets write, folded.
COLUMNS = wordset(
    "email e-mail mail courriel adresse address name nom prenom firstname lastname first_name last_name full_name "
    "vorname nachname nombre apellido nome cognome subscriber subscribers subscribed abonne status statut stato "
    "estado opens opened clicks clicked clics ouvertures timestamp date datum fecha data created created_at "
    "post_id post_date id url title titre titel titolo titulo tags country pays land pais paese city ville stadt "
    "active_subscription email_address member_rating last_changed optin_time unsubscribed bounces recipients "
    "open_rate click_rate count total"
)
LARGE_SAMPLE = 200_000
MOST_ROWS = 200
ALIKE = 0.9
LONGEST_COLUMN = 40
FEWEST_ADDRESSES = 3
SHARE_OF_ADDRESSES = 0.6


def refuse_other_files(data: bytes) -> None:
    """Raise Unreadable, in words, for a file that is known to be no text by how it begins."""
    head = data[:4_096].removeprefix(b"\xef\xbb\xbf").lstrip()
    for signature, message in SIGNATURES.items():
        if head.startswith(signature):
            raise Unreadable(message)
    if head.startswith(b"PK\x03\x04"):
        office = OFFICE.search(data[:LARGE_SAMPLE])
        kind = (
            f"this is a document of an office program: {SAVE_AS}" if office else "there is no letter in this zip file"
        )
        raise Unreadable(kind)


def refuse_what_is_no_letter(data: bytes, filename: str) -> None:
    """Raise Unreadable, in words, for what holds no letter."""
    refuse_other_files(data)
    text = data[:LARGE_SAMPLE].decode("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "replace")
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    _refuse_data(text, data)
    _refuse_table(text, PurePath(filename).suffix.lower())


def _refuse_data(text: str, data: bytes) -> None:
    start = text.lstrip()
    if start[:1] in {"{", "["} and _is_json(start, data):
        raise Unreadable("this is data of a program (JSON), not a letter")
    if start.startswith("<") and (xml := XML.match(start)):
        root = xml["root"].lower()
        if root in FEEDS:
            raise Unreadable("the feed holds no whole letters: import it as a file with its full content")
        if start.startswith("<?xml") and root != "html":
            raise Unreadable(f"this is data of a program (XML, {root[:20]}), not a letter")
        if root == "svg":
            raise Unreadable("this is a picture, not a letter")


def _is_json(start: str, data: bytes) -> bool:
    """Whether a file is JSON as a whole, or on each line."""
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        lines = [line for line in start.split("\n")[:3] if line.strip()]
        return len(lines) > 1 and all(line.startswith("{") and _parses(line) for line in lines)
    return True


def _parses(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _refuse_table(text: str, suffix: str) -> None:
    lines = [line for line in text.split("\n")[:MOST_ROWS] if line.strip()]
    addresses = sum(bool(EMAIL_ADDRESS.search(line)) and "http" not in line for line in lines)
    if len(lines) >= FEWEST_ADDRESSES and addresses >= SHARE_OF_ADDRESSES * len(lines) and _is_list(lines):
        raise Unreadable("this is a list of people and their addresses, not a letter: nothing of it is kept")
    if suffix in {".csv", ".tsv"} or any(_is_table(lines, sign) for sign in ",;\t"):
        raise Unreadable(
            "this is a table (CSV), such as subscribers or statistics, not a letter: nothing of it is kept"
        )


def _is_list(lines: list[str]) -> bool:
    """Whether lines are entries, not sentences or headers of a mail."""
    short = sum(len(EMAIL_ADDRESS.sub("", line).split()) <= 8 for line in lines)  # noqa: PLR2004
    return short >= ALIKE * len(lines) and not re.match(r"[A-Za-z-]{2,40}: ", lines[0])


def _is_table(lines: list[str], sign: str) -> bool:
    """Whether lines are the rows of a table, the first of which names its columns."""
    if len(lines) < 2 or sign not in lines[0]:  # noqa: PLR2004
        return False
    try:
        rows = list(csv.reader(lines, delimiter=sign))
    except csv.Error:
        return False
    names = [fold(name).strip() for name in rows[0]]
    named = sum(name.replace(" ", "_") in COLUMNS or name in COLUMNS for name in names)
    if any(len(name) > LONGEST_COLUMN for name in names) or 2 * named < len(names):
        return False
    return sum(len(row) == len(names) for row in rows) >= ALIKE * len(rows)
