"""A mail as it was sent: its headers, and the better of its text parts."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser

from schema.text import clean, count_words
from seed.importers.content import Metadata, ParsedContent
from seed.importers.dates import YEARS
from seed.importers.decoding import LONGEST_SOURCE, decode_declared
from seed.importers.formats.markdown import is_markdown, parse_markdown
from seed.importers.formats.text import parse_text
from seed.importers.html.block_builder import parse_html
from seed.importers.parsed_issue import Unreadable

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
TEXT_TYPES = ("text/html", "text/plain")


def parse(data: bytes) -> ParsedContent:
    """Parse a mail; attachments are not read, and a warning names them.

    Raises:
        Unreadable: it holds no text for readers, or is built to take minutes.
    """
    message = _message(data)
    warnings: list[str] = []
    content = _best(_texts(_parts(message), warnings), warnings)
    content.warnings[:0] = warnings
    content.metadata = _metadata(message, content.metadata)
    return content


def _message(data: bytes) -> EmailMessage:
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
        return BytesParser(policy=policy.default).parsebytes(data)
    except BAD_HEADER:
        raise Unreadable("the mail's structure cannot be followed") from None


def _parts(message: EmailMessage) -> list[EmailMessage]:
    """Return the parts that hold no others, in order, those of a forwarded mail included."""
    waiting = [message]
    parts: list[EmailMessage] = []
    while waiting and len(parts) < MOST_PARTS:
        part = waiting.pop()
        inner = part.get_payload()
        if isinstance(inner, list):
            waiting += [message for message in reversed(inner) if isinstance(message, EmailMessage)]
        else:
            parts.append(part)
    return parts


def _texts(parts: list[EmailMessage], warnings: list[str]) -> dict[str, list[str]]:
    """Return the texts of the parts for readers, in order, by media type."""
    attachments: list[str] = []
    texts: dict[str, list[str]] = {media_type: [] for media_type in TEXT_TYPES}
    for part in parts:
        media_type = _safely(part.get_content_type) or "text/plain"
        name = _safely(part.get_filename)
        if media_type not in TEXT_TYPES or name or _safely(part.get_content_disposition) == "attachment":
            attachments.append(clean(" ".join((name or media_type).split()))[:80])
            continue
        text, notes = _decoded(part)
        if not text.strip():
            continue
        warnings += [note for note in notes if note not in warnings]
        texts[media_type].append(text)
    if attachments:
        named = ", ".join(attachments[:MOST_NAMED])
        more = f" and {len(attachments) - MOST_NAMED} more" if len(attachments) > MOST_NAMED else ""
        warnings.append(f"attachments were not read: {named}{more}")
    return texts


def _decoded(part: EmailMessage) -> tuple[str, tuple[str, ...]]:
    if len(str(part.get_payload())) > 2 * LONGEST_SOURCE:
        raise Unreadable(f"the text is too long: more than {LONGEST_SOURCE:,} characters is no newsletter")
    try:
        payload = part.get_payload(decode=True)
    except BAD_HEADER:
        payload = None
    if not isinstance(payload, bytes):
        return "", ()
    return decode_declared(payload, _safely(part.get_content_charset))


def _parse_plain(text: str) -> ParsedContent:
    return parse_markdown(text) if is_markdown(text) else parse_text(text)


def _parse_html_parts(texts: list[str]) -> list[ParsedContent]:
    contents: list[ParsedContent] = []
    for text in texts:
        contents.append(parse_html(text, contents[-1].last_number if contents else 0))
    return contents


def _best(texts: dict[str, list[str]], warnings: list[str]) -> ParsedContent:
    """Join the parts of the kind that says more; HTML is preferred, unless it says less than half of the plain text.

    Raises:
        Unreadable: no part has words.
    """
    html, plain = (texts[media_type] for media_type in TEXT_TYPES)
    chosen = _parse_html_parts(html)
    words = _count_words(chosen)
    # The plain text has at most the words of its source: most often they are too few, and it need not be parsed.
    if not words or 2 * words < sum(count_words(text) for text in plain):
        alternative = [_parse_plain(text) for text in plain]
        if 2 * words < _count_words(alternative):
            chosen = alternative
            if words:
                warnings.append("the plain text was read, since the HTML of the mail says less")
        elif not words:
            raise Unreadable("there is no text in it")
    whole = chosen[0]
    for content in chosen[1:]:
        whole.blocks += content.blocks
        whole.warnings += [warning for warning in content.warnings if warning not in whole.warnings]
    return whole


def _count_words(contents: list[ParsedContent]) -> int:
    return sum(block.words for content in contents for block in content.blocks if not block.hidden)


def _metadata(message: EmailMessage, page: Metadata) -> Metadata:
    subject = FORWARDED.sub("", " ".join(clean(_header(message, "Subject")).split()))[:LONGEST_SUBJECT].strip()
    day = _day(message)
    recipients = " ".join(_raw(message, name) for name in ("To", "Delivered-To", "X-Original-To"))
    language = re.match(r"\s*([A-Za-z]{2})\b", _raw(message, "Content-Language"))
    return replace(
        page,
        title=subject or None,
        title_source="header" if subject else None,
        date=day,
        date_source="header" if day else None,
        language=language[1].lower() if language else None,
        recipients=tuple(dict.fromkeys(ADDRESS.findall(recipients))),
    )


def _day(message: EmailMessage) -> date | None:
    """Return the day on the sender's clock."""
    with suppress(*BAD_HEADER):
        sent = getattr(message["Date"], "datetime", None) if _raw(message, "Date") else None
        if isinstance(sent, datetime) and sent.year in YEARS:
            return sent.date()
    return None


def _header(message: EmailMessage, name: str) -> str:
    raw = _raw(message, name)
    if not raw.isascii():
        # Sent as bytes that no header may hold.
        return decode_declared(raw.encode("utf-8", "surrogateescape"), None).text
    with suppress(*BAD_HEADER):
        return str(message[name] or "") if raw else ""
    return ""


def _raw(message: EmailMessage, name: str) -> str:
    """Return a header as it was sent; one that is too long to be meant counts as empty."""
    raw = next((str(value) for header, value in message.raw_items() if header.lower() == name.lower()), "")
    return raw if len(raw) <= LONGEST_HEADER else ""


def _safely(read_header: Callable[[], object]) -> str | None:
    with suppress(*BAD_HEADER):
        value = read_header()
        return value if isinstance(value, str) else None
    return None
