"""Detection of a file's format by its content; its name counts only where the content could be either."""

import re
from pathlib import PurePath

from seed.importers.formats.markdown import is_markdown
from seed.importers.wordlist import wordset

HEADER = re.compile(r"([A-Za-z][\w-]{1,60}):(?:[ \t].*)?$")
MAIL_HEADERS = wordset(
    "from to cc received return-path delivered-to message-id mime-version content-type content-transfer-encoding "
    "dkim-signature subject date reply-to sender list-unsubscribe list-id x-mailer authentication-results"
)
# "From", "Subject" and "Date" may be an author's own words; the others are a mail program's.
SURELY_MAIL = MAIL_HEADERS - {"from", "to", "cc", "subject", "date", "sender"}
HTML_START = re.compile(r"(?:<!doctype html|<html|<head|<body|<\?xml[^>]*>\s*<(?:!doctype )?html)", re.IGNORECASE)
TAG = re.compile(
    r"</?(?:table|tbody|tr|td|th|div|p|span|center|style|meta|h[1-6]|br|img|a|ul|li|font|b|strong|em|i|o:p)\b[^<>]*+>",
    re.IGNORECASE,
)
MARKDOWN_LINE = re.compile(r"^ {0,3}(?:#{1,6}[ \t]+\S|\[[^\]\n]+\]:|[-*+] \S|> )|\]\(<?http|\*\*\w", re.MULTILINE)
CONDITIONAL = re.compile(r"^\s*(?:<!--.*?-->\s*|<!\[.*?\]>\s*)+", re.DOTALL)
SAMPLE = 200_000
FEWEST_TAGS = 2
MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd"})


def detect(data: bytes, filename: str = "") -> str:
    """Return the name of the format that a file is in."""
    sample = _text(data[:SAMPLE])
    if _is_mail(sample):
        return "eml"
    start = CONDITIONAL.sub("", sample.lstrip("\ufeff \t\r\n")[: SAMPLE // 4])
    if HTML_START.match(start) or (start.startswith("<") and _is_fragment(sample, start)):
        return "html"
    if is_markdown(sample) and not is_flattened(sample):
        return "markdown"
    return "markdown" if PurePath(filename).suffix.lower() in MARKDOWN_SUFFIXES else "text"


def _text(data: bytes) -> str:
    """Decode bytes of any encoding, well enough to see the signs of a format."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    return data.decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n")


def _is_mail(text: str) -> bool:
    lines = text.lstrip("\ufeff \t\n").split("\n", 120)
    # A mailbox's own line, and in Apple Mail's files the length of the mail.
    if lines and re.match(r">?From \S+|\d{1,9}[ \t]*$", lines[0]):
        lines = lines[1:]
    names: set[str] = set()
    for line in lines[:120]:
        if line[:1] in {" ", "\t"} and names:
            continue
        header = HEADER.match(line)
        if not header:
            break
        names.add(header[1].lower())
    return len(names & MAIL_HEADERS) > 1 and bool(names & SURELY_MAIL or {"from", "to", "subject"} <= names)


def _is_fragment(text: str, start: str) -> bool:
    """Whether a text is a piece of HTML, not Markdown that begins with one."""
    return (
        len(TAG.findall(text)) >= FEWEST_TAGS and bool(TAG.match(start)) and not MARKDOWN_LINE.search(TAG.sub("", text))
    )


def is_flattened(text: str) -> bool:
    """Whether a text is cells between bars, which only by chance hold a mark of Markdown."""
    bars = len(re.findall(r" \|(?: |$)|\| \|", text))
    return bars > max(3, text.count("\n")) and not re.search(r"^ {0,3}#{1,6} ", text, re.MULTILINE)
