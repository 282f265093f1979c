"""The addresses of a picture in the sizes that a page needs, as SQL; see ``schema.pictures`` for how they are spelt.

A picture that is kept elsewhere has its one address, and nothing is known of it but what its content says.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from schema.bases import table_of
from schema.engine.errors import BAD_USER_INPUT, Refused
from schema.engine.specs import Argument, SqlBuilder
from schema.engine.sql.json_text import literal
from schema.enums import ImageFormat
from schema.pictures import FOLDER, WIDTHS, served_shape, served_width
from schema.tables import Picture

LONGEST_SIDE = 10_000
SRCSET_WIDTHS = tuple(width for width in WIDTHS if width >= 160)  # noqa: PLR2004 - smaller ones are icons
FORMAT = Argument(ImageFormat | None, "The format; when left out, the best that whoever fetches it accepts.")
SIZE = {
    "width": Argument(int | None, "How wide it is needed, in pixels: rounded up to one of a few, never enlarged."),
    "height": Argument(int | None, "How high it is needed. With a width it is cut to their shape, around its focus."),
    "format": FORMAT,
}


def text(value: str) -> "sa.ColumnElement[str]":
    """Return a text as an SQL literal."""
    return sa.literal_column(literal(value), sa.Text())


def is_ours(image: Any) -> "sa.ColumnElement[bool]":
    """Return the condition that a picture is kept here."""
    return sa.func.substr(image.url, 1, len(FOLDER)) == text(FOLDER)


def known_of_file(column: str) -> SqlBuilder:
    """Return the expression of what the pixels of a picture tell; NULL of one that is kept elsewhere."""
    pictures = table_of(Picture).c

    def value(image: Any, _env: Any) -> Any:
        name = sa.func.substr(image.url, len(FOLDER) + 1)
        return sa.select(pictures[column]).where(is_ours(image), pictures.id == name).scalar_subquery()

    return value


def read_size(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands behind a picture's name for a size and a format, and whether it is cut.

    Raises:
        Refused: no picture has such a side.
    """
    width, height = values.get("width"), values.get("height")
    for name, side in (("width", width), ("height", height)):
        if side is not None and not 1 <= side <= LONGEST_SIDE:
            raise Refused(BAD_USER_INPUT, f"`{name}` is a number of pixels from 1 to {LONGEST_SIDE}.")
    size = None
    if width and height:
        size = "/{}x{}".format(*served_shape(width, height))
    elif width or height:
        size = f"/{served_width(width)}" if width else f"/x{served_width(height or 0)}"
    return {"size": size, "cut": bool(width and height), "ending": ending(values)}


def ending(values: Mapping[str, Any]) -> str:
    """Return what stands behind an address for a format."""
    return f".{values['format'].ending}" if values.get("format") else ""


def image_url(image: Any, env: Any, arguments: Any) -> Any:
    """Return the expression of a picture's address."""
    address = env.base_url + image.url
    if arguments.values["size"]:
        address += arguments.value("size").parameter()
    if arguments.values["cut"]:
        focus = text("-") + image.focal_x + text("-") + image.focal_y
        address += sa.func.coalesce(focus, text(""))
    return sa.case((is_ours(image), address + text(arguments.values["ending"])), else_=image.url)


def image_srcset(image: Any, env: Any, arguments: Any) -> Any:
    """Return the expression of a picture's addresses in all widths below its own, and its own."""
    base, end = env.base_url + image.url, text(ending(arguments.values))
    largest = sa.literal_column(str(WIDTHS[-1]), sa.Integer())
    own = sa.case((image.width > largest, largest), else_=image.width)
    listed = text("")
    for width in SRCSET_WIDTHS[:-1]:
        entry = base + text(f"/{width}") + end + text(f" {width}w, ")
        listed += sa.case((image.width > sa.literal_column(str(width)), entry), else_=text(""))
    whole = base + end + text(" ") + sa.cast(own, sa.Text()) + text("w")
    return sa.case((is_ours(image), listed + whole), else_=sa.null())
