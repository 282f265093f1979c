"""Ids for new rows: made from natural keys, and never one that another row has."""

from collections.abc import Callable, Sequence
from functools import cache

import sqlalchemy as sa
from sqlmodel import Session

from schema.among import Among
from schema.bases import table_of
from schema.engine.id_pattern import ID_PATTERN
from schema.ids import PREFIXES, new_id
from schema.rows import Model, Row, fetch_row
from schema.writes.errors import Invalid


def free_id(session: Session, model: Model, *natural_key: str) -> str:
    """Make an id from a natural key; a counter joins the key while another row has the id."""
    return free_ids(session, model, [natural_key], set())[0]


def free_ids(session: Session, model: Model, keys: Sequence[tuple[str, ...]], used: set[str]) -> list[str]:
    """Make an id from each natural key; a counter joins a key while its id is in ``used`` or another row's."""
    prefix = PREFIXES[table_of(model).name]
    candidates = [new_id(prefix, *key) for key in keys]
    taken = used | set(session.execute(_select_ids(model), {"ids": candidates}).scalars() if keys else ())
    free = []
    for key in keys:
        candidate, count = new_id(prefix, *key), 1
        while candidate in taken or (count > 1 and fetch_row(session, model, candidate) is not None):
            count += 1
            candidate = new_id(prefix, *key, str(count))
        taken.add(candidate)
        free.append(candidate)
    return free


@cache
def _select_ids(model: Model) -> sa.Select[str]:
    ids = table_of(model).c.id
    return sa.select(ids).where(Among(ids, "ids"))


def new_ids(
    session: Session, model: Model, new: Sequence[Row], used: set[str], natural_key: Callable[[Row], tuple[str, ...]]
) -> list[str]:
    """Return an id for each new row: the id it states, else one made from its natural key.

    Raises:
        Invalid: a stated id is malformed or belongs to another row.
    """
    used = set(used)
    for stated in (row["id"] for row in new if row.get("id")):
        if not ID_PATTERN.fullmatch(stated):
            raise Invalid(f"{stated!r} is not an id")
        if stated in used or fetch_row(session, model, stated) is not None:
            raise Invalid(f"the id {stated!r} belongs to another {model.__name__.lower()}")
        used.add(stated)
    generated = iter(free_ids(session, model, [natural_key(row) for row in new if not row.get("id")], used))
    return [row.get("id") or next(generated) for row in new]
