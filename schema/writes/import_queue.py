"""How files that wait are imported, each by one worker at a time, though several may run and each may be killed.

A worker claims a file for a while in a transaction of its own. Whether it is still its own is checked in the
transaction that stores what came of it: so there is a draft where the row says so, and nowhere else. What a worker that
died has claimed waits again after that while.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import now
from schema.ids import PREFIXES, new_id
from schema.rows import Row
from schema.tables import NOT_DONE, Import
from schema.vocabulary import ImportState, NewsletterFormat
from schema.writes.imports import IMPORTS, ImportFile, ImportOutcome, done_with, row_of
from schema.writes.rows import insert_into

LEASE = timedelta(seconds=30)
"""How long a claim holds; most letters take some hundredths of a second."""
MOST_ATTEMPTS = 3
"""After so many workers that died of it, or were killed, a file is not tried any more."""


class ClaimLost(Exception):
    """A file was put aside, or claimed by another worker, since it was claimed."""


@dataclass(frozen=True)
class Claim:
    """A file that a worker has claimed."""

    id: str
    worker: str
    name: str
    data: bytes
    format: NewsletterFormat
    fields: Mapping[str, Any] | None
    batch_id: str | None
    actor: str | None
    attempts: int
    created_at: datetime


def claim_import(session: Session, worker: str) -> Claim | None:
    """Claim the file that is next: files by themselves before letters of archives, and those in order.

    Args:
        session: the open transaction, which is committed before the file is imported.
        worker: the name of who claims it, which no other has.

    Returns:
        The file, or None where none waits.
    """
    free = (IMPORTS.c.state == ImportState.WAITING) | (IMPORTS.c.claimed_until <= now())
    order = (IMPORTS.c.batch_id.is_not(None), IMPORTS.c.created_at, IMPORTS.c.batch_id, IMPORTS.c.position)
    one = sa.select(IMPORTS.c.id).where(NOT_DONE, free).order_by(*order).limit(1).with_for_update(skip_locked=True)
    claimed = {"state": ImportState.RUNNING, "claimed_by": worker, "attempts": IMPORTS.c.attempts + 1}
    update = sa.update(IMPORTS).where(IMPORTS.c.id == one.scalar_subquery())
    row = session.execute(update.values(claimed_until=now() + LEASE, **claimed).returning(IMPORTS)).mappings().first()
    if row is None:
        return None
    return Claim(
        row["id"],
        worker,
        row["name"],
        zlib.decompress(row["data"]),
        NewsletterFormat[row["format"]],
        row["fields"],
        row["batch_id"],
        row["actor"],
        row["attempts"],
        row["created_at"],
    )


def finish_import(session: Session, claim: Claim, outcome: ImportOutcome) -> None:
    """Keep what came of a letter, in the transaction that stored it.

    Raises:
        ClaimLost: it is not to be stored.
    """
    _release(session, claim, {**done_with(outcome), "finished_at": now()})


def refuse_import(session: Session, claim: Claim, message: str) -> None:
    """Keep why a file was not imported.

    Raises:
        ClaimLost: it was claimed by another.
    """
    _release(session, claim, {"state": ImportState.REFUSED, "message": message, "finished_at": now()})


def add_letters(session: Session, claim: Claim, letters: Sequence[ImportFile], first: int) -> None:
    """Let letters of an archive wait, but for those that a worker before has added; the claim holds for longer.

    Args:
        session: the open transaction.
        claim: the archive.
        letters: some of its letters, in order.
        first: the position of the first of them.

    Raises:
        ClaimLost: the archive is not to be imported.
    """
    _update(session, claim, {"claimed_until": now() + LEASE})
    rows = {}
    for position, letter in enumerate(letters, first):
        # The time of the archive keeps archives in order, and an id of its place lets a letter be added once.
        letter_id = new_id(PREFIXES["imports"], claim.id, str(position))
        own = {"id": letter_id, "batch_id": claim.id, "position": position, "created_at": claim.created_at}
        rows[letter_id] = row_of(letter, claim.actor, **own)
    known = session.scalars(sa.select(IMPORTS.c.id).where(IMPORTS.c.id.in_(rows))).all()
    if new := [row for row_id, row in rows.items() if row_id not in known]:
        session.execute(insert_into(Import), new)


def finish_archive(session: Session, claim: Claim, letters: int, passed_over: Sequence[str]) -> None:
    """Keep that all letters of an archive wait, and what in it is none; the archive itself is needed no more.

    Raises:
        ClaimLost: it was put aside, or claimed by another.
    """
    done = {"state": ImportState.DONE, "letters": letters, "report": {"passedOver": list(passed_over)}}
    _release(session, claim, {**done, "message": None, "data": None, "finished_at": now()})


def _release(session: Session, claim: Claim, values: Row) -> None:
    _update(session, claim, {"claimed_until": None} | values)


def _update(session: Session, claim: Claim, values: Row) -> None:
    own = (IMPORTS.c.id == claim.id, IMPORTS.c.claimed_by == claim.worker, IMPORTS.c.state == ImportState.RUNNING)
    updated = session.execute(sa.update(IMPORTS).where(*own).values(values).returning(IMPORTS.c.id))
    if updated.first() is None:
        raise ClaimLost(claim.id)
