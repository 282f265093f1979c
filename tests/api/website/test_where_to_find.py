"""Where a work can be had in the country that a visitor chose: offers, days and freshness, in words."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from schema import db, writes
from schema.tables import Organization
from tests.api.pages import WORK, attributes, page, texts
from tests.api.serving import Clock, application, serving

BASE = "https://liane.example"
IN_MEXICO_STILL_FIRST = datetime(2023, 9, 2, 3, tzinfo=UTC)
IN_MEXICO_SECOND = datetime(2023, 9, 2, 7, tzinfo=UTC)
"""In Paris it is the second of September at both."""
CHECKED = {"MX": "2023-08-20T10:00:00Z", "BR": "2023-02-01T10:00:00Z"}


def offers(session: Session) -> list[dict[str, Any]]:
    """Return offers in two countries and one of no stated country."""
    netflix = writes.find_id(session, Organization, "netflix")
    offer = {"platform_id": netflix, "access": "SUBSCRIPTION"}
    return [
        {**offer, "country": "MX", "until_date": "2023-09-01", "verified_at": CHECKED["MX"]},
        {**offer, "country": "BR", "from_date": "2023-12-24", "verified_at": CHECKED["BR"]},
        {"access": "RENT"},
    ]


@pytest.fixture
def client(seeded_url: str, clock: Clock) -> Iterator[httpx.Client]:
    """A server whose clock is the test's; the work of the sample has the offers."""
    clock.now = IN_MEXICO_STILL_FIRST
    engine = db.connect(seeded_url)
    with db.write_transaction(engine) as session:
        change = {"slug": WORK.rpartition("/")[2], "former_slugs": ["apnee"], "availability": offers(session)}
        writes.save_work(session, change)
    engine.dispose()
    with serving(application(seeded_url, clock=clock)) as client:
        yield client


def test_a_country_is_chosen_in_a_form_that_leads_to_an_address(client: httpx.Client) -> None:
    tree = page(client, WORK)
    assert attributes(tree, "form.country", "action") == [f"{WORK}#where"]
    assert attributes(tree, "form.country select", "name") == ["country"]
    assert texts(tree, "optgroup:first-of-type option") == ["Brésil", "Mexique"]
    assert len(tree.css("form.country option")) == 250  # those of ISO 3166-1, and all of them
    chosen = page(client, f"{WORK}?country=MX")
    assert attributes(chosen, "option[selected]", "value") == ["MX"]


def test_offers_in_the_country_come_before_those_of_no_stated_country(client: httpx.Client) -> None:
    tree = page(client, f"{WORK}?country=MX")
    assert texts(tree, "#where ~ h3") == ["Mexique", "Peut-être aussi : le pays n’est pas indiqué"]
    assert texts(tree, "#where ~ ul li") == [
        "Netflix abonnement · jusqu’au 1er septembre 2023 · vérifié le 20 août 2023",
        "Location non vérifié",
    ]
    soon = texts(page(client, f"{WORK}?country=BR"), "#where ~ ul li")[0]
    assert soon == "Netflix abonnement · à partir du 24 décembre 2023 · vérifié le 1er février 2023, à confirmer"


def test_days_end_in_the_country_that_is_asked_about(client: httpx.Client, clock: Clock) -> None:
    first = client.get(f"{WORK}?country=MX")
    clock.now = IN_MEXICO_SECOND
    later = client.get(f"{WORK}?country=MX", headers={"If-None-Match": first.headers["etag"]})
    assert later.status_code == 200
    tree = page(client, f"{WORK}?country=MX")
    assert texts(tree, ".ended") == [
        "Netflix abonnement · jusqu’au 1er septembre 2023, c’est fini · vérifié le 20 août 2023"
    ]
    assert texts(tree, "#where ~ p") == ["Mexique : aucune offre connue aujourd’hui. Ailleurs : Brésil."]


def test_where_there_is_nothing_that_is_said_with_the_countries_there_are(client: httpx.Client) -> None:
    tree = page(client, f"{WORK}?country=CI")
    assert texts(tree, "#where ~ p") == ["Côte d’Ivoire : aucune offre connue aujourd’hui. Ailleurs : Brésil, Mexique."]
    elsewhere = [f"{WORK}?country=BR#where", f"{WORK}?country=MX#where"]
    assert attributes(tree, "#where ~ p a", "href") == elsewhere
    assert texts(tree, "#where ~ h3") == ["Peut-être aussi : le pays n’est pas indiqué"]


def test_the_choice_is_a_view_of_one_page_that_depends_on_nothing_else(
    client: httpx.Client, statements: list[str]
) -> None:
    answers = [client.get(f"{WORK}?country=MX", headers={"Accept-Language": tag}) for tag in ("es-MX", "fr-FR")]
    assert answers[0].content == answers[1].content
    assert "accept-language" not in answers[0].headers["vary"].lower()
    tree = page(client, f"{WORK}?country=MX")
    assert attributes(tree, 'link[rel="canonical"]', "href") == [f"{BASE}{WORK}"]
    assert attributes(tree, 'meta[property="og:url"]', "content") == [f"{BASE}{WORK}"]
    assert set(attributes(page(client, f"{WORK}?country=FR"), "a[href*='country=']", "rel")) == {"nofollow"}
    assert "Disallow: /*?country=" in client.get("/robots.txt").text.splitlines()
    before = len(statements)
    assert client.get(f"{WORK}?country=BR").status_code == 200
    assert len(statements) - before == 1


def test_a_country_has_one_spelling_and_has_to_be_one(client: httpx.Client) -> None:
    for asked in (f"{WORK}?country=mx", "/works/apnee?country=mx"):
        response = client.get(asked)
        assert (response.status_code, response.headers["location"]) == (301, f"{WORK}?country=MX")
    for wrong in ("XX", "mexico", "%00", "M%20", "ＭＸ"):
        assert client.get(f"{WORK}?country={wrong}").status_code == 404
    assert client.get(f"{WORK}?country=").status_code == 200


def test_where_no_country_is_stated_none_is_asked_for(seeded_url: str) -> None:
    with serving(application(seeded_url)) as client:
        assert page(client, WORK).css("form.country") == []
        assert texts(page(client, f"{WORK}?country=MX"), "#where ~ p") == ["Mexique : aucune offre connue aujourd’hui."]
