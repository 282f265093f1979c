"""Cards for other sites, as their frames get them from the real server."""

import re
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.settings import Settings
from api.website.embedding.cards import HEIGHT
from api.website.paths import STATIC, TEMPLATES
from schema import db, writes
from tests.api.pages import CARDS, ISSUE, NAMED_ONLY, PICK, REFERENCE, SAMPLE, WORK, attributes, break_off, page, texts
from tests.api.serving import NOW, application, serving

BASE = "https://liane.example"
CARD = 15_000
COMPONENT = 5_000


def save_work(url: str, **values: Any) -> None:
    """Change the film as an editor does."""
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        writes.save_work(session, {"slug": "the-deepest-breath", **values})
    engine.dispose()


def test_a_recommendations_card_says_what_why_and_where(client: httpx.Client) -> None:
    tree = page(client, f"/embed{PICK}")
    assert texts(tree, "h1") == ["The Deepest Breath"]
    assert texts(tree, ".kicker") == ["Recommandé Film, 2023"]
    assert texts(tree, ".text")[0].startswith("Un documentaire magnifique et tendu")
    assert texts(tree, ".where") == ["Netflix, abonnement"]
    assert attributes(tree, "h1 a", "href") == [f"{BASE}{PICK}"]


def test_a_works_card_says_the_newest_that_was_said_of_it_and_leads_to_the_work(client: httpx.Client) -> None:
    tree = page(client, f"/embed{WORK}")
    assert texts(tree, ".kicker b") == ["Recommandé"]
    assert attributes(tree, "h1 a", "href") == [f"{BASE}{WORK}"]


def test_what_was_examined_is_marked_as_such(client: httpx.Client) -> None:
    assert texts(page(client, "/embed/works/llama-2"), ".kicker b") == ["Décryptage"]


def test_an_issues_card_names_what_it_recommends(client: httpx.Client) -> None:
    tree = page(client, f"/embed{ISSUE}")
    assert texts(tree, "h1") == ["Hollywood en grève contre ses doubles"]
    assert texts(tree, ".where") == ["Llama 2, Ripple, TikTok Music, The Underdogs, épisode 4"]


@pytest.mark.parametrize(
    "path",
    [
        REFERENCE,
        NAMED_ONLY,
        "/works/nobody",
        "/issues/nobody",
        "/recommendations/rec_nobody",
        "/works/%00",
        "/recommendations/%F0%9F%92%A5",
        f"/issues/{'a' * 4000}",
    ],
)
def test_what_is_not_recommended_and_what_is_not_there_is_a_quiet_card(client: httpx.Client, path: str) -> None:
    tree = page(client, f"/embed{path}", 404)
    assert texts(tree, "h1")[0] == "Cette recommandation n’est pas ou plus en ligne."
    assert attributes(tree, "a", "href") == [f"{BASE}/"]


def test_a_card_of_what_was_taken_back_is_the_same_quiet_card(seeded_url: str) -> None:
    with serving(application(seeded_url)) as client:
        unknown = client.get("/embed/works/nobody").text
        engine = db.connect(seeded_url)
        with db.write_transaction(engine) as session:
            writes.unpublish_issue(session, SAMPLE)
        engine.dispose()
        assert {client.get(path).text for path in CARDS} == {unknown}


def test_a_work_whose_availability_is_over_says_so(seeded_url: str) -> None:
    save_work(seeded_url, availability=[{"access": "CINEMA", "until_date": "2023-08-31"}])
    with serving(application(seeded_url)) as client:
        assert texts(page(client, f"/embed{WORK}"), ".where strong") == ["N’est plus disponible"]
        assert attributes(page(client, WORK), ".platforms li", "class") == ["ended"]


def test_the_last_day_counts_where_the_magazine_is(seeded_url: str) -> None:
    save_work(seeded_url, availability=[{"access": "CINEMA", "until_date": "2023-08-31"}])
    settings = Settings(database_url=seeded_url, base_url=BASE)
    late = datetime(2023, 8, 31, 21, 59, tzinfo=UTC)  # a minute before midnight in Paris
    with serving(create_app(settings, clock=lambda: late)) as client:
        assert texts(page(client, f"/embed{WORK}"), ".where") == ["au cinéma"]


