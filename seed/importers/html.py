"""An HTML e-mail or page, saved as a file."""

from seed.importers.assemble import Known, outline
from seed.importers.charsets import decode_page
from seed.importers.html_blocks import read_page
from seed.importers.parsed_issue import Reading, Unreadable


def parse(data: bytes) -> Reading:
    """Read an HTML newsletter.

    Raises:
        Unreadable: it is no text, shows no words, or is built to take minutes.
    """
    text, warnings = decode_page(data)
    page = read_page(text)
    if not any(block.line for block in page.blocks if not block.hidden):
        raise Unreadable("there is no text in it")
    page.warnings[:0] = warnings
    return outline(page, Known())
