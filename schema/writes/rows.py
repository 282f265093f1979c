"""Writing rows, only where something differs."""

from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import now, table_of
from schema.documents import DERIVED, TIMESTAMPS
from schema.ids import PREFIXES, new_id
from schema.rows import Model, Row, Values, fetch_row, fetch_rows
from schema.tables import Revision
from schema.vocabulary import ChangeAction
from schema.writes.reach import IdsByTable, note_references
from schema.writes.validation import validate, with_defaults


def upsert(
    session: Session, model: Model, row_id: str, values: Values, led: IdsByTable | None = None
) -> ChangeAction | None:
    """Insert a row or update what differs; nothing, not even ``updated_at``, changes when nothing differs.

    Args:
        session: the open transaction.
        model: whose table is written.
        row_id: the id to write under.
        values: validated column values; an update leaves other columns as they are.
        led: gets what the row does not lead to any more, or did not before; None where no reader may see the row.
    """
    return upsert_known(session, model, row_id, fetch_row(session, model, row_id), values, led)


def upsert_known(
    session: Session, model: Model, row_id: str, stored: Row | None, values: Values, led: IdsByTable | None = None
) -> ChangeAction | None:
    """Do the same as ``upsert`` where the row has been read already; ``stored`` is empty when there is none."""
    note_references(led, model, [stored or {}], [{**(stored or {}), **values}])
    table = table_of(model)
    if not stored:
        _insert(session, model, with_defaults(model, {**values, "id": row_id}))
        return ChangeAction.CREATED
    changed = {name: value for name, value in values.items() if stored[name] != value}
    if not changed:
        return None
    action = ChangeAction.UPDATED if changed.keys() - DERIVED else None
    if action and "updated_at" in table.c:
        changed["updated_at"] = now()
    if action and "version" in table.c:
        changed["version"] = stored["version"] + 1
    session.execute(update_by_id(model), {**changed, "row_id": row_id})
    return action


def _insert(session: Session, model: Model, row: Row) -> None:
    """Insert a row; the version of one that was deleted goes on."""
    if "version" in row:
        del row["version"]
        session.execute(_insert_counting_on(model), row | {"target": row["id"]})
    else:
        session.execute(insert_into(model), row)


@cache
def _insert_counting_on(model: Model) -> sa.Insert:
    kept = table_of(Revision)
    of_row = (kept.c.type == model.__name__, kept.c.target_id == sa.bindparam("target"))
    last = sa.select(sa.func.coalesce(sa.func.max(kept.c.version), 0)).where(*of_row).scalar_subquery()
    return insert_into(model).values(version=last + 1)


def touch(session: Session, model: Model, row_id: str) -> None:
    """Set ``updated_at``, and count the change, of a row whose lists or references changed."""
    table = table_of(model)
    changed: Row = {"updated_at": now()}
    if "version" in table.c:
        changed["version"] = table.c.version + 1
    session.execute(sa.update(table).where(table.c.id == row_id).values(changed))


def replace_list(
    session: Session,
    model: Model,
    column: str,
    owner_id: str,
    given: Sequence[Values],
    led: IdsByTable | None = None,
) -> bool:
    """Make ``given`` the owner's whole list, at positions from 1. Return whether anything differed.

    Args:
        session: the open transaction.
        model: the table of the list.
        column: the column that names the owner.
        owner_id: the owner's id.
        given: column values of each row, in order.
        led: as ``upsert`` takes it.
    """
    table = table_of(model)
    wanted = [
        _list_row(model, {**validate(model, values), column: owner_id, "position": position}, owner_id)
        for position, values in enumerate(given, 1)
    ]
    stored = fetch_rows(session, model, column, [owner_id])
    if [_without_timestamps(row) for row in stored] == [_without_timestamps(row) for row in wanted]:
        return False
    note_references(led, model, stored, wanted)
    session.execute(sa.delete(table).where(table.c[column] == owner_id))
    if wanted:
        session.execute(insert_into(model), wanted)
    return True


@cache
def insert_into(model: Model) -> sa.Insert:
    """Return the statement that inserts rows, which are its parameters: built once per table."""
    return sa.insert(table_of(model))


@cache
def update_by_id(model: Model) -> sa.Update:
    """Return the statement that sets columns, which are its parameters, of the row with the id ``row_id``."""
    table = table_of(model)
    return sa.update(table).where(table.c.id == sa.bindparam("row_id"))


def _list_row(model: Model, row: Row, owner_id: str) -> Row:
    if "id" in model.model_fields:
        row["id"] = new_id(PREFIXES[table_of(model).name], owner_id, str(row["position"]))
    return with_defaults(model, row)


def _without_timestamps(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in TIMESTAMPS}


def content_differs(old: Row, new: Row) -> bool:
    """Whether two rows differ in more than timestamps and derived columns."""
    return any(old[name] != new[name] for name in old.keys() - TIMESTAMPS - DERIVED)
