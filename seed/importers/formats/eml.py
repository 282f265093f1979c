"""A mail as it was sent: its headers, and the better of its text parts."""

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from email import policy
from email.message import EmailMessage, Message
from email.utils import parseaddr
from functools import partial

from schema.text import clean
from seed.importers.boilerplate.forwarding import own_subject
from seed.importers.carried_pictures import CarriedPictures
from seed.importers.charsets import with_known_charsets
from seed.importers.content import EMAIL_ADDRESS, Metadata, ParsedContent
from seed.importers.dates import YEARS
from seed.importers.decoding import decode_declared
from seed.importers.formats.detection import is_flattened
from seed.importers.formats.mime import (
    BAD_HEADER,
    LONGEST_HEADER,
    READABLE,
    TEXT_TYPES,
    leaves,
    letters_within,
    read_message,
    safely,
    text_of,
    words_in,
)
from seed.importers.formats.plain_letter import parse_plain_letter
from seed.importers.formats.text import parse_text
from seed.importers.html.page import parse_html
from seed.importers.invisible import without_hyphenation
from seed.importers.parsed_issue import Unreadable

MOST_NAMED = 5
RECIPIENTS = (
    *("To", "Cc", "Bcc", "Delivered-To", "X-Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"),
    *("X-Forwarded-To", "Resent-To", "X-Rcpt-To"),
)
LONGEST_SUBJECT = 300
MOST_FORWARDS = 5
ADDRESS = re.compile(r"<?https?://[^\s<>]+>?")

Texts = dict[str, list[str]]
"""The texts of the parts for readers, in order, by media type."""


def parse(data: bytes) -> ParsedContent:
    """Parse a mail; attachments are not read, and a warning names them.

    Of a mail that holds another whole, and says less itself, the other is the letter.

    Raises:
        Unreadable: it holds no text for readers, or is built to take minutes.
    """
    message, texts, others, warnings = _letter(data)
    carried = CarriedPictures(_carried_parts(others))
    content = _best(texts, warnings, carried)
    if attached := [part for part in others if _content_id(part) not in carried.named]:
        warnings.append(_attachments(attached))
    content.warnings[:0] = warnings
    content.metadata = _metadata(message, content.metadata)
    return content


def shown(data: bytes) -> tuple[str, str, CarriedPictures]:
    """Return the HTML of a mail and its plain text, either of which may be empty, and the pictures that it carries.

    Raises:
        Unreadable: it is built to take minutes.
    """
    _, texts, others, _ = _letter(data)
    html, plain = ("\n".join(texts[media_type]) for media_type in TEXT_TYPES)
    return html, plain, CarriedPictures(_carried_parts(others))


def _letter(data: bytes) -> tuple[EmailMessage, Texts, list[EmailMessage], list[str]]:
    """Return the mail that is the letter, with its texts, its other parts, and what to warn the editor of."""
    message = read_message(data)
    texts, others, warnings = _texts(message)
    for _ in range(MOST_FORWARDS):
        within = [(letter, *_texts(letter)) for letter in letters_within(message)]
        longest = max(within, key=lambda each: _words(each[1]), default=None)
        if longest is None or _words(longest[1]) < _words(texts):
            break
        message, texts, others, warnings = longest
        if len(within) > 1:
            warnings.append(f"the mail holds {len(within)} letters, and the longest was read")
    return message, texts, others, warnings


def _texts(message: EmailMessage) -> tuple[Texts, list[EmailMessage], list[str]]:
    """Return the texts of a mail's parts for readers, its other parts, and what to warn the editor of.

    A part with a file's name is an attachment, unless there is no other text.
    """
    parts = [part for part in leaves(message) if (safely(part.get_content_type) or "text/plain") in READABLE]
    plain = [part for part in parts if not safely(part.get_filename) and _disposition(part) != "attachment"]
    named = [part for part in parts if part not in plain and _disposition(part) == "inline"]
    warnings: list[str] = []
    chosen, texts = plain, _decoded(plain, warnings)
    for others in (named, parts):
        if not any(texts.values()):
            chosen, texts = others, _decoded(others, warnings)
    return texts, [part for part in leaves(message) if part not in chosen], warnings


