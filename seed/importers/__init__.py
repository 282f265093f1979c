"""Reading newsletters: one module per format, each giving the same ``ParsedIssue``."""

from collections.abc import Callable
from dataclasses import replace

from seed.importers import eml, html, markdown, text
from seed.importers.dates import date_in_name
from seed.importers.detection import detect
from seed.importers.language import language_of
from seed.importers.parsed_issue import LeftOut, ParsedIssue, Reason, Section, Unreadable

# Mail programs cut off letters of 0.1 MB, and mailing services refuse to send one of 10; parsing more takes memory.
TOO_LARGE = 10_000_000
FORMATS: dict[str, Callable[[bytes], ParsedIssue]] = {
    "text": text.parse,
    "html": html.parse,
    "eml": eml.parse,
    "markdown": markdown.parse,
}

__all__ = ["FORMATS", "TOO_LARGE", "LeftOut", "ParsedIssue", "Reason", "Section", "Unreadable", "detect", "read"]


def read(data: bytes, filename: str, format: str = "auto") -> ParsedIssue:  # noqa: A002 - the command line's own word
    """Read one newsletter; what its format does not say is taken from the file name (date) or its words (language).

    Args:
        data: the file as it is.
        filename: its name, or ``-`` for the standard input.
        format: a name from ``FORMATS``, or ``auto`` to tell it by the content.

    Raises:
        Unreadable: with one plain sentence, when nothing can be read.
    """
    if len(data) >= TOO_LARGE:
        raise Unreadable(f"the file is too large: {TOO_LARGE // 1_000_000} MB or more is no newsletter")
    if not data.strip():
        raise Unreadable("the file is empty")
    name = detect(data, filename) if format == "auto" else format
    if name not in FORMATS:
        raise Unreadable(f"the format {name!r} is not known; use auto or {' or '.join(FORMATS)}")
    reading = replace(FORMATS[name](data), format=name)
    day = None if reading.date else date_in_name(filename)
    if day:
        reading = replace(reading, date=day, date_source="filename")
    if reading.language is None:
        words = "\n".join([reading.title or "", *(part.text for part in reading.sections)])
        reading = replace(reading, language=language_of(words))
    return reading
