"""Pages ask pictures that are kept here in the width they need, and keep their place free."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from api.website.kept_pictures import in_all_widths
from schema import db, writes
from seed.pictures.keeping import keep_picture
from seed.pictures.reading import read_picture
from seed.pictures.store import PictureStore
from tests.api.pages import page
from tests.api.serving import application, serving
from tests.conftest import fresh
from tests.databases import SqliteDatabases
from tests.pictures import jpeg

BASE = "https://liane.example"
NAME, ICON = f"{'0a' * 16}-1200x800", f"{'0b' * 16}-40x30"


def image(html: str) -> dict[str, str | None]:
    (node,) = LexborHTMLParser(in_all_widths(html, BASE)).css("img")
    return dict(node.attributes)


def test_a_wide_picture_names_all_its_widths_and_its_size() -> None:
    address = f"{BASE}/pictures/{NAME}"
    found = image(f'<p><img src="{address}" alt="Un &quot;phare&quot;"></p>')
    assert found["srcset"] == ", ".join([
        *(f"{address}/{width} {width}w" for width in (160, 240, 320, 480, 640, 800, 960)), f"{address} 1200w"
    ])  # fmt: skip
    assert found["sizes"] == "(min-width: 744px) 680px, 92vw"
    assert (found["width"], found["height"], found["alt"]) == ("1200", "800", 'Un "phare"')


def test_a_small_picture_is_asked_as_it_is_and_a_stated_size_stays() -> None:
    found = image(f'<img src="{BASE}/pictures/{ICON}" alt="" width="20">')
    assert found["srcset"] == f"{BASE}/pictures/{ICON} 40w"
    assert (found["sizes"], found["width"], found.get("height")) == ("40px", "20", None)


@pytest.mark.parametrize(
    "html",
    [
        f'<img src="https://images.example/pictures/{NAME}" alt="">',
        f'<img src="{BASE}/pictures/{NAME}/640" alt="">',
        f'<img src="{BASE}/pictures/lighthouse.jpg" alt="">',
        f"<p>src=\"{BASE}/pictures/{NAME}\"</p>",
    ],
)  # fmt: skip
def test_what_is_not_kept_here_stays_as_it_is(html: str) -> None:
    assert in_all_widths(html, BASE) == html


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, sqlite_databases: SqliteDatabases) -> Iterator[httpx.Client]:
    """A client of a server with an issue whose cover and body show a picture that is kept here, as does its work."""
    folder: Path = tmp_path_factory.mktemp("pictures")
    store = PictureStore(str(folder / "store"))
    with fresh(sqlite_databases, sqlite_databases.migrated) as url:
        engine = db.connect(url)
        with db.write_transaction(engine) as session:
            address = keep_picture(session, store, read_picture(jpeg(1200, 800)))
            writes.save_publication(session, {"name": "Phares"})
            work = writes.save_work(
                session, {"slug": "film", "kind": "FILM", "title": "Film", "image_url": address, "image_alt": ""}
            )
            section = {
                "body_markdown": f"Un mot.\n\n![Un phare]({address})",
                "recommendations": [{"work_id": work.id, "role": "PICK"}],
            }
            cover = {"cover_url": address, "cover_alt": "Un phare"}
            published = {"status": "PUBLISHED", "published_at": datetime(2023, 7, 21, tzinfo=UTC)}
            writes.save_issue(
                session, {"slug": "issue", "title": "Phares", "sections": [section], **cover, **published}
            )
        engine.dispose()
        app = application(url, pictures=str(folder / "store"), pictures_cache=folder / "cache")
        with serving(app) as client:
            yield client


@pytest.mark.parametrize(
    ("path", "selector"),
    [
        ("/issues/issue", ".frame img:not(.soon)"),
        ("/issues/issue", ".prose img"),
        ("/issues/issue", ".pick img"),
        ("/works/film", ".portrait img:not(.soon)"),
    ],
)
def test_every_address_that_a_page_names_is_a_picture_of_its_width(
    client: httpx.Client, path: str, selector: str
) -> None:
    node = page(client, path).css_first(selector)
    assert node is not None
    assert int(str(node.attributes["width"])) * 2 == int(str(node.attributes["height"])) * 3
    assert node.attributes["sizes"]
    addresses = [entry.split(" ")[0] for entry in str(node.attributes["srcset"]).split(", ")]
    for address in (str(node.attributes["src"]), *addresses[:2]):
        response = client.get(address.removeprefix(BASE), headers={"Accept": "image/webp"})
        assert (response.status_code, response.headers["content-type"]) == (200, "image/webp")


@pytest.mark.parametrize(("path", "frame"), [("/issues/issue", ".frame"), ("/works/film", ".portrait .poster")])
def test_a_few_pixels_stand_for_a_large_picture_until_it_comes(client: httpx.Client, path: str, frame: str) -> None:
    soon, picture = page(client, path).css(f"{frame} img")
    assert str(soon.attributes["src"]).startswith("data:image/webp;base64,")
    assert soon.attributes["alt"] == ""
    assert picture.attributes["srcset"]
