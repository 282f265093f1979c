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
    changes, last, following = table_of(Change), table_of(Issue).alias(), table_of(Issue).alias()
    now_key = Concat(Instant(env.now), "~")  # comes after all keys of this second
    sequence = sa.select(sa.func.max(changes.c.sequence))
    since = sa.select(last.c.visible_from).where(last.c.sort_key < now_key, last.c.visible_from <= env.now)
    until = sa.select(following.c.visible_from).where(
        following.c.sort_key > now_key, following.c.visible_from > env.now
    )
    return braced(
        [
            ("sequence", Coalesced([sa.cast(sequence.scalar_subquery(), sa.Text)], "0")),
            ("since", instant(since.order_by(last.c.sort_key.desc()))),
            ("until", instant(until.order_by(following.c.sort_key))),
        ]
    )


def instant(dates: sa.Select[Any]) -> Coalesced:
    """Give the first of some instants as JSON text."""
    return Coalesced([Quoted(Instant(dates.limit(1).scalar_subquery()))], "null")
