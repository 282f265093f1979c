"""Column values checked against their table and brought to the form they are stored in."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from schema.bases import table_of
from schema.pictures import FOLDER, size_in
from schema.rows import Model, Row, Values
from schema.text import clean
from schema.writes.errors import Invalid, at

LARGEST_INTEGER = 2**31 - 1


def split_lists(model: Model, values: Values, lists: Iterable[str]) -> tuple[Row, dict[str, Any]]:
    """Split a mapping into validated columns and the named lists that belong to the row.

    Raises:
        Invalid: a key is neither a column nor a list, or a value does not fit its column.
    """
    given = {name: values[name] for name in lists if values.get(name) is not None}
    return validate(model, {name: value for name, value in values.items() if name not in lists}), given


def validate(model: Model, values: Values) -> Row:
    """Validate column values and bring them to the form they are stored in.

    Raises:
        Invalid: there is no such column, or the value does not fit.
    """
    row = {}
    for name, value in values.items():
        with at(name):
            row[name] = _validate(model, name, value)
    return row | _sizes_of_pictures(model, row)


def _sizes_of_pictures(model: Model, row: Row) -> Row:
    """Return the width and height of the pictures that are kept here: their names tell them, whatever was given."""
    sizes: Row = {}
    for name, value in row.items():
        prefix = name.removesuffix("_url")
        if prefix == name or f"{prefix}_width" not in table_of(model).c or not str(value).startswith(FOLDER):
            continue
        size = size_in(value.removeprefix(FOLDER))
        if size is None:
            raise Invalid(f"{table_of(model).name}: {name}: {value!r} is no address of a picture that is kept here")
        sizes |= {f"{prefix}_width": size[0], f"{prefix}_height": size[1]}
    return sizes


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
    """Return a whole row: the given values, and the defaults of the columns left out.

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
