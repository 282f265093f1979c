"""The address of a picture has one spelling for each variant."""

import pytest

from api.pictures.request import Format, Wanted, accepted, parse

NAME = f"{'0a' * 16}-1200x800"


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        (NAME, Wanted(NAME)),
        (f"{NAME}.jpg", Wanted(NAME, format=Format.JPEG)),
        (f"{NAME}/640", Wanted(NAME, 640)),
        (f"{NAME}/640.webp", Wanted(NAME, 640, format=Format.WEBP)),
        (f"{NAME}/x480.avif", Wanted(NAME, None, 480, format=Format.AVIF)),
        (f"{NAME}/640x360", Wanted(NAME, 640, 360)),
        (f"{NAME}/640x360-0.2-0.75.jpg", Wanted(NAME, 640, 360, (0.2, 0.75), Format.JPEG)),
        (f"{NAME}/640x360-0.0-1.0", Wanted(NAME, 640, 360, (0.0, 1.0))),
    ],
)
def test_an_address_says_what_is_wanted(path: str, wanted: Wanted) -> None:
    assert parse(path) == wanted


@pytest.mark.parametrize(
    "path",
    [
        "",
        "0a-1200x800",
        f"{'0A' * 16}-1200x800",
        f"{'0a' * 16}-0x800",
        f"{'0a' * 16}-1200x100000",
        f"{NAME}/641",
        f"{NAME}/0640",
        f"{NAME}/x481",
        f"{NAME}/641x360",
        f"{NAME}/640x361",
        f"{NAME}/640x0",
        f"{NAME}/640x9990",
        f"{NAME}/640-0.2-0.2",
        f"{NAME}/640x360-0.2",
        f"{NAME}/640x360-1.2-0.2",
        f"{NAME}/640x360-0.123-0.2",
        f"{NAME}/640.png",
        f"{NAME}.JPG",
        f"{NAME}/",
        f"{NAME}/640\n",
        f"../{NAME}",
        f"{NAME}/../{NAME}",
        f"{NAME}/٦٤٠",
    ],
)
def test_any_other_spelling_is_no_address(path: str) -> None:
    assert parse(path) is None


@pytest.mark.parametrize(
    ("accept", "best"),
    [
        ("image/avif,image/webp,*/*;q=0.8", Format.AVIF),
        ("image/webp,*/*", Format.WEBP),
        ("image/avif;q=0,image/webp", Format.WEBP),
        ("image/*,*/*;q=0.8", None),
        ("", None),
    ],
)
def test_a_client_gets_the_best_format_that_it_names(accept: str, best: Format | None) -> None:
    assert accepted(accept) is best
