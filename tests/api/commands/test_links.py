"""Links are checked on the command line: told as they fail, kept, and listed once they failed on different days."""

import os
from datetime import timedelta

import pytest

from schema import db, writes
from schema.instants import utc_now
from schema.rows import fetch_rows
from schema.tables import CheckedLink
from tests.api.commands.conftest import Liane
from tests.local_web import ASKED, local_web

__all__ = ["local_web"]  # a fixture
GONE, THERE = "http://site.example/404", "http://site.example/200"


@pytest.mark.usefixtures("empty", "local_web")
def test_links_are_asked_told_and_kept(liane: Liane) -> None:
    engine = db.connect(os.environ["LIANE_DATABASE_URL"])
    with db.write_transaction(engine) as session:
        writes.save_publication(session, {"name": "Liane", "about_markdown": f"[a]({GONE}) [b]({THERE})"})
    checked = liane("links", "check")
    assert (checked.code, checked.out) == (0, "")
    assert checked.err == f"{GONE} failed: 404\n2 of 2 links were asked, 1 failed.\n"
    assert liane("links", "check").err == "0 of 2 links were asked, 0 failed.\n"
    assert liane("links", "list") == (0, "", "")
    with db.side_transaction(engine) as session:
        answer = writes.LinkAnswer(GONE, ["pub_1"], writes.LinkState.FAILED, 404, "status")
        writes.record_answers(session, [answer], utc_now() + timedelta(days=1))
    assert liane("links", "list") == (0, f"2 days\t404\t{GONE}\tpub_1\n", "")
    with db.read_transaction(engine) as session:
        assert {row["url"]: row["status"] for row in fetch_rows(session, CheckedLink)} == {GONE: 404, THERE: 200}
    engine.dispose()


@pytest.mark.usefixtures("empty", "local_web")
def test_no_more_are_asked_than_is_said(liane: Liane) -> None:
    engine = db.connect(os.environ["LIANE_DATABASE_URL"])
    links = " ".join(f"[a](http://s{number}.example/200)" for number in range(5))
    with db.write_transaction(engine) as session:
        writes.save_publication(session, {"name": "Liane", "about_markdown": links})
    engine.dispose()
    assert liane("links", "check", "--most", 2).err == "2 of 5 links were asked, 0 failed.\n"
    assert len(ASKED) == 2
    assert liane("links", "check").err == "3 of 5 links were asked, 0 failed.\n"
