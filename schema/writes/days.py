"""The days of issues, as the publication counts them: derived from instants and its time zone."""

from datetime import datetime, tzinfo

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.instants import zone
from schema.tables import Issue, Publication

KEPT = "time_zone"
"""The key in a session's ``info`` under which its time zone is kept: a run saves thousands of issues."""


def day_of(session: Session, instant: datetime | None) -> str | None:
    """Return the day of an instant, ``2023-07-21``."""
    return instant.astimezone(time_zone(session)).date().isoformat() if instant else None


def date_issues_again(session: Session) -> None:
    """Derive the days of all issues again, after the time zone has changed."""
    session.info.pop(KEPT, None)
    issues = table_of(Issue)
    dated = sa.select(issues.c.id, issues.c.published_at, issues.c.published_on).where(
        issues.c.published_at.is_not(None)
    )
    days = [(row.id, row.published_on, day_of(session, row.published_at)) for row in session.execute(dated)]
    changed = [{"row": row_id, "day": new} for row_id, old, new in days if old != new]
    if changed:
        update = sa.update(issues).where(issues.c.id == sa.bindparam("row")).values(published_on=sa.bindparam("day"))
        session.execute(update, changed)


def time_zone(session: Session) -> tzinfo:
    """Return the publication's time zone."""
    if KEPT not in session.info:
        stored = session.execute(sa.select(table_of(Publication).c.time_zone)).scalar()
        session.info[KEPT] = zone(stored or str(Publication.model_fields["time_zone"].default))
    kept: tzinfo = session.info[KEPT]
    return kept
