"""The pictures of a text that are kept here: asked in the width that a page needs, with the place they will take."""

import re

from schema.pictures import ADDRESS, FOLDER, WIDTHS, size_in

SIDE = re.compile(r' (?:width|height)="')
LINE = 680
"""The width of a line of text, in pixels."""
ACROSS = f"(min-width: {LINE + 64}px) {LINE}px, 92vw"
"""How wide a picture is that fills the line, for an ``img``'s ``sizes``."""
SMALLEST_LISTED = 160


def in_all_widths(html: str, base_url: str) -> str:
    """Return sanitised HTML whose pictures of this site name all their widths, and their size where none is stated.

    Args:
        html: the sanitised HTML of a text: an ``img`` begins with its source.
        base_url: the public URL of this site.
    """
    if f'src="{base_url}{FOLDER}' not in html:
        return html
    picture = re.compile(rf'<img src="{re.escape(base_url)}({ADDRESS.pattern})"([^>]*)>')
    return picture.sub(lambda match: _tag(base_url + match[1], match[1].removeprefix(FOLDER), match[4]), html)


def _tag(address: str, name: str, rest: str) -> str:
    size = size_in(name)
    assert size is not None  # noqa: S101 - the expression found a name
    width, height = size
    listed = [f"{address}/{step} {step}w" for step in WIDTHS if SMALLEST_LISTED <= step < min(width, WIDTHS[-1])]
    srcset = ", ".join([*listed, f"{address} {min(width, WIDTHS[-1])}w"])
    sizes = ACROSS if width > LINE else f"{width}px"
    stated = "" if SIDE.search(rest) else f' width="{width}" height="{height}"'
    return f'<img src="{address}" srcset="{srcset}" sizes="{sizes}"{stated}{rest}>'
