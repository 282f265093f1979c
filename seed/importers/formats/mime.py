"""The parts of a mail: as its headers divide it, or, where they are wrong, as its lines do."""

import quopri
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from functools import lru_cache

from schema.text import count_words
from seed.importers.decoding import LONGEST_SOURCE, Decoded, decode_declared
from seed.importers.parsed_issue import Unreadable

LONGEST_HEADER = 5_000
DEEPEST = 60
"""Multiparts within a mail; in more than these the standard library's parser loses its way."""
MOST_PARTS = 5_000
LONGEST_HEAD = 1_000_000
MOST_BOUNDARIES = 4 * MOST_PARTS
# What the standard library's header parsers raise on headers that nobody should send.
BAD_HEADER = (ValueError, LookupError, TypeError, AttributeError, MessageError, AssertionError, RecursionError)
# The headers that the standard library reads at once, in time that grows with the square of their length.
PARSED = re.compile(
    rb"^(?:content-type|content-disposition|content-transfer-encoding|mime-version):[^\n]*(?:\n[ \t][^\n]*)*",
    re.IGNORECASE | re.MULTILINE,
)
# What mail programs and mailboxes leave above the first header.
ABOVE = re.compile(rb"\A(?:\xef\xbb\xbf|\s)+")
DELIMITER = re.compile(
    rb"^--(?P<name>[^\s\n][^\r\n]{0,199}?)[ \t]*\r?\n(?=Content-[A-Za-z-]{2,30}:)", re.MULTILINE | re.IGNORECASE
)
DECLARED = re.compile(rb"boundary=\"?(?P<name>[^\"\s;]{1,200})", re.IGNORECASE)
TAG = re.compile(r"<style\b.*?</style|<[^<>]*+>", re.DOTALL | re.IGNORECASE)
HTML_START = re.compile(
    r"\s*(?:<!doctype\s+html|<(?:html|body|table|div|h[1-6]|p|center|style|meta)[\s>])", re.IGNORECASE
)
TOKEN = re.compile(r"[\w-]+")
# Apple Mail's files (.emlx): the length of the mail, the mail, and what the program notes of it.
EMLX = re.compile(rb"\A(\d{1,9})[ \t]*\r?\n(?=[A-Za-z-]{2,60}:)")
SOFT_BREAK = re.compile(rb"=[ \t]++(?=\r?\n)")
TEXT_TYPES = ("text/html", "text/plain")
# What is read, and as what.
READABLE = {
    **{media_type: media_type for media_type in TEXT_TYPES},
    "application/xhtml+xml": "text/html",
    "text/markdown": "text/plain",
    "text/x-markdown": "text/plain",
}
# The standard library parses a header each time that somebody asks for it.
POLICY = policy.default.clone(header_factory=lru_cache(100)(policy.default.header_factory))
ENCRYPTED = {"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}


def read_message(data: bytes) -> EmailMessage:
    """Return the mail.

    Raises:
        Unreadable: it is built to take minutes, or it is no letter.
    """
    data = ABOVE.sub(b"", data)
    if apple := EMLX.match(data):
        data = data[apple.end() : apple.end() + int(apple[1])]
    head = re.search(rb"\r?\n\r?\n", data)
    if (head.start() if head else len(data)) > LONGEST_HEAD:
        raise Unreadable("the mail has more headers than any mail program's")
    if data.count(b"\n--") > MOST_BOUNDARIES:
        raise Unreadable("the mail has more parts than any newsletter")
    if any(len(header[0]) > LONGEST_HEADER for header in PARSED.finditer(data)):
        raise Unreadable("the mail has a header that is longer than any mail program's")
    message = _parse(data) if len(re.findall(rb"multipart/", data, re.IGNORECASE)) <= DEEPEST else _flat(data)
    media_type = safely(message.get_content_type)
    if media_type in ENCRYPTED:
        raise Unreadable("the mail is encrypted: save it as text from your mail program")
    if media_type == "multipart/report":
        raise Unreadable("it is a report on a mail that was not delivered, not a letter")
    return message


def leaves(message: EmailMessage) -> list[EmailMessage]:
    """Return the parts that hold no others, in order, but for those of mails within the mail."""
    return [part for part in _walk(message) if not isinstance(part.get_payload(), list)]


def letters_within(message: EmailMessage) -> list[EmailMessage]:
    """Return the mails that a mail holds whole: forwarded as an attachment."""
    found = []
    for part in _walk(message):
        inner = part.get_payload()
        if isinstance(inner, list) and part.get_content_maintype() == "message":
            found += [each for each in inner if isinstance(each, EmailMessage)]
    return found


def text_of(part: EmailMessage) -> tuple[str, Decoded]:
    """Return the media type of a part for readers, and its text; of a part that holds HTML under another name, HTML's.

    Raises:
        Unreadable: it is longer than any newsletter.
    """
    media_type = READABLE.get(safely(part.get_content_type) or "", "text/plain")
    decoded = _decoded(part)
    text = decoded.text
    if media_type == "text/plain" and HTML_START.match(text):
        return "text/html", decoded
    if media_type == "text/plain" and (safely(lambda: part.get_param("format")) or "").lower() == "flowed":
        delsp = (safely(lambda: part.get_param("delsp")) or "").lower() == "yes"
        return media_type, decoded._replace(text=unflowed(text, delsp=delsp))
    return media_type, decoded


def words_in(text: str) -> int:
    """Return about how many words a text or a page shows."""
    return count_words(TAG.sub(" ", text))


def unflowed(text: str, *, delsp: bool) -> str:
    """Return a text with the lines joined that ``format=flowed`` (RFC 3676) broke: those that end with a space."""
    joined: list[str] = []
    flows = False
    depth = -1
    for line in text.split("\n"):
        quoted = len(line) - len(line.lstrip(">"))
        rest = line[quoted:].removeprefix(" ")
        if flows and quoted == depth and rest != "-- ":
            joined[-1] += rest
        else:
            joined.append(f"{'>' * quoted} {rest}" if quoted else rest)
        flows = rest.endswith(" ") and rest != "-- " and bool(rest.strip())
        depth = quoted
        if flows and delsp:
            joined[-1] = joined[-1][:-1]
    return "\n".join(joined)


def safely(read_header: Callable[[], object]) -> str | None:
    """Return what reads a header; None where the header is none that can be read."""
    with suppress(*BAD_HEADER):
        value = read_header()
        return value if isinstance(value, str) else None
    return None


def _parse(data: bytes) -> EmailMessage:
    try:
        message = BytesParser(policy=POLICY).parsebytes(data)
        wrong = any(
            part.get_content_maintype() == "multipart" and not isinstance(part.get_payload(), list)
            for part in _walk(message)
        )
    except BAD_HEADER:
        raise Unreadable("the mail's structure cannot be followed") from None
    return _flat(data) if wrong else message


def _walk(message: EmailMessage) -> Iterator[EmailMessage]:
    """Yield a mail and its parts, in order, but not those of mails within it."""
    waiting = [message]
    count = 0
    while waiting and count < MOST_PARTS:
        count += 1
        part = waiting.pop()
        yield part
        inner = part.get_payload()
        if isinstance(inner, list) and part.get_content_maintype() != "message":
            waiting += [each for each in reversed(inner) if isinstance(each, EmailMessage)]


def _flat(data: bytes) -> EmailMessage:
    """Return the mail with all its parts side by side, divided by the lines that look like boundaries."""
    names = {found["name"] for form in (DELIMITER, DECLARED) for found in form.finditer(data)}
    ends = {b"--" + name for name in names} | {b"--" + name + b"--" for name in names}
    pieces: list[list[bytes]] = [[]]
    for line in data.split(b"\n"):
        if line.startswith(b"--") and line.rstrip() in ends:
            pieces.append([])
        else:
            pieces[-1].append(line)
    head, *others = (b"\n".join(piece) for piece in pieces)
    try:
        whole = BytesParser(policy=POLICY).parsebytes(_headers_of(head), headersonly=True)
        parts = [BytesParser(policy=POLICY).parsebytes(piece) for piece in others[:MOST_PARTS] if piece.strip()]
    except BAD_HEADER:
        raise Unreadable("the mail's structure cannot be followed") from None
    parts = [part for part in parts if part.get_content_maintype() != "multipart"]
    if parts:
        whole.set_payload(parts)  # type: ignore[arg-type]  # typeshed takes lists of Message alone
    else:
        del whole["Content-Type"]
        whole.set_payload(head[len(_headers_of(head)) :].decode("ascii", "surrogateescape"))
    return whole


def _headers_of(data: bytes) -> bytes:
    end = re.search(rb"\r?\n\r?\n", data)
    return data[: end.end()] if end else data


def _decoded(part: EmailMessage) -> Decoded:
    raw = part.get_payload()
    if not isinstance(raw, str):
        return Decoded("")
    if len(raw) > 2 * LONGEST_SOURCE:
        raise Unreadable(f"the text is too long: more than {LONGEST_SOURCE:,} characters is no newsletter")
    try:
        payload = _bytes(part, raw)
    except BAD_HEADER:
        payload = None
    return decode_declared(payload, safely(part.get_content_charset)) if payload else Decoded("")


def _bytes(part: EmailMessage, raw: str) -> bytes | None:
    encoding = (TOKEN.search(str(part.get("Content-Transfer-Encoding") or "")) or [""])[0].lower()
    if encoding == "quoted-printable" and raw.isascii():
        # Blanks that a mail server added behind a soft line break (RFC 2045, 6.7, rule 3).
        return quopri.decodestring(SOFT_BREAK.sub(b"=", raw.encode("ascii")))
    if encoding == "base64" and raw.lstrip().startswith("<"):
        return raw.encode("utf-8", "surrogateescape")  # it says so, and is not
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else None
