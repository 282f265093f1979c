"""A variant shows the right part in the right size, and tells nothing but its pixels."""

import io

import pytest
from PIL import Image, ImageCms

from api.pictures.making import cut, make
from api.pictures.request import Format, Wanted
from seed.pictures.reading import read_picture
from tests.pictures import PLACE, drawn, file, is_red, jpeg, transparent

NAME = f"{'0a' * 16}-1200x800"
WHOLE = (0, 0, 1200, 800)


@pytest.mark.parametrize(
    ("wanted", "part", "size"),
    [
        (Wanted(NAME), WHOLE, (1200, 800)),
        (Wanted(NAME, 480), WHOLE, (480, 320)),
        (Wanted(NAME, None, 320), WHOLE, (480, 320)),
        (Wanted(NAME, 2560), WHOLE, (1200, 800)),
        (Wanted(f"{'0a' * 16}-5120x10"), (0, 0, 5120, 10), (2560, 5)),
        (Wanted(f"{'0a' * 16}-9000x1", 48), (0, 0, 9000, 1), (48, 1)),
        (Wanted(NAME, 320, 320), (200, 0, 1000, 800), (320, 320)),
        (Wanted(NAME, 320, 320, (0.0, 0.5)), (0, 0, 800, 800), (320, 320)),
        (Wanted(NAME, 320, 320, (1.0, 0.5)), (400, 0, 1200, 800), (320, 320)),
        (Wanted(NAME, 320, 320, (0.4, 0.5)), (80, 0, 880, 800), (320, 320)),
        (Wanted(NAME, 640, 160, (0.5, 0.0)), (0, 0, 1200, 300), (640, 160)),
        (Wanted(NAME, 2560, 1440), (0, 62, 1200, 737), (1200, 675)),
    ],
)
def test_a_variant_is_cut_around_its_focus_and_never_enlarged(
    wanted: Wanted, part: tuple[int, int, int, int], size: tuple[int, int]
) -> None:
    assert cut(wanted) == (part, size)


def made(data: bytes, file_format: Format | None = None, width: int | None = None) -> Image.Image:
    wanted = Wanted(read_picture(data).name, width, format=file_format)
    return Image.open(io.BytesIO(make(data, wanted)))


@pytest.mark.parametrize("file_format", [*Format, None])
def test_what_a_file_says_besides_is_not_served(file_format: Format | None) -> None:
    profile = Image.Exif()
    profile[0x010F] = PLACE.decode()
    colours = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for data in (
        jpeg(),
        file(drawn(), "PNG", exif=profile, icc_profile=colours),
        file(drawn(), "WEBP", exif=profile, xmp=PLACE),
    ):
        assert PLACE in data
        served = make(data, Wanted(read_picture(data).name, 48, format=file_format))
        assert PLACE not in served
        assert not Image.open(io.BytesIO(served)).getexif()
        assert "icc_profile" not in Image.open(io.BytesIO(served)).info


def test_what_stands_behind_a_picture_is_not_served() -> None:
    data = jpeg() + b"<script>alert(1)</script>"
    assert b"script" not in make(data, Wanted(read_picture(data).name, format=Format.JPEG))


def test_a_picture_that_lay_on_its_side_stands() -> None:
    image = made(jpeg(600, 300, orientation=6), width=96)
    assert image.size == (96, 192)
    assert is_red(image, 90, 5)


@pytest.mark.parametrize(
    ("file_format", "name", "clear"),
    [(None, "PNG", True), (Format.WEBP, "WEBP", True), (Format.AVIF, "AVIF", True), (Format.JPEG, "JPEG", False)],
)
def test_what_one_can_see_through_stays_so_where_the_format_can(
    file_format: Format | None, name: str, clear: bool
) -> None:
    image = made(transparent(), file_format)
    assert image.format == name
    red, green, blue, alpha = image.convert("RGBA").getpixel((50, 25))  # type: ignore[misc]
    assert (alpha == 0) is clear
    assert clear or min(red, green, blue) > 245


def test_a_photograph_without_a_format_is_a_jpeg() -> None:
    assert made(file(drawn(), "PNG")).format == "JPEG"
