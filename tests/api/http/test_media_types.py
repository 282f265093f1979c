"""Media types: what a client accepts, and what it prefers."""

import pytest

from api.http.media_types import GRAPHQL, HTML, JSON, accepts_by_name, best_match, is_json, prefers


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
        (f"{JSON}, {GRAPHQL}", JSON),
        (f"{GRAPHQL}, {JSON}", GRAPHQL),
        (f"{JSON};q=0.5, {GRAPHQL}", GRAPHQL),
        (f"*/*, {GRAPHQL}", GRAPHQL),
        (f"{GRAPHQL}, application/graphql+json, {JSON}, text/event-stream, multipart/mixed", GRAPHQL),
        (f"{JSON};q=0, */*", GRAPHQL),
        ("Application/GraphQL-Response+JSON; charset=utf-8", GRAPHQL),
        ("text/html,application/xhtml+xml,*/*;q=0.8", JSON),
        ("text/html", None),
        (f"{JSON};q=0", None),
        (f"{JSON};q=nan", None),
        (f"{JSON};q=high", None),
        (",;=", None),
    ],
)
def test_the_best_match_is_chosen(accept: str, expected: str | None) -> None:
    assert best_match(accept, JSON, GRAPHQL) == expected


@pytest.mark.parametrize(
    ("accept", "expected"), [("text/html,*/*;q=0.8", True), ("*/*", False), ("text/html;q=0", False), ("", False)]
)
def test_a_page_is_for_clients_that_name_html(accept: str, expected: bool) -> None:
    assert accepts_by_name(accept, HTML) is expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),  # Chromium and Firefox
        ("text/html", True),
        (f"text/html, {JSON}", True),
        (f"{JSON}, text/html", False),
        (f"text/html;q=0.8, {GRAPHQL}", False),
        ("text/*", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_a_page_is_for_clients_that_name_html_and_prefer_it_to_json(accept: str, expected: bool) -> None:
    assert prefers(accept, HTML, JSON, GRAPHQL) is expected


@pytest.mark.parametrize(
    ("content_type", "is_it"),
    [
        ("application/json", True),
        ('Application/JSON; charset="UTF-8"', True),
        ("application/json; charset=utf-8; profile=x", True),
        ("application/json; charset=latin-1", False),
        ("application/jsonp", False),
        ("text/plain", False),
        ("", False),
    ],
)
def test_only_json_in_utf_8_is_json(content_type: str, is_it: bool) -> None:
    assert is_json(content_type) is is_it
