"""Conditional requests for pages, cards, feeds and the sitemap, and how long these stay fresh."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from schema import db, writes
from tests.api.pages import CARDS, ISSUE, PAGES, SAMPLE, WORK, break_off
from tests.api.serving import NOON, Clock, at_a_time, publish

FEEDS = ("/feeds/issues.atom", "/feeds/issues.rss", "/feeds/issues.json", "/feeds/columns/un-format-a-la-loupe.atom")
TAGGED = (*PAGES, *CARDS, *FEEDS, "/sitemap.xml")
LISTING_ISSUES = ("/", *FEEDS[:3], "/sitemap.xml")
OEMBED = f"/oembed?url=https://liane.example{ISSUE}"
Get = Callable[[str, str], httpx.Response]


@pytest.fixture
def client(seeded_url: str, clock: Clock) -> Iterator[httpx.Client]:
    """A client of a server with the sample content, on either database."""
    with at_a_time(seeded_url, clock) as client:
        yield client


def tags(client: httpx.Client, paths: tuple[str, ...] = TAGGED) -> dict[str, str]:
    """Request paths, and return the tags of the responses."""
    return {path: client.get(path).headers["etag"] for path in paths}


def changed(client: httpx.Client, known_tags: dict[str, str]) -> set[str]:
    """Revalidate responses by their tags, and return the paths of those that are sent again."""
    responses = {path: client.get(path, headers={"If-None-Match": tag}) for path, tag in known_tags.items()}
    assert {response.status_code for response in responses.values()} <= {200, 304, 404}
    return {path for path, response in responses.items() if response.status_code != 304}


def write(url: str, change: Callable[[Any], Any]) -> None:
    """Write to a database as an editor does."""
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        change(session)
    engine.dispose()


# Current representations


def test_a_current_representation_is_neither_read_nor_rendered_again(
    client: httpx.Client, statements: list[str]
) -> None:
    first = {path: client.get(path) for path in TAGGED}
    statements.clear()
    for path, response in first.items():
        again = client.get(path, headers={"If-None-Match": f'"other", W/{response.headers["etag"]}'})
        assert (again.status_code, again.content) == (304, b""), path
        for name in ("etag", "cache-control", "vary"):
            assert again.headers[name] == response.headers[name]
    assert len(statements) == len(TAGGED)
    assert not [each for each in statements if "title" in each]


def test_a_page_and_its_content_version_are_read_in_one_statement(client: httpx.Client, statements: list[str]) -> None:
    for path in (*PAGES, *CARDS, *FEEDS):
        statements.clear()
        assert client.get(path).status_code == 200
        assert len(statements) == 1, path


def test_another_tag_gets_the_whole_representation(client: httpx.Client) -> None:
    assert changed(client, dict.fromkeys(TAGGED, '"0123456789abcdef0123456789abcdef"')) == set(TAGGED)
    light, dark = (f"{CARDS[0]}?theme={theme}" for theme in ("light", "dark"))
    known_tags = tags(client, (light, dark))
    assert changed(client, {light: known_tags[dark], dark: known_tags[light]}) == {light, dark}


def test_an_asterisk_matches_any_representation_and_no_missing_one(client: httpx.Client) -> None:
    anything = {"If-None-Match": "*"}
    assert client.get(ISSUE, headers=anything).status_code == 304
    assert client.get("/issues/nobody", headers=anything).status_code == 404


def test_a_tag_outlives_the_server_that_made_it(client: httpx.Client, seeded_url: str, clock: Clock) -> None:
    known_tags = tags(client)
    with at_a_time(seeded_url, clock) as another:
        assert changed(another, known_tags) == set()


# Changed since


def test_a_published_issue_changes_the_tags_of_the_pages_that_list_it_and_no_others(
    client: httpx.Client, seeded_url: str
) -> None:
    known_tags = tags(client)
    publish(seeded_url, "a-new-one", NOON - timedelta(hours=1))
    assert set(LISTING_ISSUES) <= changed(client, known_tags)
    assert not {*CARDS, WORK, FEEDS[3]} & changed(client, known_tags)


def test_an_issue_that_falls_due_changes_them_though_nothing_was_written(
    client: httpx.Client, seeded_url: str, clock: Clock
) -> None:
    publish(seeded_url, "at-one", NOON + timedelta(hours=1))
    known_tags = tags(client)
    clock.now += timedelta(minutes=59, seconds=59)
    assert changed(client, known_tags) == set()
    clock.now += timedelta(seconds=1)
    assert set(LISTING_ISSUES) <= changed(client, known_tags)
    assert "at-one" in client.get("/feeds/issues.atom").text


def test_an_unpublished_issue_is_404_even_where_the_tag_is_known(client: httpx.Client, seeded_url: str) -> None:
    known_tags = tags(client)
    write(seeded_url, lambda session: writes.unpublish_issue(session, SAMPLE))
    assert changed(client, known_tags) == set(TAGGED)
    assert client.get(ISSUE, headers={"If-None-Match": known_tags[ISSUE]}).status_code == 404


def test_pages_that_change_with_the_day_change_at_midnight_of_the_publications_time_zone(
    client: httpx.Client, seeded_url: str, clock: Clock
) -> None:
    last_day = {"access": "FREE", "until_date": date(2023, 9, 1)}
    write(
        seeded_url,
        lambda session: writes.save_work(session, {"slug": "the-deepest-breath", "availability": [last_day]}),
    )
    known_tags = tags(client, (WORK, f"/embed{WORK}", *FEEDS))
    clock.now = datetime(2023, 9, 1, 21, 59, 59, tzinfo=UTC)
    assert changed(client, known_tags) == set()
    clock.now += timedelta(seconds=1)  # midnight in Paris
    assert changed(client, known_tags) == {WORK, f"/embed{WORK}"}


def test_a_setting_that_changes_the_policy_of_a_card_changes_its_tag(
    client: httpx.Client, seeded_url: str, clock: Clock
) -> None:
    known_tags = tags(client, CARDS)
    with at_a_time(seeded_url, clock, frame_ancestors="https://partner.example") as another:
        assert changed(another, known_tags) == set(CARDS)


def test_a_page_that_cannot_be_read_is_503_even_where_the_tag_is_known(client: httpx.Client, seeded_url: str) -> None:
    known_tags = tags(client, (ISSUE, CARDS[0], FEEDS[0], "/sitemap.xml"))
    break_off(seeded_url, "changes")
    for path, tag in known_tags.items():
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 503, path


# Lifetimes


def test_no_lifetime_tells_what_is_scheduled(client: httpx.Client, seeded_url: str, clock: Clock) -> None:
    def lifetimes() -> list[str]:
        told = []
        for seconds in (0, 1, 30, 59, 60, 61, 600):
            clock.now = NOON + timedelta(seconds=seconds)
            told += [client.get(path).headers["cache-control"] for path in (ISSUE, CARDS[0], FEEDS[0], "/sitemap.xml")]
            told += [client.get("/graphql", params={"query": "{ latestIssue { id } }"}).headers["cache-control"]]
            told += [str(client.get(OEMBED).json()["cache_age"])]
        return told

    before = lifetimes()
    publish(seeded_url, "soon", NOON + timedelta(seconds=50))
    publish(seeded_url, "later", NOON + timedelta(seconds=630))
    assert lifetimes() == before
