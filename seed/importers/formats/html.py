"""An HTML e-mail or page, saved as a file."""

from seed.importers.content import ParsedContent
from seed.importers.decoding import decode_html
from seed.importers.html.page import parse_html


def parse(data: bytes) -> ParsedContent:
    """Parse an HTML newsletter.

    Raises:
        Unreadable: it is no text, or is built to take minutes.
    """
    text, warnings = decode_html(data)
    content = parse_html(text)
    content.warnings[:0] = warnings
    return content
