"""What an image of a letter is: a picture, one that only reports that the mail was opened, or space."""

import re
from typing import NamedTuple

from schema.pictures import ADDRESS
from seed.importers.blocks import Picture, tidy
from seed.importers.carried_pictures import CarriedPictures, is_carried
from seed.importers.html.css import ComputedStyle, declared_style
from seed.importers.links import clean_link

TINY = 2
# An image that carries nothing but space.
SPACER = re.compile(r"spacer|blank|transparent|/clear\.gif|separat", re.IGNORECASE)
PIXEL = re.compile(
    r"/open(?:\.php|\.aspx)?(?:[/?]|$)|/(?:o|wf/open|e2t|pixel|beacon|trk?|tracking?)/|pixel\.(?:gif|png)",
    re.IGNORECASE,
)


class Pixel(NamedTuple):
    """An image that only reports that the mail was opened."""

    url: str


def read_image(
    attributes: dict[str, str | None], style: ComputedStyle, base: str | None, carried: CarriedPictures
) -> Picture | Pixel | bool:
    """Return what an image is: a picture, a pixel, or neither, and then whether something that readers see is lost."""
    address = (attributes.get("src") or "").strip()
    declared = declared_style(attributes.get("style") or "", None)
    sides = [_pixels(attributes.get(side) or declared.get(side)) for side in ("width", "height")]
    known = [side for side in sides if side is not None]
    tiny = bool(known) and min(known) < TINY and max(known) <= TINY
    if is_carried(address):
        url = None if tiny or style.hidden or style.visibility_hidden else carried.address(address)
        return Picture(url, " ".join(tidy(attributes.get("alt") or "").split())) if url else False
    url = address if ADDRESS.fullmatch(address) else _image_address(address, base)
    if url is None or (tiny and SPACER.search(url)):
        return url is None and bool(address) and not tiny
    if tiny or (PIXEL.search(url) and not attributes.get("alt") and (None in sides or not style.visible)):
        return Pixel(url)
    if style.hidden or style.visibility_hidden or (SPACER.search(url) and not attributes.get("alt")):
        return False
    width, height = (round(side) if side and side >= TINY else None for side in sides)
    return Picture(url, " ".join(tidy(attributes.get("alt") or "").split()), width, height)


def _pixels(value: str | None) -> float | None:
    number = re.match(r"\s*(\d{1,5}(?:\.\d+)?)\s*(?:px|$)", value or "")
    return float(number[1]) if number else None


def _image_address(address: str, base: str | None) -> str | None:
    if "googleusercontent.com" in address and "#http" in address:
        # Google's mail reads images through its own servers and keeps the real address behind the sign #.
        address = address.partition("#")[2]
    if address[:7].lower() == "mailto:":
        return None
    return clean_link(address, base, unwrap=False)
