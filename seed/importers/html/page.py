"""A page of HTML, or a piece of one, as an importer's format reads it."""

import re

from selectolax.lexbor import LexborHTMLParser

from seed.importers.blocks import tidy
from seed.importers.carried_pictures import CarriedPictures
from seed.importers.content import Metadata, ParsedContent
from seed.importers.html.block_builder import BlockBuilder
from seed.importers.html.limits import refuse_bombs


def parse_html(html: str, last_number: int = 0, carried: CarriedPictures | None = None) -> ParsedContent:
    """Parse a page, or a piece of one.

    Args:
        html: the page.
        last_number: the last number given to a link, a list or a box of the pieces before it.
        carried: the pictures that the letter carries inside, but for those in addresses of the page.

    Raises:
        Unreadable: it is built to take minutes.
    """
    refuse_bombs(html)
    tree = LexborHTMLParser(html)
    carried = carried or CarriedPictures()
    builder = BlockBuilder(tree, last_number, carried)
    if tree.root is not None:
        builder.run(tree.root)
    title = tree.css_first("head > title")
    page = tree.css_first("html")
    return ParsedContent(
        blocks=builder.blocks,
        metadata=Metadata(
            page_title=" ".join(tidy(title.text()).split()) or None if title else None,
            page_language=_language(page.attributes.get("lang")) if page else None,
        ),
        warnings=builder.warnings(),
        last_number=builder.last_number,
        pictures=carried.kept,
    )


def _language(lang: str | None) -> str | None:
    code = re.match(r"\s*([A-Za-z]{2})(?![A-Za-z])", lang or "")
    return code[1].lower() if code else None
