"""The content version: what an answer depends on besides the operation and the viewer."""

from typing import Any

import sqlalchemy as sa

from schema.bases import table_of
from schema.engine.sql.json_text import Coalesced, Concat, Instant, Quoted, json_object
from schema.tables import Change, Issue


def content_version(env: Any) -> Concat:
    """Return the expression of the version as JSON text, ``{"sequence", "until"}``.

    ``sequence`` is the number of the last change. Between two changes only the clock changes what is visible, and only
    when an issue falls due, since every ``visible_from`` comes from an issue: ``until`` is when the next issue will, or
    null. While both stay the same, so does every answer. An issue's ``sort_key`` begins with its ``visible_from``, so
    its index finds the next one.
    """
    changes, issues = table_of(Change), table_of(Issue).alias()
    sequence = sa.select(sa.func.max(changes.c.sequence)).scalar_subquery()
    later = (issues.c.sort_key > Instant(env.now), issues.c.visible_from > env.now)
    until = sa.select(issues.c.visible_from).where(*later).order_by(issues.c.sort_key).limit(1).scalar_subquery()
    return json_object(
        [
            ("sequence", Coalesced([sa.cast(sequence, sa.Text)], "0")),
            ("until", Coalesced([Quoted(Instant(until))], "null")),
        ]
    )
