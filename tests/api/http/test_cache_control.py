"""What caches may keep of a response, for how long, and how they revalidate it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

import httpx
import pytest

from api.graphql.code_digest import code_digest
from api.http.media_types import GRAPHQL
from schema import db, writes
from schema.migrations import runner
from tests.api.serving import NOON, Clock, at_a_time, publish
from tests.conftest import fresh
from tests.databases import Databases, SqliteDatabases

LATEST = "{ latestIssue { slug } }"
PRIVATE = "no-store"


@pytest.fixture
def client(seeded_url: str, clock: Clock) -> Iterator[httpx.Client]:
    """A client of a server with the sample content, on either database."""
    with at_a_time(seeded_url, clock) as client:
        yield client


def get(client: httpx.Client, query: str = LATEST, if_none_match: str = "", **parameters: str) -> httpx.Response:
    """Send a query by GET, with an ``If-None-Match`` or none."""
    headers = {"If-None-Match": if_none_match} if if_none_match else {}
    return client.get("/graphql", params={"query": query, **parameters}, headers=headers)


# Entity tags


def test_a_query_is_not_executed_while_the_clients_response_is_current(
    client: httpx.Client, statements: list[str]
) -> None:
    first = get(client)
    assert re.fullmatch(r'"[0-9a-f]{32}"', first.headers["etag"])
    assert len(statements) == 1
    again = get(client, if_none_match=f'"other", W/{first.headers["etag"]}')
    assert (again.status_code, again.content) == (304, b"")
    for name in ("etag", "cache-control", "vary"):
        assert again.headers[name] == first.headers[name]
    assert len(statements) == 2
    assert "slug" not in statements[1]


def test_any_response_is_current_for_a_client_that_has_any(client: httpx.Client) -> None:
    full, current = get(client), get(client, if_none_match="*")
    assert (current.status_code, current.content) == (304, b"")
    assert current.headers["etag"] == full.headers["etag"]
    assert get(client, "{ viewer { name } }", "*").status_code == 200


def test_a_query_is_executed_when_the_clients_response_is_stale(client: httpx.Client) -> None:
    first = get(client)
    response = get(client, if_none_match='"other"')
    assert (response.status_code, response.content) == (200, first.content)
    assert response.headers["etag"] == first.headers["etag"]


def test_equal_requests_have_equal_tags_and_others_another(client: httpx.Client) -> None:
    query = "query A($s: String!) { issue(slug: $s) { slug } } query B($s: String!) { work(slug: $s) { slug } }"
    requests: list[dict[str, str]] = [
        {"query": LATEST},
        {"query": LATEST + " "},
        {"query": query, "operationName": "A", "variables": '{"s": "a"}'},
        {"query": query, "operationName": "A", "variables": '{"s": "b"}'},
        {"query": query, "operationName": "B", "variables": '{"s": "a"}'},
    ]
    tags = [get(client, **parameters).headers["etag"] for parameters in requests]
    tags.append(client.get("/graphql", params=requests[0], headers={"Accept": GRAPHQL}).headers["etag"])
    assert len(set(tags)) == len(tags)
    assert [get(client, **parameters).headers["etag"] for parameters in requests] == tags[:-1]


def test_a_change_of_content_changes_the_tag(client: httpx.Client, seeded_url: str) -> None:
    first = get(client)
    publish(seeded_url, "a-new-one", NOON - timedelta(hours=1))
    second = get(client, if_none_match=first.headers["etag"])
    assert second.status_code == 200
    assert second.json() == {"data": {"latestIssue": {"slug": "a-new-one"}}}
    assert get(client, if_none_match=second.headers["etag"]).status_code == 304


def test_a_change_that_readers_never_see_leaves_the_tag(client: httpx.Client, seeded_url: str) -> None:
    first = get(client)
    engine = db.connect(seeded_url)
    with db.write_transaction(engine) as session:
        writes.save_issue(session, {"slug": "draft", "title": "Draft"})
    engine.dispose()
    assert get(client, if_none_match=first.headers["etag"]).status_code == 304


def test_an_issue_that_falls_due_changes_the_tag_though_nothing_was_written(
    client: httpx.Client, seeded_url: str, clock: Clock
) -> None:
    publish(seeded_url, "at-one", NOON + timedelta(hours=1))
    before = get(client)
    clock.now += timedelta(minutes=59, seconds=59)
    assert get(client, if_none_match=before.headers["etag"]).status_code == 304
    clock.now += timedelta(seconds=1)
    after = get(client, if_none_match=before.headers["etag"])
    assert (after.status_code, after.json()) == (200, {"data": {"latestIssue": {"slug": "at-one"}}})


# Other databases, other code


@pytest.fixture
def two_urls(databases: Databases) -> Iterator[tuple[str, str]]:
    """The URLs of two databases that were migrated each by itself."""
    with fresh(databases, None) as one, fresh(databases, None) as other:
        runner.migrate(one)
        runner.migrate(other)
        yield one, other


def publish_all_at_once(url: str, *slugs: str) -> None:
    """Publish issues, all logged at the same second of every run."""
    with patch("schema.writes.log.now", lambda: NOON):
        for slug in slugs:
            publish(url, slug, NOON)


def test_two_databases_that_count_alike_share_no_tag(two_urls: tuple[str, str], clock: Clock) -> None:
    one, other = two_urls
    publish_all_at_once(one, "ours")
    publish_all_at_once(other, "theirs")
    with at_a_time(one, clock) as client:
        tag = get(client).headers["etag"]
    with at_a_time(other, clock) as client:
        response = get(client, if_none_match=tag)
    assert (response.status_code, response.json()) == (200, {"data": {"latestIssue": {"slug": "theirs"}}})


def test_a_backup_that_was_put_back_by_hand_shares_no_tag_with_what_was_written_after_it(
    databases: Databases, seeded_url: str, clock: Clock
) -> None:
    with fresh(databases, seeded_url) as backup:
        publish(seeded_url, "lost", NOON)
        with at_a_time(seeded_url, clock) as client:
            tag = get(client).headers["etag"]
        publish_all_at_once(backup, "written-again")
        with at_a_time(backup, clock) as client:
            response = get(client, if_none_match=tag)
    assert (response.status_code, response.json()) == (200, {"data": {"latestIssue": {"slug": "written-again"}}})


def test_other_code_has_other_tags(seeded_url: str, clock: Clock, tmp_path: Path) -> None:
    tags = []
    for text in ("one = 1", "one = 2"):
        (tmp_path / "answers.py").write_text(text)
        code_digest.cache_clear()
        digest = patch("api.graphql.endpoint.code_digest", partial(code_digest, (tmp_path,)))
        with digest, at_a_time(seeded_url, clock) as client:
            tags.append(get(client).headers["etag"])
    assert tags[0] != tags[1]


# Lifetimes


def test_a_response_is_public_and_fresh_for_as_long_as_is_set(seeded_url: str, clock: Clock) -> None:
    with at_a_time(seeded_url, clock) as client:
        assert get(client).headers["cache-control"] == "public, max-age=0, s-maxage=60, stale-while-revalidate=60"
    times = {"cache_max_age": 5, "cache_shared_max_age": 600, "cache_stale_while_revalidate": 30}
    with at_a_time(seeded_url, clock, **times) as client:
        assert get(client).headers["cache-control"] == "public, max-age=5, s-maxage=600, stale-while-revalidate=30"


@pytest.mark.parametrize(
    ("seconds", "lifetimes"),
    [
        (0, "max-age=10, s-maxage=60"),
        (1, "max-age=9, s-maxage=59"),
        (48, "max-age=2, s-maxage=12"),
        (59, "max-age=1, s-maxage=1"),
        (60, "max-age=10, s-maxage=60"),
    ],
)
def test_lifetimes_end_on_the_clock(seeded_url: str, clock: Clock, seconds: int, lifetimes: str) -> None:
    clock.now += timedelta(seconds=seconds)
    with at_a_time(seeded_url, clock, cache_max_age=10) as client:
        first = get(client)
        assert first.headers["cache-control"] == f"public, {lifetimes}, stale-while-revalidate=60"
        assert (
            get(client, if_none_match=first.headers["etag"]).headers["cache-control"] == first.headers["cache-control"]
        )


def test_nothing_is_fresh_before_a_full_minute_at_which_an_issue_falls_due_and_stale_after_it(
    seeded_url: str, clock: Clock
) -> None:
    due = NOON + timedelta(minutes=2)
    publish(seeded_url, "in-two-minutes", due)
    with at_a_time(seeded_url, clock) as client:
        while clock.now < due:
            lifetime = int(get(client).headers["cache-control"].split("s-maxage=")[1].split(",")[0])
            assert clock.now + timedelta(seconds=lifetime) <= due
            clock.now += timedelta(seconds=7)


def test_a_response_varies_by_the_headers_that_may_change_it(client: httpx.Client) -> None:
    assert get(client).headers["vary"] == "Accept, Accept-Encoding, Authorization, Liane-View, Liane-Cost"


@pytest.mark.parametrize(
    "query",
    [
        "{ viewer { name } }",
        "{ latestIssue { slug } viewer { name } }",
        "{ latestIssue { slug } ... { me: viewer { name } } }",
        '{ latestIssue { slug } node(id: "nope") { id } }',
        "{ nobody }",
        "{",
    ],
)
def test_responses_for_one_viewer_or_with_errors_are_not_stored(client: httpx.Client, query: str) -> None:
    response = get(client, query)
    assert response.headers["cache-control"] == PRIVATE
    assert "etag" not in response.headers


def test_responses_to_post_are_not_stored(client: httpx.Client, statements: list[str]) -> None:
    response = client.post("/graphql", json={"query": LATEST})
    assert response.headers["cache-control"] == PRIVATE
    assert "etag" not in response.headers
    assert "changes" not in statements[0]


# An empty database


def test_an_empty_database_has_a_version_too(database_url: str, clock: Clock) -> None:
    with at_a_time(database_url, clock) as client:
        first = get(client)
        assert first.json() == {"data": {"latestIssue": None}}
        assert get(client, if_none_match=first.headers["etag"]).status_code == 304
        publish(database_url, "the-first", NOON)
        assert get(client, if_none_match=first.headers["etag"]).json() == {
            "data": {"latestIssue": {"slug": "the-first"}}
        }


# The version's own statement


def test_the_content_version_is_read_from_indexes(sqlite_databases: SqliteDatabases, statements: list[str]) -> None:
    url = sqlite_databases.create(sqlite_databases.seeded)
    with at_a_time(url, Clock()) as client:
        get(client, if_none_match='"other"')
    engine = db.connect(url)
    with engine.connect() as connection:
        (version,) = [each for each in statements if "until" in each and "slug" not in each]
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {version}", tuple("x" * version.count("?")))
        steps = [row[3] for row in plan]
    engine.dispose()
    sqlite_databases.drop(url)
    assert [step for step in steps if "issues" in step or "changes" in step]
    assert not [step for step in steps if re.fullmatch(r"SCAN (issues|changes)\w*", step)], steps
