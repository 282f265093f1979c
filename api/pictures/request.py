"""What the address of a picture asks for: which picture, how large, which part, in which format.

``/pictures/NAME`` is all of it, ``/pictures/NAME/640`` is 640 pixels wide, ``/pictures/NAME/x480`` 480 high,
``/pictures/NAME/640x360`` cut to that shape around its middle, and ``/pictures/NAME/640x360-0.2-0.5`` around a point.
With ``.avif``, ``.webp`` or ``.jpg`` behind it is in that format, else in the best that the client accepts. A variant
has one address: other spellings are none, so that caches keep nothing twice.
"""

import re
from enum import StrEnum
from typing import NamedTuple

from api.http.media_types import accepts_by_name
from schema.pictures import HEIGHT_STEP, MOST_HEIGHT, NAME, WIDTHS, size_in

SIDE, PART = r"[1-9]\d{1,3}", r"(?:0\.\d{1,2}|1\.0)"
FORM = re.compile(
    rf"(?P<name>{NAME.pattern})"
    rf"(?:/(?:(?P<width>{SIDE})|x(?P<height>{SIDE})|(?P<shape>{SIDE}x{SIDE})(?:-(?P<x>{PART})-(?P<y>{PART}))?))?"
    r"(?:\.(?P<format>avif|webp|jpg))?"
)


class Format(StrEnum):
    """The formats that an address may name."""

    AVIF = "avif"
    WEBP = "webp"
    JPEG = "jpg"


class Wanted(NamedTuple):
    """A variant of a picture: all of it within width and height, where given; cut to their shape, where both are."""

    name: str
    width: int | None = None
    height: int | None = None
    focus: tuple[float, float] = (0.5, 0.5)
    format: Format | None = None

    @property
    def size(self) -> tuple[int, int]:
        """The size of the whole picture."""
        size = size_in(self.name)
        assert size is not None  # noqa: S101 - else there would be no name
        return size


def parse(path: str) -> Wanted | None:
    """Return what an address asks for; ``path`` is what stands behind ``/pictures/``. None for none of ours."""
    match = FORM.fullmatch(path)
    if match is None:
        return None
    width, height = match["width"], match["height"]
    if match["shape"]:
        width, _, height = match["shape"].partition("x")
        allowed = int(width) in WIDTHS and int(height) % HEIGHT_STEP == 0 and 0 < int(height) <= MOST_HEIGHT
    else:
        allowed = all(int(side) in WIDTHS for side in (width, height) if side)
    if not allowed:
        return None
    focus = (float(match["x"]), float(match["y"])) if match["x"] else (0.5, 0.5)
    file_format = Format(match["format"]) if match["format"] else None
    return Wanted(match["name"], _number(width), _number(height), focus, file_format)


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def accepted(accept: str) -> Format | None:
    """Return the best format that a client names in ``Accept``: those who know AVIF and WebP say so."""
    return next((each for each in (Format.AVIF, Format.WEBP) if accepts_by_name(accept, f"image/{each}")), None)
