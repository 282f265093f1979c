"""The content version: what an answer depends on besides the question and the viewer."""

from typing import Any

import sqlalchemy as sa

from schema.bases import table_of
from schema.engine.sql import Coalesced, Concat, Instant, Quoted, braced
from schema.tables import Change, Issue


def content_version(env: Any) -> Concat:
    """Give ``{"sequence", "since", "until"}`` as JSON text.

    ``sequence`` is the last change's number. Between two changes only the clock changes what is visible, and only when
    an issue falls due, since every ``visible_from`` is an issue's: ``since`` is when the last one did, ``until`` when
    the next one will. An issue's ``sort_key`` begins with its ``visible_from``, so that its index finds both.
    """
    changes, issues, next_issues = table_of(Change), table_of(Issue).alias(), table_of(Issue).alias()
    due = sa.select(issues.c.visible_from, issues.c.sort_key).where(issues.c.visible_from <= env.now)
    last = due.order_by(issues.c.sort_key.desc()).limit(1).subquery()
    last_key = sa.func.coalesce(sa.select(last.c.sort_key).scalar_subquery(), "")
    following = sa.select(sa.func.min(next_issues.c.visible_from)).where(
        next_issues.c.sort_key > last_key, next_issues.c.visible_from > env.now
    )
    sequence = sa.select(sa.func.max(changes.c.sequence)).scalar_subquery()
    return braced(
        [
            ("sequence", Coalesced([sa.cast(sequence, sa.Text)], "0")),
            ("since", Coalesced([Quoted(Instant(sa.select(last.c.visible_from).scalar_subquery()))], "null")),
            ("until", Coalesced([Quoted(Instant(following.scalar_subquery()))], "null")),
        ]
    )