def _carried_parts(parts: Iterable[EmailMessage]) -> dict[str, Callable[[], bytes | None]]:
    """Return what gives the bytes of parts that HTML can name, by their content id (RFC 2392)."""

    def payload(part: EmailMessage) -> bytes | None:
        content = part.get_payload(decode=True)
        return content if isinstance(content, bytes) else None

    return {name: partial(payload, part) for part in parts if (name := _content_id(part))}


def _content_id(part: EmailMessage) -> str | None:
    return _raw(part, "Content-ID").strip().strip("<>") or None


def _disposition(part: EmailMessage) -> str | None:
    return safely(part.get_content_disposition)


def _decoded(parts: Iterable[EmailMessage], warnings: list[str]) -> Texts:
    texts: Texts = {media_type: [] for media_type in TEXT_TYPES}
    for part in parts:
        media_type, (text, notes) = text_of(part)
        if text.strip() and media_type in texts:
            warnings += [note for note in notes if note not in warnings]
            texts[media_type].append(text)
    return texts


def _attachments(parts: Sequence[EmailMessage]) -> str:
    names = [safely(part.get_filename) or safely(part.get_content_type) or "a part" for part in parts]
    named = ", ".join(clean(" ".join(name.split()))[:80] for name in names[:MOST_NAMED])
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"attachments were not read: {named}{more}"


def _words(texts: Texts) -> int:
    return max(sum(words_in(text) for text in each) for each in texts.values())


def _parse_plain(text: str) -> ParsedContent:
    return parse_text(text) if is_flattened(text) else parse_plain_letter(text)


def _parse_html_parts(texts: list[str], carried: CarriedPictures) -> list[ParsedContent]:
    contents: list[ParsedContent] = []
    for text in texts:
        contents.append(parse_html(text, contents[-1].last_number if contents else 0, carried))
    return contents


def _best(texts: Texts, warnings: list[str], carried: CarriedPictures) -> ParsedContent:
    """Join the parts of the kind that says more; HTML is preferred, unless it says less than half of the plain text.

    Raises:
        Unreadable: no part has words.
    """
    html, plain = (texts[media_type] for media_type in TEXT_TYPES)
    chosen = _parse_html_parts(html, carried)
    words = _count_words(chosen)
    # The plain text has at most the words of its source: most often they are too few, and it need not be parsed.
    # Addresses, which HTML hides behind its words, are no words.
    if not words or 2 * words < sum(words_in(ADDRESS.sub(" ", text)) for text in plain):
        alternative = [_parse_plain(text) for text in plain]
        if _count_words(alternative):
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
    subject = own_subject(without_hyphenation(header(message, "Subject")))[:LONGEST_SUBJECT].strip()
    day = _day(message)
    recipients = " ".join(_raw(message, name) for name in RECIPIENTS)
    language = re.match(r"\s*([A-Za-z]{2})\b", _raw(message, "Content-Language"))
    sender = parseaddr(header(message, "From"))
    return replace(
        page,
        title=subject or None,
        title_source="header" if subject else None,
        date=day,
        date_source="header" if day else None,
        language=language[1].lower() if language else None,
        sender=clean(sender[0]) or None,
        # A letter sent to its own sender, with its readers in blind copy, names no reader.
        recipients=tuple(dict.fromkeys(each for each in EMAIL_ADDRESS.findall(recipients) if each != sender[1])),
    )


def _day(message: EmailMessage) -> date | None:
    """Return the day on the sender's clock."""
    with suppress(*BAD_HEADER):
        sent = getattr(message["Date"], "datetime", None) if _raw(message, "Date") else None
        if isinstance(sent, datetime) and sent.year in YEARS:
            return sent.date()
    return None


def header(message: Message, name: str) -> str:
    """Return the words of a header; empty where there is none, or none that can be read."""
    raw = _raw(message, name)
    if not raw.isascii():
        # Sent as bytes that no header may hold.
        return decode_declared(raw.encode("utf-8", "surrogateescape"), None).text
    with suppress(*BAD_HEADER):
        return str(policy.default.header_fetch_parse(name, with_known_charsets(raw))) if raw else ""
    return ""


def _raw(message: Message, name: str) -> str:
    """Return a header as it was sent; one that is too long to be meant counts as empty."""
    raw = next((str(value) for header, value in message.raw_items() if header.lower() == name.lower()), "")
    return raw if len(raw) <= LONGEST_HEADER else ""
