"""The content version: what an answer depends on besides the operation and the viewer."""

from typing import Any

import sqlalchemy as sa

from schema.bases import table_of
from schema.engine.read_scope import ReadScope
from schema.engine.sql.json_text import Coalesced, Concat, Instant, Quoted, json_object
from schema.tables import Change, DatabaseIdentity, Issue
from schema.visibility import PUBLIC


def content_version(env: Any, read_scope: ReadScope) -> Concat:
    """Return the expression of the version as JSON text, ``{"database", "scope", "change", "until"}``.

    ``change`` is the number and the time of the last change; for the public, of the last one of what it sees now or
    from a scheduled instant on: what has no ``visible_from``, before and after, is in none of its answers. Between two
    such changes only the clock changes what is visible, and only when an issue falls due, since every ``visible_from``
    comes from an issue: ``until`` is when the next issue will, or null. While both stay the same, so does every answer.

    Databases count their changes alike, and one that was restored counts again from where its backup stood. So
    ``database`` is its identity; and the time tells what was changed after a backup from what is changed after that
    backup was put back by other means than ``liane restore``.
    """
    identities, changes, issues = table_of(DatabaseIdentity), table_of(Change), table_of(Issue).alias()
    identity = sa.select(identities.c.identity).scalar_subquery()
    numbered = Concat(sa.cast(changes.c.sequence, sa.Text), "@", Instant(changes.c.at))
    counted = changes.alias()
    last = sa.select(sa.func.max(counted.c.sequence)).where(*[counted.c.public] if read_scope is PUBLIC else [])
    newest = sa.select(numbered).select_from(changes).where(changes.c.sequence == last.scalar_subquery())
    # An issue's sort key begins with its ``visible_from``, so its index finds the next one.
    later = (issues.c.sort_key > Instant(env.now), issues.c.visible_from > env.now)
    until = sa.select(issues.c.visible_from).where(*later).order_by(issues.c.sort_key).limit(1).scalar_subquery()
    return json_object(
        [
            ("database", Quoted(identity)),
            ("scope", Quoted(sa.literal_column(f"'{read_scope.name}'", sa.Text()))),
            ("change", Coalesced([Quoted(newest.scalar_subquery())], "null")),
            ("until", Coalesced([Quoted(Instant(until))], "null")),
        ]
    )
