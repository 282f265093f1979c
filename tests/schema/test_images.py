"""``Image`` tells what a page needs of a picture: an address in its size, all widths, a ground, what matters in it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlmodel import Session

from schema import db, writes
from schema.visibility import DRAFT
from tests.reader import Reader, reading

BASE = "https://liane.example"
NAME, SMALL, UNKNOWN = f"{'0a' * 16}-1200x800", f"{'0b' * 16}-100x90", f"{'0c' * 16}-300x3000"
KEPT = f"{BASE}/pictures/{NAME}"
ELSEWHERE = "https://images.example/a.png?a=1"
IMAGES: dict[str, dict[str, Any]] = {
    "kept": {"image_url": f"/pictures/{NAME}", "image_focal_x": "0.25", "image_focal_y": "1.0"},
    "small": {"image_url": f"/pictures/{SMALL}", "image_width": 7},
    "unknown": {"image_url": f"/pictures/{UNKNOWN}"},
    "elsewhere": {"image_url": ELSEWHERE, "image_width": 640},
}


def fill(session: Session) -> None:
    for name, (width, height) in {NAME: (1200, 800), SMALL: (100, 90)}.items():
        known = {
            "format": "JPEG",
            "bytes": 9,
            "dominant_color": "#0a5a3b",
            "placeholder": "data:image/webp;base64,UklG",
        }
        writes.save_picture(session, {"id": name, "width": width, "height": height, **known})
    for slug, columns in IMAGES.items():
        writes.save_work(session, {"slug": slug, "kind": "FILM", "title": slug, "image_alt": "", **columns})
    section = {"body_markdown": f"![Un phare](/pictures/{NAME})\n\n![](https://images.example/pictures/a.png)"}
    writes.save_issue(session, {"slug": "issue", "title": "Issue", "sections": [section]})


@pytest.fixture
async def reader(database_url: str) -> AsyncIterator[Reader]:
    engine = db.connect(database_url)
    with db.write_transaction(engine) as session:
        fill(session)
    engine.dispose()
    async with reading(database_url) as reader:
        yield reader


async def image(reader: Reader, slug: str, fields: str) -> dict[str, Any]:
    answer = await reader.ask(f'{{ work(slug: "{slug}") {{ image {{ {fields} }} }} }}', DRAFT)
    found: dict[str, Any] = answer["work"]["image"]
    return found


@pytest.mark.parametrize(
    ("arguments", "address"),
    [
        ("", KEPT),
        ("(format: JPEG)", f"{KEPT}.jpg"),
        ("(width: 600)", f"{KEPT}/640"),
        ("(width: 640, format: WEBP)", f"{KEPT}/640.webp"),
        ("(width: 1)", f"{KEPT}/48"),
        ("(width: 9000)", f"{KEPT}/2560"),
        ("(height: 300, format: AVIF)", f"{KEPT}/x320.avif"),
        ("(width: 640, height: 360)", f"{KEPT}/640x360-0.25-1.0"),
        ("(width: 600, height: 400)", f"{KEPT}/640x430-0.25-1.0"),
        ("(width: 9000, height: 1)", f"{KEPT}/2560x10-0.25-1.0"),
        ("(width: null, height: null, format: null)", KEPT),
    ],
)
async def test_a_picture_that_is_kept_here_has_an_address_for_each_size(
    reader: Reader, arguments: str, address: str
) -> None:
    assert (await image(reader, "kept", f"url{arguments}"))["url"] == address
    assert (await image(reader, "elsewhere", f"url{arguments}"))["url"] == ELSEWHERE
    plain = (await image(reader, "small", f"url{arguments}"))["url"]
    assert plain == address.replace(NAME, SMALL).replace("-0.25-1.0", "")


async def test_sizes_come_from_variables_and_no_picture_has_no_size(reader: Reader) -> None:
    document = """query($width: Int, $format: ImageFormat) {
      work(slug: "kept") { image { small: url(width: $width, format: $format) large: url(width: 1280) } }
    }"""
    for width, step in ((50, 96), (161, 240), (5000, 2560)):
        answer = await reader.ask(document, DRAFT, width=width, format="JPEG")
        assert answer["work"]["image"] == {"small": f"{KEPT}/{step}.jpg", "large": f"{KEPT}/1280"}
    for width in (0, -1, 10_001):
        body = await reader.body(document, DRAFT, width=width)
        assert b"`width` is a number of pixels from 1 to 10000." in body
        assert b"BAD_USER_INPUT" in body


async def test_all_widths_below_its_own_and_its_own_are_listed(reader: Reader) -> None:
    srcset = (await image(reader, "kept", "srcset(format: WEBP)"))["srcset"]
    listed = [tuple(entry.split(" ")) for entry in srcset.split(", ")]
    below = [160, 240, 320, 480, 640, 800, 960]
    assert listed == [*((f"{KEPT}/{width}.webp", f"{width}w") for width in below), (f"{KEPT}.webp", "1200w")]
    assert (await image(reader, "small", "srcset"))["srcset"] == f"{BASE}/pictures/{SMALL} 100w"
    assert (await image(reader, "elsewhere", "srcset"))["srcset"] is None


async def test_what_the_pixels_tell_is_told_and_nothing_is_made_up(reader: Reader) -> None:
    fields = "width height focalX focalY placeholder dominantColor"
    pixels = {"placeholder": "data:image/webp;base64,UklG", "dominantColor": "#0a5a3b"}
    nothing = {"focalX": None, "focalY": None, "placeholder": None, "dominantColor": None}
    assert await image(reader, "kept", fields) == {
        "width": 1200,
        "height": 800,
        "focalX": 0.25,
        "focalY": 1.0,
        **pixels,
    }
    # Its name tells the size, whatever was given.
    assert await image(reader, "small", fields) == {**nothing, "width": 100, "height": 90, **pixels}
    assert await image(reader, "unknown", fields) == {**nothing, "width": 300, "height": 3000}
    assert await image(reader, "elsewhere", fields) == {**nothing, "width": 640, "height": None}


async def test_the_pictures_of_a_text_have_whole_addresses(reader: Reader) -> None:
    answer = await reader.ask('{ issue(slug: "issue") { sections { body { html markdown } } } }', DRAFT)
    body = answer["issue"]["sections"][0]["body"]
    assert f'<img src="{KEPT}" alt="Un phare">' in body["html"]
    assert '<img src="https://images.example/pictures/a.png"' in body["html"]
    assert f"](/pictures/{NAME})" in body["markdown"]


async def test_an_address_of_no_picture_is_not_written(database_url: str) -> None:
    engine = db.connect(database_url)
    for column, value in (("image_url", "/pictures/lighthouse.jpg"), ("image_url", f"/pictures/{NAME}/640")):
        with pytest.raises(writes.Invalid, match="is no address of a picture"), db.write_transaction(engine) as session:
            writes.save_work(session, {"slug": "a", "kind": "FILM", "title": "a", "image_alt": "", column: value})
    engine.dispose()
