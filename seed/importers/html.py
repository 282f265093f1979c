"""An HTML e-mail or page, saved as a file."""

from seed.importers.assemble import Metadata, assemble
from seed.importers.charsets import decode_page
from seed.importers.html_blocks import parse_html
from seed.importers.parsed_issue import ParsedIssue, Unreadable


def parse(data: bytes) -> ParsedIssue:
    """Read an HTML newsletter.

    Raises:
        Unreadable: it is no text, shows no words, or is built to take minutes.
    """
    text, warnings = decode_page(data)
    page = parse_html(text)
    if not any(block.line for block in page.blocks if not block.hidden):
        raise Unreadable("there is no text in it")
    page.warnings[:0] = warnings
    return assemble(page, Metadata())
