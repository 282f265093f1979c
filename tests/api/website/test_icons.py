"""The magazine's sign in tabs, on home screens and in the web application manifest."""

import struct
from io import BytesIO

import httpx
import pytest
from PIL import Image, ImageColor

from api.website.icons import FILES
from api.website.palette import HOUSE, palette
from schema import db, writes
from tests.api.pages import PAGES, attributes, page
from tests.api.serving import application, serving

SIZES = {"/apple-touch-icon.png": (180, 180), "/icon-192.png": (192, 192), "/icon-512.png": (512, 512)}


@pytest.mark.parametrize(("path", "media_type"), FILES.items())
def test_an_icon_is_where_browsers_look_for_it(client: httpx.Client, path: str, media_type: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.headers["content-type"]) == (200, media_type)
    assert response.headers["cache-control"] == "public, max-age=3600"
    again = client.get(path, headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304
    assert client.head(path).status_code == 200


@pytest.mark.parametrize(("path", "size"), SIZES.items())
def test_an_icon_for_telephones_is_as_large_as_it_says(client: httpx.Client, path: str, size: tuple[int, int]) -> None:
    assert struct.unpack(">II", client.get(path).content[16:24]) == size


def test_the_icon_of_old_browsers_holds_three_sizes(client: httpx.Client) -> None:
    icon = client.get("/favicon.ico").content
    assert struct.unpack("<HHH", icon[:6]) == (0, 1, 3)
    for number, size in enumerate((16, 32, 48)):
        entry = struct.unpack("<BBBBHHII", icon[6 + 16 * number : 22 + 16 * number])
        assert entry[:2] == (size, size)
        assert struct.unpack(">II", icon[entry[7] + 16 : entry[7] + 24]) == (size, size)


def test_the_sign_is_in_the_colours_of_the_publication(seeded_url: str) -> None:
    engine = db.connect(seeded_url)
    with db.write_transaction(engine) as session:
        writes.save_publication(session, {"accent_color": "#e4002b"})
    engine.dispose()
    with serving(application(seeded_url)) as client:
        sign, ground = client.get("/favicon.svg").text, client.get("/manifest.webmanifest").json()["theme_color"]
    colors = palette("#e4002b")
    assert ground == colors.forest
    assert colors.forest in sign
    assert colors.leaf in sign
    assert HOUSE.forest not in sign


@pytest.mark.parametrize("path", [*SIZES, "/favicon.ico"])
def test_so_are_the_icons_that_are_pictures(seeded_url: str, path: str) -> None:
    engine = db.connect(seeded_url)
    with serving(application(seeded_url)) as client:
        house = Image.open(BytesIO(client.get(path).content)).convert("RGBA")
        with db.write_transaction(engine) as session:
            writes.save_publication(session, {"accent_color": "#e4002b"})
        own = Image.open(BytesIO(client.get(path).content)).convert("RGBA")
    engine.dispose()
    assert own.size == house.size
    assert own.getchannel("A").tobytes() == house.getchannel("A").tobytes()
    for colors, icon in ((HOUSE, house), (palette("#e4002b"), own)):
        found = icon.getcolors(icon.width * icon.height)
        assert found
        most = {color for _, color in sorted(found)[-2:]}
        assert most == {(*ImageColor.getrgb(color), 255) for color in (colors.forest, colors.leaf)}


def test_the_sign_is_that_of_the_house_before_there_is_a_publication(database_url: str) -> None:
    with serving(application(database_url)) as client:
        sign = client.get("/favicon.svg")
    assert sign.status_code == 200
    assert HOUSE.forest in sign.text


def test_the_manifest_names_the_magazine_and_icons_that_are_there(client: httpx.Client) -> None:
    response = client.get("/manifest.webmanifest")
    assert response.headers["content-type"] == "application/manifest+json"
    manifest = response.json()
    assert (manifest["name"], manifest["lang"], manifest["start_url"]) == ("Liane", "fr", "/")
    for icon in manifest["icons"]:
        width, height = SIZES[icon["src"]]
        assert icon["sizes"] == f"{width}x{height}"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_leads_to_its_icons_and_may_load_its_manifest(client: httpx.Client, path: str) -> None:
    tree = page(client, path)
    linked = attributes(tree, 'link[rel="icon"], link[rel="apple-touch-icon"], link[rel="manifest"]', "href")
    assert linked == ["/favicon.ico", "/favicon.svg", "/apple-touch-icon.png", "/manifest.webmanifest"]
    assert {client.get(str(href)).status_code for href in linked} == {200}
    assert "manifest-src 'self'" in client.get(path).headers["content-security-policy"]
