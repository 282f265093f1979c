"""Links are asked gently and within bounds, by HEAD and then GET, and never inside."""

from collections import Counter

import pytest

from schema.writes import LinkState
from seed import link_checking
from seed.link_checking import MOST_OF_HOST, bounded, check_link, check_links
from tests.local_web import ASKED, local_web

__all__ = ["local_web"]  # a fixture
pytestmark = pytest.mark.usefixtures("local_web")
WELL, FAILED, UNKNOWN = LinkState.WELL, LinkState.FAILED, LinkState.UNKNOWN


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("200", (WELL, 200, None)),
        ("moved", (WELL, 200, None)),
        ("405/200", (WELL, 200, None)),
        ("500/200", (WELL, 200, None)),
        ("404/200", (WELL, 200, None)),
        ("404", (FAILED, 404, "status")),
        ("410", (FAILED, 410, "status")),
        ("500", (FAILED, 500, "status")),
        ("403", (UNKNOWN, 403, None)),
        ("429", (UNKNOWN, 429, None)),
        ("503", (UNKNOWN, 503, None)),
        ("loop", (FAILED, None, "redirects")),
        ("inside", (FAILED, None, "private")),
    ],
)
def test_a_link_is_as_its_server_says_to_a_reader(path: str, outcome: object) -> None:
    assert check_link(f"http://site.example/{path}") == outcome


@pytest.mark.parametrize(
    ("url", "outcome"),
    [
        ("http://gone.example/", (FAILED, None, "no_host")),
        ("http://10.0.0.7/200", (FAILED, None, "private")),
        ("https://site.example/200", (FAILED, None, "no_answer")),
        ("http://site.example:8080/200", (UNKNOWN, None, None)),
        ("http://user:word@site.example/200", (UNKNOWN, None, None)),
        ("ftp://site.example/200", (UNKNOWN, None, None)),
        ("http://[::1", (FAILED, None, "no_answer")),
    ],
)
def test_what_is_none_of_the_web_or_not_public_is_not_asked(url: str, outcome: object) -> None:
    assert check_link(url) == outcome
    assert ASKED == []


def test_one_that_is_well_is_asked_once_and_one_that_is_silent_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_checking, "MOST_SECONDS", 0.3)
    assert check_link("http://site.example/200") == (WELL, 200, None)
    assert ASKED == [("HEAD", "/200")]
    assert check_link("http://site.example/silent") == (FAILED, None, "no_answer")


def test_many_are_asked_and_each_is_answered_with_its_places() -> None:
    links = [f"http://s{number % 5}.example/{200 if number % 2 else 404}?{number}" for number in range(30)]
    places = {url: [f"iss_{number}"] for number, url in enumerate(links)}
    answers = {answer.url: answer for answer in check_links(links, places)}
    assert answers.keys() == set(links)
    assert Counter(answer.state for answer in answers.values()) == {WELL: 15, FAILED: 15}
    assert all(answer.places == places[url] for url, answer in answers.items())


def test_whoever_stops_listening_waits_for_no_more_than_what_is_asked() -> None:
    links = [f"http://site.example/200?{number}" for number in range(500)]
    answers = check_links(links, dict.fromkeys(links, ()))
    next(answers)
    answers.close()
    assert len(ASKED) < len(links)


def test_a_server_with_many_links_is_asked_for_some() -> None:
    links = [f"http://site.example/{number}" for number in range(MOST_OF_HOST + 5)]
    assert bounded([*links, "http://other.example/"]) == [*links[:MOST_OF_HOST], "http://other.example/"]


def test_a_fault_of_ours_ends_the_run_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(url: str) -> None:
        raise ZeroDivisionError(url)

    monkeypatch.setattr(link_checking, "check_link", fail)
    links = ["http://site.example/200", "http://other.example/200"]
    with pytest.raises(ZeroDivisionError):
        list(check_links(links, {url: ["pub_1"] for url in links}))
