"""What a picture is: a file of a known format, within limits, that can be shown to its last line.

Pillow decodes it. What Pillow does not need to know is looked at first, so that no decoder is asked of what it should
not be given: https://pillow.readthedocs.io/en/stable/handbook/security.html
"""

import io
import re
from base64 import b64encode
from dataclasses import dataclass

from PIL import Image, ImageCms, UnidentifiedImageError

from schema.errors import LianeError
from schema.pictures import MOST_BYTES, picture_name

MOST_PIXELS = 50_000_000
"""Decoded, so many take 200 MB."""
LONGEST_SIDE = 16_000
FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
PLACEHOLDER_SIDE = 16
HALF = 128
LARGEST_PROFILE = 1_000_000
HIGH_BYTE = 1 / 256
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What brings a picture upright, by its orientation in EXIF; 1 is upright."""
LYING = 5
"""From this orientation on, width and height change places."""
# What other files begin with, in the words of who has one.
OTHERS = (
    (re.compile(rb"\s*<(?:\?xml|!doctype|svg|!--)", re.IGNORECASE), "an SVG drawing or a page: save it as PNG"),
    (re.compile(rb"(?s).{4}ftyp(?:hei|hev|mif1|msf1)"), "an HEIC picture: save it as JPEG"),
    (re.compile(rb"II\*\0|MM\0\*"), "a TIFF picture: save it as JPEG or PNG"),
    (re.compile(rb"BM"), "a BMP picture: save it as PNG"),
    (re.compile(rb"%PDF"), "a PDF document: save its page as PNG"),
)
WEBP_CANVAS = re.compile(rb"(?s)RIFF.{4}WEBPVP8X.{8}(.{3})(.{3})")
# Ours are counted above; Pillow's own limit would only warn, and of less.
Image.MAX_IMAGE_PIXELS = None


class PictureRefused(LianeError):
    """A file that is no picture that can be kept; the message is what it is or why, for behind its name."""


@dataclass(frozen=True)
class PictureFile:
    """A picture that can be kept.

    Attributes:
        data: the file.
        format: one of ``FORMATS``.
        width: its width as it is shown, in pixels.
        height: its height.
        dominant_color: the colour that most of it has, ``#rrggbb``.
        placeholder: a few of its pixels as a data URI; None where one can see through it.
    """

    data: bytes
    format: str
    width: int
    height: int
    dominant_color: str
    placeholder: str | None

    @property
    def name(self) -> str:
        """What it is called."""
        return picture_name(self.data, self.width, self.height)


def read_picture(data: bytes) -> PictureFile:
    """Read a file to its end.

    Raises:
        PictureRefused: it is no picture, of another format, damaged or too large.
    """
    image = _open(data)
    file_format = str(image.format)
    width, height = _shown_size(image)
    small = _decoded(image, (160, 160))
    small.thumbnail((160, 160))
    return PictureFile(data, file_format, width, height, _dominant_color(small), _placeholder(small))


def decode(data: bytes, width: int, height: int) -> Image.Image:
    """Return a picture upright, in sRGB, as RGB or RGBA; of an animation the first frame.

    Args:
        data: the file.
        width: how wide it is needed at least: a large JPEG is decoded smaller, which takes less time and memory.
        height: how high.

    Raises:
        PictureRefused: it cannot be decoded.
    """
    return _decoded(_open(data), (width, height))


def _open(data: bytes) -> Image.Image:
    """Read the head of a file."""
    if len(data) > MOST_BYTES:
        raise PictureRefused(f"too large: a picture may have {MOST_BYTES // 1_000_000} MB")
    for start, what in OTHERS:
        if start.match(data):
            raise PictureRefused(what)
    if canvas := WEBP_CANVAS.match(data):  # its decoder takes memory for all of it at once
        _refuse_large(*(int.from_bytes(side, "little") + 1 for side in canvas.groups()))
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError:
        raise PictureRefused("no picture that can be read: JPEG, PNG, WebP, AVIF and GIF are") from None
    except Exception as error:
        raise PictureRefused("damaged: its beginning cannot be read") from error
    _refuse_large(*image.size)
    return image


def _refuse_large(width: int, height: int) -> None:
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise PictureRefused(
            f"too large: {width} x {height} pixels, where {MOST_PIXELS // 1_000_000} million and sides of "
            f"{LONGEST_SIDE} are allowed"
        )


def _shown_size(image: Image.Image) -> tuple[int, int]:
    return (image.height, image.width) if _orientation(image) >= LYING else image.size


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - hostile EXIF: then it is upright
        return 1
    return value if value in TURNS else 1


def _decoded(image: Image.Image, least: tuple[int, int]) -> Image.Image:
    orientation = _orientation(image)
    if orientation >= LYING:
        least = (least[1], least[0])
    try:
        image.draft(None, least)
        image.load()
        profile = image.info.get("icc_profile")
        shown = _in_srgb(image, profile if isinstance(profile, bytes) else None)
    except Exception as error:
        raise PictureRefused("damaged: not all of it can be read") from error
    return shown.transpose(TURNS[orientation]) if orientation in TURNS else shown


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return an image as RGB, or RGBA where one can see through it, in the colours of screens."""
    if image.mode.startswith("I"):  # 16 bits of grey, of which a screen shows 8
        image = image.convert("I").point(lambda value: value * HIGH_BYTE).convert("L")
    alpha = None
    if image.has_transparency_data:
        image = image.convert("LA" if image.mode in {"L", "LA"} else "RGBA")
        alpha = image.getchannel("A")
        image = image.convert("L" if image.mode == "LA" else "RGB")
    if image.mode not in {"L", "RGB", "CMYK"}:
        image = image.convert("RGB")
    if profile and len(profile) <= LARGEST_PROFILE:
        image = _by_profile(image, profile)
    image = image.convert("RGB")
    if alpha is not None and alpha.getextrema() != (255, 255):
        image.putalpha(alpha)
    return image


def _by_profile(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(source).lower():
            return image
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # a profile of something else, or none
    return converted or image


def _dominant_color(small: Image.Image) -> str:
    """Return the colour that most of what can be seen has: the mean of those that are most alike."""
    data = small.convert("RGBA").resize((32, 32)).tobytes()
    alike: dict[bytes, list[bytes]] = {}
    for start in range(0, len(data), 4):
        colour, alpha = data[start : start + 3], data[start + 3]
        if alpha >= HALF:
            alike.setdefault(bytes(part >> 6 for part in colour), []).append(colour)
    most = max(alike.values(), key=len, default=[b"\xff\xff\xff"])
    return "#" + "".join(f"{sum(part) // len(most):02x}" for part in zip(*most, strict=True))


def _placeholder(small: Image.Image) -> str | None:
    if small.mode == "RGBA":
        return None
    tiny = small.copy()
    tiny.thumbnail((PLACEHOLDER_SIDE, PLACEHOLDER_SIDE))
    file = io.BytesIO()
    tiny.save(file, "WEBP", quality=30, method=6)
    return f"data:image/webp;base64,{b64encode(file.getvalue()).decode()}"
