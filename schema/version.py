"""The content version: what an answer depends on besides the question and the viewer."""

from typing import Any

import sqlalchemy as sa

from schema.bases import table_of
from schema.engine.sql.json_text import Coalesced, Concat, Instant, Quoted, json_object
from schema.tables import Change, Issue


def content_version(env: Any) -> Concat:
    """Give ``{"sequence", "until"}`` as JSON text.

    ``sequence`` is the last change's number. Between two changes only the clock changes what is visible, and only when
    an issue falls due, since every ``visible_from`` is an issue's: ``until`` is when the next one will, or null. While
    both stand, so does every answer. An issue's ``sort_key`` begins with its ``visible_from``, so that its index finds
    the next one.
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
