"""Makes a variant of a picture: upright, cut and scaled, never enlarged, and without anything but its pixels.

What a file says besides (where it was taken, by which camera) stays in the store.
"""

import io

from PIL import Image

from api.pictures.request import Format, Wanted
from schema.pictures import MOST_HEIGHT, WIDTHS
from seed.pictures.reading import decode

Size = tuple[int, int]
WHITE = (255, 255, 255)
OPAQUE = "RGB"
OPTIONS: dict[str, dict[str, int | bool]] = {
    "AVIF": {"quality": 60, "speed": 8, "max_threads": 1},
    "WEBP": {"quality": 78, "method": 4},
    "JPEG": {"quality": 80, "optimize": True, "progressive": True},
    "PNG": {"optimize": False},
}


def make(data: bytes, wanted: Wanted) -> bytes:
    """Return the file of a variant of the picture in ``data``.

    Without a format it is for those who know none of today: a JPEG, or a PNG where one can see through.

    Raises:
        PictureRefused: the picture cannot be decoded.
    """
    part, size = cut(wanted)
    left, upper, right, lower = part
    scale = max(size[0] / (right - left), size[1] / (lower - upper))
    whole = wanted.size
    image = decode(data, *(max(1, round(side * scale)) for side in whole))
    # A JPEG may have been decoded smaller than it is.
    factors = (image.width / whole[0], image.height / whole[1])
    box = (left * factors[0], upper * factors[1], right * factors[0], lower * factors[1])
    image = image.resize(size, Image.Resampling.LANCZOS, box, reducing_gap=3.0)
    return _encoded(image, wanted.format)


def cut(wanted: Wanted) -> tuple[tuple[int, int, int, int], Size]:
    """Return the part of the picture that is shown (left, upper, right, lower), and the size that it is scaled to."""
    width, height = wanted.size
    if wanted.width and wanted.height:
        shape = wanted.width / wanted.height
        part_width, part_height = min(width, round(height * shape)) or 1, min(height, round(width / shape)) or 1
        left = round(min(max(wanted.focus[0] * width - part_width / 2, 0), width - part_width))
        upper = round(min(max(wanted.focus[1] * height - part_height / 2, 0), height - part_height))
        part = (left, upper, left + part_width, upper + part_height)
        scale = min(1, wanted.width / part_width)
    else:
        part, part_width, part_height = (0, 0, width, height), width, height
        scale = min(1, (wanted.width or WIDTHS[-1]) / width, (wanted.height or MOST_HEIGHT) / height)
    return part, (max(1, round(part_width * scale)), max(1, round(part_height * scale)))


def _encoded(image: Image.Image, file_format: Format | None) -> bytes:
    name = file_format.name if file_format else "JPEG" if image.mode == OPAQUE else "PNG"
    if name == "JPEG" and image.mode != OPAQUE:
        ground = Image.new(OPAQUE, image.size, WHITE)
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    image.info = {}  # what it says besides, which some encoders would write
    file = io.BytesIO()
    image.save(file, name, **OPTIONS[name])
    return file.getvalue()
