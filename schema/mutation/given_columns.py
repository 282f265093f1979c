"""What types and tables say of a field that can be given: its type, its default, what it refers to."""

from typing import Any, Optional

import sqlalchemy as sa
import strawberry
from strawberry.types.base import StrawberryContainer, StrawberryList, StrawberryOptional
from strawberry.types.enum import StrawberryEnumDefinition

from schema.engine.fields import ENTITY
from schema.rows import Model
from schema.writes.reach import model_of


def names_of(type_: type) -> frozenset[str]:
    """Return the names of a type's fields."""
    return frozenset(field.python_name for field in fields_of(type_))


def fields_of(type_: Any) -> Any:
    """Return the fields of a type, as Strawberry knows them."""
    return type_.__strawberry_definition__.fields


def must_be_given(field: Any, column: "sa.Column[Any]") -> bool:
    """Whether a new row needs a value for a field; a slug is made where none is given."""
    may_be_null = isinstance(field.type, StrawberryOptional)
    return not may_be_null and default_of(column) is None and column.name != "slug"


def has_id(type_: type) -> bool:
    """Whether objects of a type have ids of their own."""
    return getattr(type_, ENTITY).prefix is not None


def owns(column: "sa.Column[Any]") -> bool:
    """Whether a column names what its row belongs to."""
    return any(key.ondelete == "CASCADE" for key in column.foreign_keys)


def target_of(column: "sa.Column[Any]") -> Model:
    """Return the model of the rows that a column refers to."""
    (key,) = column.foreign_keys
    return model_of(key.column.table.name)


def default_of(column: "sa.Column[Any]") -> Any:
    """Return the value that a row has where none is given, if there is one."""
    declared = model_of(column.table.name).model_fields[column.name]
    factory: Any = declared.default_factory
    return factory() if factory else None if declared.is_required() else declared.default


def inner_type(type_: Any) -> Any:
    """Return the type of a value or of the items of a list."""
    return inner_type(type_.of_type) if isinstance(type_, StrawberryContainer) else type_


def python_type(type_: Any) -> Any:
    """Return the type of a value, null aside, as annotations have it."""
    if isinstance(type_, StrawberryOptional):
        return python_type(type_.of_type)
    if isinstance(type_, StrawberryList):
        return list_of(python_type(type_.of_type))
    return type_.wrapped_cls if isinstance(type_, StrawberryEnumDefinition) else type_


def list_of(type_: Any) -> Any:
    """Return the type of a list."""
    return list[type_]


def optional(type_: Any) -> Any:
    """Return the type of what may be left out, and be null."""
    maybe: Any = strawberry.Maybe
    return maybe[Optional[type_]]  # noqa: UP045 - not every type knows ``|``
