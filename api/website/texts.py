"""A text of content as a page shows it: typeset, with its quotations, pictures, code and tables ready to be read."""

import re

from markupsafe import Markup

from api.website.body_pictures import show_pictures
from api.website.kept_pictures import in_all_widths
from api.website.outline import outline
from api.website.quotations import set_off_quotations
from api.website.typography.typeset import typeset_html

WIDE = re.compile(r"<(pre|table)(?=[ >])")
"""What may be wider than its column, so that it is scrolled, by keyboard too."""


def show_text(html: str, language: str, base_url: str, first: int) -> Markup:
    """Return the sanitised HTML of a text as a page shows it.

    It is typeset here already, since quotations are found by their marks.

    Args:
        html: the sanitised HTML.
        language: its language, as a BCP 47 tag.
        base_url: the public URL of this site.
        first: the level of its first heading.
    """
    set_ = set_off_quotations(typeset_html(outline(html, first), language))
    return Markup(show_pictures(in_all_widths(WIDE.sub(r'<\1 tabindex="0"', set_), base_url), base_url))  # noqa: S704
