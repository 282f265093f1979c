"""A picture is read to its end, or refused in words that say what to do."""

import pytest
from PIL import Image

from seed.pictures import reading
from seed.pictures.reading import PictureRefused, decode, read_picture
from tests.pictures import (
    RED,
    animation,
    drawn,
    file,
    grey_16_bits,
    is_red,
    jpeg,
    png_that_claims,
    transparent,
    webp_that_claims,
)

READABLE = {
    "JPEG": jpeg(),
    "JPEG in CMYK": file(drawn(mode="CMYK")),
    "progressive JPEG": file(drawn(), progressive=True),
    "PNG": file(drawn(), "PNG"),
    "PNG with a palette": file(drawn(mode="P"), "PNG"),
    "PNG of 16 bits": grey_16_bits(),
    "PNG in black and white": file(drawn(mode="1"), "PNG"),
    "transparent PNG": transparent(),
    "GIF": file(drawn(), "GIF"),
    "animated GIF": animation("GIF"),
    "WebP": file(drawn(), "WEBP"),
    "animated WebP": animation("WEBP"),
    "AVIF": file(drawn(), "AVIF"),
    "picture with a page behind it": jpeg() + b"<script>alert(1)</script>",
    "profile that is none": file(drawn(), icc_profile=b"no profile"),
}
REFUSED = {
    "nothing": (b"", "no picture that can be read"),
    "a text": (b"hello", "no picture that can be read"),
    "an SVG drawing": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "an SVG drawing or a page"),
    "an SVG drawing in XML": (b" <?xml version='1.0'?><svg/>", "an SVG drawing or a page"),
    "a PDF": (b"%PDF-1.7", "a PDF document"),
    "an HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0", "an HEIC picture: save it as JPEG"),
    "a TIFF": (file(drawn(), "TIFF"), "a TIFF picture"),
    "a BMP": (file(drawn(), "BMP"), "a BMP picture"),
    "half a JPEG": (jpeg(300, 300)[:2000], "damaged"),
    "the head of a JPEG": (jpeg()[:30], "damaged"),
    "half a PNG": (file(drawn(300, 300), "PNG")[:200], "damaged"),
    "a PNG without its pixels": (png_that_claims(3000, 3000), "damaged"),
    "a gigapixel PNG": (png_that_claims(40_000, 30_000), "too large: 40000 x 30000 pixels"),
    "a PNG as long as a road": (png_that_claims(16_001, 1), "too large"),
    "a gigapixel WebP": (webp_that_claims(16_384, 16_384), "too large: 16384 x 16384 pixels"),
}


@pytest.mark.parametrize("data", READABLE.values(), ids=READABLE)
def test_a_picture_tells_its_size_and_a_colour(data: bytes) -> None:
    picture = read_picture(data)
    assert (picture.width, picture.height) == (60, 30)
    assert picture.name.endswith("-60x30")
    assert len(picture.dominant_color) == len("#0a0b0c")
    assert decode(data, 60, 30).size == (60, 30)
    assert decode(data, 60, 30).mode in {"RGB", "RGBA"}


@pytest.mark.parametrize(("data", "why"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_kept_is_refused_with_what_it_is(data: bytes, why: str) -> None:
    with pytest.raises(PictureRefused, match=why):
        read_picture(data)


def test_a_file_that_is_too_long_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 100)
    with pytest.raises(PictureRefused, match="too large"):
        read_picture(jpeg())


CORNERS = {1: (2, 2), 2: (57, 2), 3: (57, 27), 4: (2, 27), 5: (2, 2), 6: (27, 2), 7: (27, 57), 8: (2, 57)}


@pytest.mark.parametrize("orientation", CORNERS)
def test_a_picture_is_turned_as_its_camera_was(orientation: int) -> None:
    data = jpeg(orientation=orientation)
    upright = decode(data, 60, 60)
    assert upright.size == ((30, 60) if orientation > 4 else (60, 30))
    assert upright.size == (read_picture(data).width, read_picture(data).height)
    reds = [place for place in CORNERS.values() if place < upright.size and place[1] < upright.height]
    assert [place for place in set(reds) if is_red(upright, *place)] == [CORNERS[orientation]]


def test_sixteen_bits_of_grey_are_not_white() -> None:
    red, green, blue = decode(grey_16_bits(), 60, 30).getpixel((5, 5))  # type: ignore[misc]
    assert red == green == blue == 0x80


def test_an_animation_is_its_first_frame() -> None:
    for file_format in ("GIF", "WEBP"):
        assert is_red(decode(animation(file_format), 60, 30), 50, 25)


def test_a_placeholder_is_a_few_bytes_and_what_one_can_see_through_has_none() -> None:
    placeholder = read_picture(jpeg(600, 300)).placeholder
    assert placeholder is not None
    assert placeholder.startswith("data:image/webp;base64,")
    assert len(placeholder) < 300
    see_through = read_picture(transparent())
    assert see_through.placeholder is None
    red, green, blue = bytes.fromhex(see_through.dominant_color[1:])
    assert max(abs(red - RED[0]), abs(green - RED[1]), abs(blue - RED[2])) < 5


def test_a_large_jpeg_is_decoded_smaller_where_less_is_needed() -> None:
    assert decode(jpeg(1600, 800), 200, 100).size == (200, 100)
    assert Image.MAX_IMAGE_PIXELS is None