def test_a_service_that_was_stopped_says_so(seeded_url: str) -> None:
    engine = db.connect(seeded_url)
    with db.write_transaction(engine) as session:
        writes.save_work(session, {"slug": "ripple", "availability": [], "details": {"stage": "DISCONTINUED"}})
    engine.dispose()
    with serving(application(seeded_url)) as client:
        assert texts(page(client, "/embed/works/ripple"), ".where strong") == ["N’est plus proposée"]


def test_a_card_shows_the_drawn_poster_even_where_there_is_a_picture(seeded_url: str) -> None:
    save_work(seeded_url, image_url="https://pictures.example/a.jpg", image_alt="Une apnéiste", image_width=600)
    with serving(application(seeded_url)) as client:
        card, sheet = page(client, f"/embed{WORK}"), page(client, WORK)
    assert card.css("img") == []
    assert len(card.css(".poster svg")) == 1
    assert attributes(sheet, ".portrait [role=img]", "aria-label") == ["Une apnéiste"]
    assert attributes(sheet, ".portrait img", "src") == ["https://pictures.example/a.jpg"]
    assert len(sheet.css(".portrait svg")) == 1  # behind the picture, for when it does not load


@pytest.mark.parametrize("path", CARDS)
def test_a_card_is_small_asks_nobody_for_anything_and_sets_no_cookie(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert len(response.content) < CARD
    assert "set-cookie" not in response.headers
    assert not re.findall(r"url\(|@import|<link|<img|<script [^>]*src|<iframe", response.text)
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize(
    ("theme", "shown"), [("light", "light"), ("dark", "dark"), ("auto", "auto"), ('"><b>', "auto")]
)
def test_the_theme_is_that_of_the_query_or_the_readers(client: httpx.Client, theme: str, shown: str) -> None:
    tree = page(client, str(httpx.URL(f"/embed{WORK}", params={"theme": theme})))
    assert attributes(tree, "html", "data-theme") == [shown]


@pytest.mark.parametrize(
    ("setting", "sent"),
    [
        ("*", "*"),
        ("'none'", "'none'"),
        ("https://a.example https://*.b.example:8443", "'self' https://a.example https://*.b.example:8443"),
    ],
)
def test_who_may_frame_a_card_is_a_setting(seeded_url: str, setting: str, sent: str) -> None:
    settings = Settings(database_url=seeded_url, base_url=BASE, frame_ancestors=setting)
    with serving(create_app(settings, clock=lambda: NOW)) as client:
        headers = client.get(f"/embed{WORK}").headers
    assert headers["content-security-policy"].endswith(f"; frame-ancestors {sent}")
    assert ("x-frame-options" in headers) is (setting == "'none'")


def test_a_card_that_cannot_be_read_is_a_quiet_card_that_is_not_kept(seeded_url: str) -> None:
    with serving(application(seeded_url)) as client:
        break_off(seeded_url)
        response = client.get(f"/embed{WORK}")
    assert (response.status_code, response.headers["cache-control"]) == (503, "no-store")
    assert "card quiet" in response.text


def test_the_component_is_small_and_may_be_loaded_by_any_site(client: httpx.Client) -> None:
    response = client.get("/embed.js")
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert len(response.content) < COMPONENT
    assert client.get("/embed.js", headers={"If-None-Match": response.headers["etag"]}).status_code == 304


def test_the_height_is_the_same_wherever_it_stands(client: httpx.Client) -> None:
    assert f"height: {HEIGHT}px" in client.get("/embed.js").text
    assert f"height: {HEIGHT}px" in (STATIC / "builder.css").read_text()
    assert f'height="{HEIGHT}"' in (TEMPLATES / "builder.html").read_text()
    assert attributes(page(client, f"/embed{WORK}"), ".card", "data-height") == [str(HEIGHT)]
