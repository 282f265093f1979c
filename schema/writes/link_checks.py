"""How links are checked by one process at a time, though several may start one and each may be killed.

It claims the check for a while, and for longer with each answer that it keeps. What one that died has left is gone on
with by the next, which finds the links that are due still. It is no content, and nobody is told.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema.link_checks import CHECK, UNDER_WAY, unclaimed
from schema.rows import Row

LEASE = timedelta(minutes=2)
"""How long a claim holds: a server that says nothing takes 20 seconds, a database that others write to a minute."""
UNCLAIMED: Row = {"claimed_by": None, "claimed_until": None}


class LinkCheckLost(Exception):
    """Another process goes on with the check, since this one said nothing for too long."""


@dataclass(frozen=True)
class LinkCheckClaim:
    """The check, as a process has claimed it.

    Args:
        worker: the name of the process.
        began_at: when it began, maybe by another.
        is_of_editor: whether an editor asked for it, and not a command.
        asked: how many links were asked already.
    """

    worker: str
    began_at: datetime
    is_of_editor: bool
    asked: int


def want_link_check(session: Session, actor: str | None, at: datetime) -> None:
    """Ask for a check; one that is wanted or under way stays what it is.

    Args:
        session: the open transaction.
        actor: who wants it, as history names them; None for a command.
        at: the instant.
    """
    nothing: Row = {"began_at": None, "finished_at": None, "links": None, "asked": 0, "failed": 0}
    wanted = UNCLAIMED | nothing | {"wanted_by": actor, "wanted_at": at}
    session.execute(sa.update(CHECK).where(~UNDER_WAY).values(wanted))


def claim_link_check(session: Session, worker: str, at: datetime) -> LinkCheckClaim | None:
    """Claim the check that is wanted, or that who had claimed it has left; None where there is none.

    Args:
        session: the open transaction, which is committed before links are asked.
        worker: the name of who claims it, which no other has.
        at: the instant.
    """
    began_at = sa.func.coalesce(CHECK.c.began_at, sa.literal(at, CHECK.c.began_at.type))
    claimed = {"claimed_by": worker, "claimed_until": at + LEASE, "began_at": began_at}
    update = sa.update(CHECK).where(UNDER_WAY, unclaimed(at)).values(claimed).returning(CHECK)
    row = session.execute(update).first()
    return LinkCheckClaim(worker, row.began_at, row.wanted_by is not None, row.asked) if row else None


def count_links(session: Session, claim: LinkCheckClaim, left: int, at: datetime) -> None:
    """Keep how many links are to be asked: those that were, and those that are left.

    Raises:
        LinkCheckLost: another process is at it.
    """
    _update(session, claim, {"links": claim.asked + left, "claimed_until": at + LEASE})


def count_answers(session: Session, claim: LinkCheckClaim, asked: int, failed: int, at: datetime) -> None:
    """Add how many links were asked, and how many of them failed, in the transaction that keeps the answers.

    Raises:
        LinkCheckLost: another process is at it.
    """
    counted = {"asked": CHECK.c.asked + asked, "failed": CHECK.c.failed + failed}
    _update(session, claim, {**counted, "claimed_until": at + LEASE})


def finish_link_check(session: Session, claim: LinkCheckClaim, at: datetime) -> None:
    """Keep when the check ended.

    Raises:
        LinkCheckLost: another process is at it.
    """
    _update(session, claim, UNCLAIMED | {"finished_at": at})


def leave_link_check(session: Session, claim: LinkCheckClaim) -> None:
    """Let another process go on with the check at once.

    Raises:
        LinkCheckLost: one does.
    """
    _update(session, claim, UNCLAIMED)


def _update(session: Session, claim: LinkCheckClaim, values: dict[str, Any]) -> None:
    own = sa.update(CHECK).where(UNDER_WAY, CHECK.c.claimed_by == claim.worker)
    if session.execute(own.values(values).returning(CHECK.c.id)).first() is None:
        raise LinkCheckLost
