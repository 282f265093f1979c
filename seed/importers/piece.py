"""A piece of HTML, such as somebody copies from a letter or a document, as Markdown."""

from seed.importers.carried_pictures import CarriedPictures
from seed.importers.document.section_writer import write_section
from seed.importers.html.page import parse_html
from seed.importers.structure.bullets import make_lists


def markdown_of(html: str) -> str:
    """Return the Markdown of a piece of HTML: its visible words, their emphasis, lists, and links freed of tracking.

    Pictures that it carries inside are left out: they are kept nowhere.

    Raises:
        Unreadable: it is built to take minutes.
    """
    content = parse_html(html, carried=NoPictures())
    make_lists(content)
    return write_section(None, content.visible_blocks, [], []).markdown


class NoPictures(CarriedPictures):
    """Pictures that are carried inside and not kept."""

    def address(self, source: str) -> str | None:
        """Return None."""
        return None
