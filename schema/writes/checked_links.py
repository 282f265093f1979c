"""What servers say of the links of published content. It is no content, and nobody is told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from schema.bases import table_of
from schema.tables import CheckedLink

LINKS = table_of(CheckedLink)
WELL_FOR = timedelta(days=7)
"""How long a link that was well is not asked again; one that failed is asked the next day."""
AGAIN = timedelta(hours=12)


class LinkState(Enum):
    """How a link is: well, failed, or such that its server does not say, as those do that let no program in."""

    WELL = "well"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class LinkAnswer:
    """What came of asking for a link.

    Args:
        url: the link.
        places: the ids of what it stands in.
        state: whether it is well, failed, or does not let itself be asked.
        status: the status with which its server answered, if it did.
        reason: the kind of failure.
    """

    url: str
    places: Sequence[str]
    state: LinkState
    status: int | None = None
    reason: str | None = None


def due_links(
    session: Session, urls: Collection[str], at: datetime, failed_before: datetime | None = None
) -> list[str]:
    """Return the links that are to be asked, and forget those that are gone.

    Those that failed come first, then those that were never asked, then those that were not for longest.

    Args:
        session: the open transaction.
        urls: the links that there are.
        at: the instant.
        failed_before: since when those that failed are not asked again; some hours ago without it.
    """
    known = {row.url: row for row in session.execute(sa.select(LINKS))}
    gone = [{"gone": url} for url in known if url not in urls]
    if gone:
        session.execute(sa.delete(LINKS).where(LINKS.c.url == sa.bindparam("gone")), gone)
    last = {url: known[url].checked_at for url in urls if url in known}
    failed_before = at - AGAIN if failed_before is None else failed_before
    again = [url for url in last if known[url].failed_days and last[url] < failed_before]
    old = [url for url in last if not known[url].failed_days and last[url] <= at - WELL_FOR]
    new = [url for url in urls if url not in last]
    return [*sorted(again, key=last.__getitem__), *new, *sorted(old, key=last.__getitem__)]


def record_answers(session: Session, answers: Sequence[LinkAnswer], at: datetime) -> None:
    """Keep what came of asking for links: a failure counts once a day, and none any more once the link is well."""
    if not answers:
        return
    dialect: Any = postgresql if session.connection().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(LINKS)
    new = insert.excluded
    is_well = new.well_at.is_not(None)
    another_day = LINKS.c.failed_on.is_(None) | (LINKS.c.failed_on < new.failed_on)
    failed_days = sa.case(
        (is_well, 0),
        (new.failed_on.is_(None), LINKS.c.failed_days),
        (another_day, LINKS.c.failed_days + 1),
        else_=LINKS.c.failed_days,
    )
    kept = {
        "places": new.places,
        "checked_at": new.checked_at,
        "well_at": sa.func.coalesce(new.well_at, LINKS.c.well_at),
        "failed_on": sa.case((is_well, sa.null()), else_=sa.func.coalesce(new.failed_on, LINKS.c.failed_on)),
        "failed_days": failed_days,
        "status": new.status,
        "reason": new.reason,
    }
    rows = [
        {
            "url": answer.url,
            "places": list(answer.places),
            "checked_at": at,
            "well_at": at if answer.state is LinkState.WELL else None,
            "failed_on": at.date() if answer.state is LinkState.FAILED else None,
            "failed_days": int(answer.state is LinkState.FAILED),
            "status": answer.status,
            "reason": answer.reason,
        }
        for answer in answers
    ]
    session.execute(insert.on_conflict_do_update(index_elements=["url"], set_=kept), rows)
