"""An installation before its first content: every address answers, and people are told how to begin."""

import re

import httpx
import pytest
import sqlalchemy as sa

from api.commands.cli import app
from schema import db, writes
from tests.api.pages import CARDS, PAGES
from tests.api.serving import application, serving

FEEDS = ("/feeds/issues.atom", "/feeds/issues.rss", "/feeds/issues.json", "/feeds/columns/films.atom")
OEMBED = "/oembed?url=https://liane.example/issues/first"
BROWSER = {"Accept": "text/html", "Accept-Language": "en"}


def test_the_front_page_says_how_to_begin_with_commands_that_exist(database_url: str) -> None:
    with serving(application(database_url)) as client:
        response = client.get("/", headers=BROWSER)
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
    assert "This magazine has not been set up yet." in response.text
    commands = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    named = set(re.findall(r"<code>liane (\w+)", response.text))
    assert named
    assert named <= commands


@pytest.mark.parametrize("path", [*PAGES[1:], "/nobody/knows"])
def test_people_get_the_same_page_wherever_they_come(database_url: str, path: str) -> None:
    with serving(application(database_url)) as client:
        response = client.get(path, headers=BROWSER)
    assert response.status_code == 404
    assert "This magazine has not been set up yet." in response.text


def test_programs_get_a_problem_document(database_url: str) -> None:
    with serving(application(database_url)) as client:
        for path in (*FEEDS, *CARDS, OEMBED):
            response = client.get(path)
            assert (response.status_code, response.json()["detail"]) == (404, "There is no publication yet."), path


def test_nobody_is_kept_from_what_comes(database_url: str, engine: sa.Engine) -> None:
    with serving(application(database_url)) as client:
        for path in ("/", "/sitemap.xml", FEEDS[0]):
            get_twice(client, path)
        with db.write_transaction(engine) as session:
            writes.save_publication(session, {"name": "The Lighthouse"})
        assert "The Lighthouse" in client.get("/").text
        assert client.get(FEEDS[0]).status_code == 200


def get_twice(client: httpx.Client, path: str) -> None:
    """Request a path, and again with the tag of its answer, if it has one."""
    tag = client.get(path).headers.get("etag", '"none"')
    assert client.get(path, headers={"If-None-Match": tag}).status_code < 500
