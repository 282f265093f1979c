"""A check of links by one process: it claims it, asks, and keeps what came of it a few seconds at a time."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from secrets import token_hex
from threading import Event
from time import monotonic

import sqlalchemy as sa
from sqlmodel import Session

from schema import db, writes
from schema.instants import utc_now
from schema.published_links import published_links
from schema.writes import LinkAnswer, LinkState
from schema.writes.link_checks import (
    LinkCheckClaim,
    claim_link_check,
    count_answers,
    count_links,
    finish_link_check,
    leave_link_check,
    want_link_check,
)
from seed.link_checking import bounded, check_links

WRITE_SECONDS = 1.0
"""How long answers wait to be written, which an editor looks at meanwhile."""


class LinkCheckRun:
    """What one process asks.

    Args:
        engine: the database.
        claim: the check that it has claimed.
        most: how many links a check asks at most.

    Raises:
        LinkCheckLost: another process is at it.
    """

    def __init__(self, engine: sa.Engine, claim: LinkCheckClaim, most: int) -> None:
        self._engine = engine
        self._claim = claim
        with db.read_transaction(engine) as session:
            self.places = published_links(session, utc_now())
        with db.side_transaction(engine, is_patient=True) as session:
            # An editor who has just mended a link wants to see it gone; cron leaves what failed in peace for a day.
            failed_before = claim.began_at if claim.is_of_editor else None
            due = writes.due_links(session, self.places, utc_now(), failed_before)
            self.due = bounded(due)[: max(0, most - claim.asked)]
            count_links(session, claim, len(self.due), utc_now())

    def answers(self, stop: Event) -> Iterator[LinkAnswer]:
        """Ask, keep and yield what came of it, until all were asked.

        Args:
            stop: is set to make it stop soon; another process goes on then.

        Raises:
            LinkCheckLost: another process is at it.
        """
        new: list[LinkAnswer] = []
        written_at = monotonic()
        try:
            with closing(check_links(self.due, self.places)) as answers:
                for answer in answers:
                    new.append(answer)
                    yield answer
                    if stop.is_set():
                        self._leave(new)
                        return
                    if monotonic() - written_at >= WRITE_SECONDS:
                        self._keep(new)
                        new, written_at = [], monotonic()
        except KeyboardInterrupt:  # whoever sits before it wants no more of it, from no other process either
            self._finish(new)
            raise
        self._finish(new)

    def _keep(self, new: Sequence[LinkAnswer]) -> None:
        with db.side_transaction(self._engine, is_patient=True) as session:
            self._record(session, new)

    def _leave(self, new: Sequence[LinkAnswer]) -> None:
        with db.side_transaction(self._engine, is_patient=True) as session:
            self._record(session, new)
            leave_link_check(session, self._claim)

    def _finish(self, new: Sequence[LinkAnswer]) -> None:
        with db.side_transaction(self._engine, is_patient=True) as session:
            self._record(session, new)
            finish_link_check(session, self._claim, utc_now())

    def _record(self, session: Session, new: Sequence[LinkAnswer]) -> None:
        failed = sum(answer.state is LinkState.FAILED for answer in new)
        count_answers(session, self._claim, len(new), failed, utc_now())
        writes.record_answers(session, new, utc_now())


def begin_link_check(engine: sa.Engine, most: int, *, only_wanted: bool) -> LinkCheckRun | None:
    """Begin a check, or go on with one that was left; return None where another process is at it.

    Args:
        engine: the database.
        most: how many links a check asks at most.
        only_wanted: begin none that nobody asked for.

    Raises:
        LinkCheckLost: another process is at it by now.
    """
    with db.side_transaction(engine, is_patient=True) as session:
        if not only_wanted:
            want_link_check(session, None, utc_now())
        claim = claim_link_check(session, token_hex(8), utc_now())
    return LinkCheckRun(engine, claim, most) if claim else None
