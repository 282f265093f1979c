"""Rows as plain mappings: checked against their table, compared, and written only when something differs."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeAlias

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session, SQLModel

from schema.bases import now, table_of
from schema.ids import PREFIXES, new_id
from schema.text import clean
from schema.vocabulary import ChangeAction
from schema.writes.errors import Invalid

Values: TypeAlias = Mapping[str, Any]
Row: TypeAlias = dict[str, Any]
Model: TypeAlias = type[SQLModel]

STAMPS = frozenset({"created_at", "updated_at"})
# Nobody sees them: where they alone differ, the row is written but counts as unchanged.
DERIVED = frozenset({"sort_key", "imported"})
LARGEST_INTEGER = 2**31 - 1


def split_lists(model: Model, values: Values, lists: Iterable[str]) -> tuple[Row, dict[str, Any]]:
    """Part a mapping into checked columns and the named lists of what belongs to the row.

    Raises:
        Invalid: a key is neither, or a value does not fit its column.
    """
    kept = {name: values[name] for name in lists if values.get(name) is not None}
    return validate(model, {name: value for name, value in values.items() if name not in lists}), kept


def validate(model: Model, values: Values) -> Row:
    """Validate column values and bring them to the form they are stored in.

    Raises:
        Invalid: there is no such column, or the value does not fit.
    """
    return {name: _validate(model, name, value) for name, value in values.items()}


def _validate(model: Model, name: str, value: Any) -> Any:
    table = table_of(model)
    if name not in table.c:
        raise Invalid(f"{table.name}: there is no {name!r}")
    if value is None and not table.c[name].nullable:
        raise Invalid(f"{table.name}: {name} is missing")
    try:
        value = _adapter(model, name).validate_python(value)
    except ValidationError as error:
        raise Invalid(f"{table.name}: {name}: {error.errors()[0]['msg']}") from error
    return _stored_form(value, f"{table.name}: {name}")


def _stored_form(value: Any, where: str) -> Any:
    match value:
        case StrEnum():
            return value.value
        case str():
            return clean(value)
        case list():
            return [_stored_form(item, where) for item in value]
        case int() if abs(value) > LARGEST_INTEGER:
            raise Invalid(f"{where} is too large")
        case datetime() if value.tzinfo is None:
            raise Invalid(f"{where} needs a time zone")
        case datetime():
            return value.astimezone(UTC).replace(microsecond=0)
    return value


@cache
def _adapter(model: Model, name: str) -> TypeAdapter[Any]:
    annotation: Any = model.model_fields[name].annotation
    return TypeAdapter(annotation)


def with_defaults(model: Model, values: Values) -> Row:
    """Add the defaults of the columns that are not given.

    Raises:
        Invalid: a column without a default is missing.
    """
    row: Row = {}
    for name, field in model.model_fields.items():
        if name not in values and field.is_required():
            raise Invalid(f"{table_of(model).name}: {name} is missing")
        factory: Any = field.default_factory
        row[name] = values[name] if name in values else factory() if factory else field.default
    return row


def fetch(session: Session, model: Model, row_id: str) -> Row | None:
    """Read one row, or nothing."""
    found = session.execute(_by_id(model), {"row_id": row_id}).mappings().first()
    return dict(found) if found else None


@cache
def _by_id(model: Model) -> sa.Select[Any]:
    """Build the statement once: it is the one that writing runs most often."""
    table = table_of(model)
    return sa.select(table).where(table.c.id == sa.bindparam("row_id"))


def fetch_all(session: Session, model: Model, **owner: str) -> list[Row]:
    """Read the rows of an owner (``issue_id="iss_..."``) by position."""
    table = table_of(model)
    owned = sa.and_(*(table.c[name] == value for name, value in owner.items()))
    return [dict(row) for row in session.execute(sa.select(table).where(owned).order_by(table.c.position)).mappings()]


def upsert(session: Session, model: Model, row_id: str, values: Values) -> ChangeAction | None:
    """Insert a row or update what differs; nothing, not even ``updated_at``, changes when nothing differs.

    Args:
        session: the open transaction.
        model: whose table is written.
        row_id: the id to write under.
        values: checked column values; when updating, those left out stay.
    """
    return upsert_known(session, model, row_id, fetch(session, model, row_id), values)


def upsert_known(
    session: Session, model: Model, row_id: str, stored: Row | None, values: Values
) -> ChangeAction | None:
    """Do the same as ``upsert`` where the row has been read already; ``stored`` is empty when there is none."""
    table = table_of(model)
    if not stored:
        session.execute(sa.insert(table).values(with_defaults(model, {**values, "id": row_id})))
        return ChangeAction.CREATED
    changed = {name: value for name, value in values.items() if stored[name] != value}
    if not changed:
        return None
    action = ChangeAction.UPDATED if changed.keys() - DERIVED else None
    if action and "updated_at" in table.c:
        changed["updated_at"] = now()
    session.execute(sa.update(table).where(table.c.id == row_id).values(changed))
    return action


def touch(session: Session, model: Model, row_id: str) -> None:
    """Stamp a row whose parts changed."""
    table = table_of(model)
    session.execute(sa.update(table).where(table.c.id == row_id).values(updated_at=now()))


def replace_list(session: Session, model: Model, owner: Mapping[str, str], given: Sequence[Values]) -> bool:
    """Make ``given`` the owner's whole list, at positions from 1; tell whether anything differed.

    Args:
        session: the open transaction.
        model: the table of the list.
        owner: the one column that names the owner, and its id.
        given: column values of each row, in order.
    """
    table = table_of(model)
    wanted = [_owned_row(model, owner, values, position) for position, values in enumerate(given, 1)]
    if [_content(row) for row in fetch_all(session, model, **owner)] == [_content(row) for row in wanted]:
        return False
    session.execute(sa.delete(table).where(*(table.c[name] == value for name, value in owner.items())))
    if wanted:
        session.execute(sa.insert(table), wanted)
    return True


def _owned_row(model: Model, owner: Mapping[str, str], values: Values, position: int) -> Row:
    row = {**validate(model, values), **owner, "position": position}
    if "id" in model.model_fields:
        row["id"] = new_id(PREFIXES[table_of(model).name], *owner.values(), str(position))
    return with_defaults(model, row)


def _content(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in STAMPS}


def content_differs(old: Row, new: Row) -> bool:
    """Tell whether two rows differ in more than stamps and derived columns."""
    return any(old[name] != new[name] for name in old.keys() - STAMPS - DERIVED)


def free_id(session: Session, model: Model, *natural_key: str) -> str:
    """Make an id from a natural key; where another row has it already, the key gets a counter."""
    return free_ids(session, model, [natural_key], set())[0]


def free_ids(session: Session, model: Model, keys: Sequence[tuple[str, ...]], used: set[str]) -> list[str]:
    """Make an id from each natural key; where it is in ``used`` or another row has it, the key gets a counter."""
    prefix, ids = PREFIXES[table_of(model).name], table_of(model).c.id
    candidates = {new_id(prefix, *key) for key in keys}
    taken = used | set(session.execute(sa.select(ids).where(ids.in_(candidates))).scalars() if keys else ())
    made = []
    for key in keys:
        candidate, count = new_id(prefix, *key), 1
        while candidate in taken or (count > 1 and fetch(session, model, candidate) is not None):
            count += 1
            candidate = new_id(prefix, *key, str(count))
        taken.add(candidate)
        made.append(candidate)
    return made


MatchKey: TypeAlias = Callable[[Values], Hashable | None]


def match_rows(existing: Sequence[Row], given: Sequence[Values], passes: Sequence[MatchKey]) -> list[Row | None]:
    """Find for each given mapping the existing row it continues, each row once.

    Args:
        existing: the rows there are.
        given: what is to be written.
        passes: what is compared, the surest first; None never matches.
    """
    found: list[Row | None] = [None] * len(given)
    free = list(existing)
    for same in passes:
        waiting: dict[Hashable, list[Row]] = {}
        for row in free:
            waiting.setdefault(same(row), []).append(row)
        for index, values in enumerate(given):
            key = same(values)
            if found[index] is None and key is not None and waiting.get(key):
                found[index] = waiting[key].pop(0)
        free = [row for rows in waiting.values() for row in rows]
    return found
