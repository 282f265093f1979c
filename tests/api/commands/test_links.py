"""Links are checked on the command line: told as they fail, kept, and listed once they failed on different days."""

import os
from collections.abc import Generator, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from schema import db, writes
from schema.instants import utc_now
from schema.link_checks import CHECK
from schema.rows import fetch_rows
from schema.tables import CheckedLink
from schema.writes.link_checks import LEASE, claim_link_check, want_link_check
from seed import link_check_run
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


@pytest.fixture
def engine(liane: Liane) -> Iterator[sa.Engine]:
    """The database of the commands, whose magazine links to a page that is there and to one that is gone."""
    assert liane("migrate").code == 0
    engine = db.connect(os.environ["LIANE_DATABASE_URL"])
    with db.write_transaction(engine) as session:
        writes.save_publication(session, {"name": "Liane", "about_markdown": f"[a]({GONE}) [b]({THERE})"})
    yield engine
    engine.dispose()


def want(engine: sa.Engine) -> None:
    """Have an editor ask for a check."""
    with db.side_transaction(engine) as session:
        want_link_check(session, "usr_ada", utc_now())


def stored(engine: sa.Engine) -> sa.Row[Any]:
    """What is kept of the check."""
    with db.read_transaction(engine) as session:
        return session.execute(sa.select(CHECK)).one()


@pytest.mark.usefixtures("empty", "local_web")
def test_a_check_by_cron_says_when_it_ended_and_what_it_found(liane: Liane, engine: sa.Engine) -> None:
    assert liane("links", "check").code == 0
    check = stored(engine)
    assert (check.wanted_by, check.links, check.asked, check.failed) == (None, 2, 2, 1)
    assert utc_now() - check.finished_at < timedelta(minutes=5)


@pytest.mark.usefixtures("empty", "local_web")
def test_what_an_editor_wants_checked_is_what_failed_too_however_lately(liane: Liane, engine: sa.Engine) -> None:
    with db.side_transaction(engine) as session:
        answers = [writes.LinkAnswer(GONE, ["pub_1"], writes.LinkState.FAILED, 404, "status")]
        answers += [writes.LinkAnswer(THERE, ["pub_1"], writes.LinkState.WELL, 200)]
        writes.record_answers(session, answers, utc_now() - timedelta(minutes=1))
    assert liane("links", "check").err == "0 of 2 links were asked, 0 failed.\n"
    want(engine)
    assert liane("links", "check").err == f"{GONE} failed: 404\n1 of 2 links were asked, 1 failed.\n"
    assert (stored(engine).wanted_by, stored(engine).asked) == ("usr_ada", 1)


@pytest.mark.usefixtures("empty", "local_web")
def test_two_checks_never_run_at_once(liane: Liane, engine: sa.Engine) -> None:
    want(engine)
    with db.side_transaction(engine) as session:
        assert claim_link_check(session, "another", utc_now())
    assert liane("links", "check") == (0, "", "Another process is checking the links.\n")
    assert ASKED == []


@pytest.mark.usefixtures("empty", "local_web")
def test_who_has_lost_the_check_ends_without_a_word_of_its_result(
    liane: Liane, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(*_: object) -> Generator[writes.LinkAnswer]:
        with db.side_transaction(engine) as session:
            assert claim_link_check(session, "another", utc_now() + LEASE + timedelta(seconds=1))
        yield writes.LinkAnswer(THERE, ["pub_1"], writes.LinkState.WELL, 200)

    monkeypatch.setattr(link_check_run, "check_links", overtaken)
    assert liane("links", "check") == (0, "", "Another process is checking the links.\n")
    assert (stored(engine).asked, stored(engine).claimed_by) == (0, "another")


@pytest.mark.usefixtures("empty", "local_web")
def test_who_interrupts_a_check_has_ended_it(liane: Liane, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> Generator[writes.LinkAnswer]:
        yield writes.LinkAnswer(THERE, ["pub_1"], writes.LinkState.WELL, 200)
        raise KeyboardInterrupt

    monkeypatch.setattr(link_check_run, "check_links", interrupted)
    assert liane("links", "check").code != 0
    check = stored(engine)
    assert (check.asked, check.claimed_by, check.finished_at is None) == (1, None, False)


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
