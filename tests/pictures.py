"""Pictures for tests, drawn when they are needed."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

RED, BLUE = (220, 20, 20), (20, 20, 220)
PLACE = b"Lyon, 4 rue Exemple"
GPS, MAKER, ORIENTATION = 0x8825, 0x010F, 0x0112


def drawn(width: int = 60, height: int = 30, mode: str = "RGB") -> Image.Image:
    """Return a blue picture with a red upper left corner."""
    image = Image.new("RGB", (width, height), BLUE)
    image.paste(RED, (0, 0, width // 3, height // 3))
    return image.convert(mode)


def file(image: Image.Image, file_format: str = "JPEG", **options: Any) -> bytes:
    """Return a picture as a file."""
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def jpeg(width: int = 60, height: int = 30, orientation: int = 1) -> bytes:
    """Return a JPEG as a camera writes it, with where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKER] = PLACE.decode()
    exif[GPS] = {1: "N", 2: (45.0, 45.0, 30.0)}
    return file(drawn(width, height), quality=95, exif=exif)


def transparent(width: int = 60, height: int = 30) -> bytes:
    """Return a PNG that one can see through, but for its red corner."""
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    image.paste((*RED, 255), (0, 0, width // 3, height // 3))
    return file(image, "PNG")


def animation(file_format: str) -> bytes:
    """Return an animation that begins with red."""
    frames = [Image.new("RGB", (60, 30), colour) for colour in (RED, BLUE, RED)]
    return file(frames[0], file_format, save_all=True, append_images=frames[1:], duration=100)


def grey_16_bits() -> bytes:
    """Return a PNG of 16 bits of grey, as scanners write it."""
    image = Image.new("I;16", (60, 30))
    image.putdata([0x8000] * 1800)
    return file(image, "PNG")


def png_that_claims(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says it is so large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def webp_that_claims(width: int, height: int) -> bytes:
    """Return an animated WebP of a few bytes that says it is so large: its decoder would take memory for all of it."""
    sides = b"".join((side - 1).to_bytes(3, "little") for side in (width, height))
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + sides
    return b"RIFF" + struct.pack("<I", len(body)) + body


def is_red(image: Image.Image, x: int, y: int) -> bool:
    """Whether a pixel is as red as the corner."""
    red, green, blue = image.convert("RGB").getpixel((x, y))  # type: ignore[misc]
    return bool(red > 150 and green < 100 and blue < 100)
