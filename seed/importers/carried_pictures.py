"""The pictures that a letter carries inside: parts that its HTML names (``cid:``) or data in its addresses (``data:``).

See RFC 2392 and RFC 2397.
"""

import binascii
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from urllib.parse import unquote, unquote_to_bytes

from schema.pictures import FOLDER
from seed.pictures.reading import PictureFile, PictureRefused, read_picture

MOST_PICTURES = 100
MOST_PIXELS = 200_000_000
"""All of a letter's pictures together."""
SMALLEST = 3
"""What has a smaller side keeps lines apart, or counts who opens the letter."""
DATA = re.compile(r"data:image/[\w.+-]+(?P<parameters>(?:;[^,;]*)*),", re.IGNORECASE)
SPACE = re.compile(r"\s+")


class CarriedPictures:
    """The pictures of a letter, read as its HTML names them.

    Args:
        parts: what returns the bytes of each part that has a content id, by that.

    Attributes:
        kept: the pictures that were named, by their address here.
        named: the content ids that were named.
        refused: why others cannot be kept, in order.
    """

    def __init__(self, parts: Mapping[str, Callable[[], bytes | None]] | None = None) -> None:
        self._parts = parts or {}
        self._pixels = 0
        self.kept: dict[str, PictureFile] = {}
        self.named: set[str] = set()
        self.refused: list[str] = []

    def address(self, source: str) -> str | None:
        """Return the address here of a picture that a letter carries, or None of one that is not kept."""
        try:
            data = self._content(source)
            picture = read_picture(data) if data else None
        except (ValueError, binascii.Error):
            picture, reason = None, "its address holds no picture"
        except PictureRefused as refused:
            picture, reason = None, f"it is {refused}"
        else:
            reason = "the letter does not carry it"
        if picture and min(picture.width, picture.height) < SMALLEST:
            return None
        if picture:
            address = f"{FOLDER}{picture.name}"
            self._pixels += 0 if address in self.kept else picture.width * picture.height
            if address in self.kept or (len(self.kept) < MOST_PICTURES and self._pixels <= MOST_PIXELS):
                self.kept[address] = picture
                return address
            reason = "the letter carries more than any newsletter"
        self.refused.append(reason)
        return None

    def _content(self, source: str) -> bytes | None:
        """Return the file behind an address; None where there is none."""
        if source[:4].lower() == "cid:":
            name = unquote(source[4:]).strip().strip("<>")
            if name not in self._parts:
                return None
            self.named.add(name)
            return self._parts[name]()
        form = DATA.match(source)
        if form is None:
            raise ValueError(source[:20])
        body = source[form.end() :]
        if form["parameters"].lower().endswith(";base64"):
            return b64decode(SPACE.sub("", unquote(body)), validate=True)
        return unquote_to_bytes(body)


def is_carried(address: str) -> bool:
    """Whether an address is of something that the letter carries."""
    return address[:4].lower() == "cid:" or address[:5].lower() == "data:"
