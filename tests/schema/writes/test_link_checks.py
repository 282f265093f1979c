"""A check of links is asked for once, claimed by one process at a time, and gone on with where one was left."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from schema import db, writes
from schema.link_checks import CHECK
from schema.migrations import scripts
from schema.writes import LinkAnswer, LinkState
from schema.writes.link_checks import (
    LEASE,
    LinkCheckClaim,
    LinkCheckLost,
    claim_link_check,
    count_answers,
    count_links,
    finish_link_check,
    leave_link_check,
    want_link_check,
)

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
ADA, BO = "usr_ada", "usr_bo"


def want(engine: sa.Engine, actor: str | None, at: datetime = NOON) -> None:
    with db.side_transaction(engine) as session:
        want_link_check(session, actor, at)


def claim(engine: sa.Engine, worker: str, at: datetime = NOON) -> LinkCheckClaim | None:
    with db.side_transaction(engine) as session:
        return claim_link_check(session, worker, at)


def claimed(engine: sa.Engine, worker: str, at: datetime = NOON) -> LinkCheckClaim:
    found = claim(engine, worker, at)
    assert found
    return found


def stored(engine: sa.Engine) -> sa.Row[Any]:
    with db.read_transaction(engine) as session:
        return session.execute(sa.select(CHECK)).one()


def finish(engine: sa.Engine, own: LinkCheckClaim, at: datetime = NOON) -> None:
    with db.side_transaction(engine) as session:
        finish_link_check(session, own, at)


def test_it_says_who_wants_it_when_it_began_and_how_far_it_is(engine: sa.Engine) -> None:
    assert (stored(engine).wanted_at, stored(engine).finished_at) == (None, None)
    want(engine, ADA)
    own = claimed(engine, "a", NOON + timedelta(seconds=1))
    with db.side_transaction(engine) as session:
        count_links(session, own, 12, NOON)
        count_answers(session, own, 5, 1, NOON)
        count_answers(session, own, 2, 1, NOON)
    check = stored(engine)
    assert (check.wanted_by, check.wanted_at, check.began_at) == (ADA, NOON, NOON + timedelta(seconds=1))
    assert (check.links, check.asked, check.failed, check.finished_at) == (12, 7, 2, None)
    finish(engine, own, NOON + timedelta(minutes=1))
    assert stored(engine).finished_at == NOON + timedelta(minutes=1)
    assert claim(engine, "b") is None
    want(engine, None, NOON + timedelta(days=1))
    check = stored(engine)
    assert (check.wanted_by, check.began_at, check.links, check.asked, check.failed) == (None, None, None, 0, 0)


def test_one_that_is_wanted_or_under_way_stays_what_it_is(engine: sa.Engine) -> None:
    want(engine, ADA)
    want(engine, BO, NOON + timedelta(hours=1))
    own = claimed(engine, "a")
    want(engine, BO, NOON + timedelta(hours=1))
    assert (stored(engine).wanted_by, stored(engine).wanted_at) == (ADA, NOON)
    finish(engine, own)
    want(engine, BO, NOON + timedelta(hours=1))
    assert stored(engine).wanted_by == BO


def test_nobody_else_is_at_it_until_the_claim_runs_out_or_is_left(engine: sa.Engine) -> None:
    assert claim(engine, "a") is None
    want(engine, ADA)
    first = claimed(engine, "a")
    with db.side_transaction(engine) as session:
        count_answers(session, first, 3, 0, NOON + timedelta(minutes=1))
    assert claim(engine, "b", NOON + LEASE) is None
    second = claimed(engine, "b", NOON + timedelta(minutes=1) + LEASE)
    assert (second.began_at, second.asked, second.is_of_editor) == (NOON, 3, True)
    with db.side_transaction(engine) as session:
        leave_link_check(session, second)
    assert claim(engine, "c") is not None


def test_who_has_lost_it_keeps_no_answer(engine: sa.Engine) -> None:
    want(engine, ADA)
    lost = claimed(engine, "a")
    claimed(engine, "b", NOON + LEASE)
    with pytest.raises(LinkCheckLost), db.side_transaction(engine) as session:
        count_answers(session, lost, 1, 0, NOON)
    with pytest.raises(LinkCheckLost):
        finish(engine, lost)
    assert (stored(engine).asked, stored(engine).finished_at) == (0, None)


def test_the_content_that_readers_see_stays_the_same_version(engine: sa.Engine) -> None:
    def version() -> Any:
        with db.read_transaction(engine) as session:
            return session.execute(sa.text("SELECT max(sequence) FROM changes")).scalar()

    before = version()
    want(engine, ADA)
    finish(engine, claimed(engine, "a"))
    assert version() == before


def test_links_that_were_checked_before_the_migration_are_told_of_after_it(bare_url: str) -> None:
    engine = db.connect(bare_url)
    with engine.begin() as connection:
        command.upgrade(scripts.config(connection), "0033")
    answers = [LinkAnswer("https://a.example/", ["pub_1"], LinkState.FAILED, 404, "status")]
    answers += [LinkAnswer("https://b.example/", ["pub_1"], LinkState.WELL, 200)]
    for answer, at in zip(answers, (NOON, NOON + timedelta(days=1)), strict=True):
        with db.side_transaction(engine) as session:
            writes.record_answers(session, [answer], at)
    with engine.begin() as connection:
        command.upgrade(scripts.config(connection), "0034")
    check = stored(engine)
    assert (check.asked, check.failed, check.finished_at) == (2, 1, NOON + timedelta(days=1))
    with engine.begin() as connection:
        command.downgrade(scripts.config(connection), "0033")
    engine.dispose()
