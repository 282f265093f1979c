"""A mail as it was sent: its subject and day, and the better of its parts."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser

from schema.text import clean, count_words
from seed.importers import markdown, text
from seed.importers.assemble import Metadata, assemble
from seed.importers.charsets import LONGEST_SOURCE, decode_as
from seed.importers.dates import YEARS
from seed.importers.html_blocks import ParsedContent, parse_html
from seed.importers.parsed_issue import ParsedIssue, Unreadable

LONGEST_HEADER = 5_000
MOST_MULTIPARTS = 60
MOST_PARTS = 5_000
LONGEST_HEAD = 1_000_000
MOST_BOUNDARIES = 4 * MOST_PARTS
MOST_NAMED = 5
LONGEST_SUBJECT = 300
ADDRESS = re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,8}")
FORWARDED = re.compile(r"^(?:\s*(?:re|fwd?|tr|rép|wg|aw)\s*:\s*)+", re.IGNORECASE)
# What the standard library's header parsers raise on headers that nobody should send.
BAD_HEADER = (ValueError, LookupError, TypeError, AttributeError, MessageError, AssertionError, RecursionError)
# The headers that the standard library reads at once, in time that grows with the square of their length.
PARSED = re.compile(
    rb"^(?:content-type|content-disposition|content-transfer-encoding|mime-version):[^\n]*(?:\n[ \t][^\n]*)*",
    re.IGNORECASE | re.MULTILINE,
)
READ = ("text/html", "text/plain")


def parse(data: bytes) -> ParsedIssue:
    """Read a mail; its attachments are not, and named in a warning.

    Raises:
        Unreadable: it holds no text for readers, or is built to take minutes.
    """
    if len(re.findall(rb"multipart/", data, re.IGNORECASE)) > MOST_MULTIPARTS:
        raise Unreadable("the mail has more parts within parts than any newsletter")
    head = re.search(rb"\r?\n\r?\n", data)
    if (head.start() if head else len(data)) > LONGEST_HEAD:
        raise Unreadable("the mail has more headers than any mail program's")
    if data.count(b"\n--") > MOST_BOUNDARIES:
        raise Unreadable("the mail has more parts than any newsletter")
    if any(len(header[0]) > LONGEST_HEADER for header in PARSED.finditer(data)):
        raise Unreadable("the mail has a header that is longer than any mail program's")
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
    except BAD_HEADER:
        raise Unreadable("the mail's structure cannot be followed") from None
    warnings: list[str] = []
    page = _best(_texts(_parts(message), warnings), warnings)
    page.warnings[:0] = warnings
    return assemble(page, _known(message))


def _parts(message: EmailMessage) -> list[EmailMessage]:
    """Give the parts that hold something, in order, those of a forwarded mail included."""
    waiting = [message]
    parts: list[EmailMessage] = []
    while waiting and len(parts) < MOST_PARTS:
        part = waiting.pop()
        inner = part.get_payload()
        if isinstance(inner, list):
            waiting += [each for each in reversed(inner) if isinstance(each, EmailMessage)]
        else:
            parts.append(part)
    return parts


def _texts(parts: list[EmailMessage], warnings: list[str]) -> dict[str, list[str]]:
    """Give the texts of the parts for readers, in order, by their kind."""
    attachments: list[str] = []
    texts: dict[str, list[str]] = {kind: [] for kind in READ}
    for part in parts:
        kind = _safely(part.get_content_type) or "text/plain"
        name = _safely(part.get_filename)
        if kind not in READ or name or _safely(part.get_content_disposition) == "attachment":
            attachments.append(clean(" ".join((name or kind).split()))[:80])
            continue
        content, notes = _content(part)
        if not content.strip():
            continue
        warnings += [note for note in notes if note not in warnings]
        texts[kind].append(content)
    if attachments:
        named = ", ".join(attachments[:MOST_NAMED])
        more = f" and {len(attachments) - MOST_NAMED} more" if len(attachments) > MOST_NAMED else ""
        warnings.append(f"attachments were not read: {named}{more}")
    return texts


def _content(part: EmailMessage) -> tuple[str, tuple[str, ...]]:
    if len(str(part.get_payload())) > 2 * LONGEST_SOURCE:
        raise Unreadable(f"the text is too long: more than {LONGEST_SOURCE:,} characters is no newsletter")
    try:
        payload = part.get_payload(decode=True)
    except BAD_HEADER:
        payload = None
    if not isinstance(payload, bytes):
        return "", ()
    return decode_as(payload, _safely(part.get_content_charset))


def _plain(content: str) -> ParsedContent:
    return markdown.page(content) if markdown.is_markdown(content) else text.page(content)


def _html(contents: list[str]) -> list[ParsedContent]:
    pages: list[ParsedContent] = []
    for content in contents:
        pages.append(parse_html(content, pages[-1].numbers if pages else 0))
    return pages


def _best(texts: dict[str, list[str]], warnings: list[str]) -> ParsedContent:
    """Join the parts of the kind that says more; HTML is preferred, unless it says less than half of the plain text.

    Raises:
        Unreadable: no part has words.
    """
    html, plain = (texts[kind] for kind in READ)
    chosen = _html(html)
    words = _words(chosen)
    # The plain text has at most the words of its source: most often that tells, and it is not read.
    if not words or 2 * words < sum(count_words(content) for content in plain):
        pages = [_plain(content) for content in plain]
        if 2 * words < _words(pages):
            chosen = pages
            if words:
                warnings.append("the plain text was read, since the HTML of the mail says less")
        elif not words:
            raise Unreadable("there is no text in it")
    whole = chosen[0]
    for page in chosen[1:]:
        whole.blocks += page.blocks
        whole.warnings += [each for each in page.warnings if each not in whole.warnings]
    return whole


def _words(pages: list[ParsedContent]) -> int:
    return sum(block.words for page in pages for block in page.blocks if not block.hidden)


def _known(message: EmailMessage) -> Metadata:
    subject = FORWARDED.sub("", " ".join(clean(_header(message, "Subject")).split()))[:LONGEST_SUBJECT].strip()
    day = _day(message)
    recipients = " ".join(_raw(message, name) for name in ("To", "Delivered-To", "X-Original-To"))
    language = re.match(r"\s*([A-Za-z]{2})\b", _raw(message, "Content-Language"))
    return Metadata(
        title=subject or None,
        title_source="header" if subject else None,
        date=day,
        date_source="header" if day else None,
        language=language[1].lower() if language else None,
        recipients=tuple(dict.fromkeys(ADDRESS.findall(recipients))),
    )


def _day(message: EmailMessage) -> date | None:
    """Give the day that the sender's clock showed."""
    with suppress(*BAD_HEADER):
        sent = getattr(message["Date"], "datetime", None) if _raw(message, "Date") else None
        if isinstance(sent, datetime) and sent.year in YEARS:
            return sent.date()
    return None


def _header(message: EmailMessage, name: str) -> str:
    raw = _raw(message, name)
    if not raw.isascii():
        # Sent as bytes that no header may hold.
        return decode_as(raw.encode("utf-8", "surrogateescape"), None).text
    with suppress(*BAD_HEADER):
        return str(message[name] or "") if raw else ""
    return ""


def _raw(message: EmailMessage, name: str) -> str:
    """Give a header as it was sent; one that is too long to be meant is none."""
    found = next((str(value) for each, value in message.raw_items() if each.lower() == name.lower()), "")
    return found if len(found) <= LONGEST_HEADER else ""


def _safely(ask: Callable[[], object]) -> str | None:
    with suppress(*BAD_HEADER):
        answer = ask()
        return answer if isinstance(answer, str) else None
    return None
