"""Building blocks of table declarations: compared columns, references, constraints, and the columns most rows share."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from schema.column_types import KeyText, UtcDateTime
from schema.instants import utc_now

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
# Rows are checked by the database, so Pydantic's validators of tables would be built at every start for nobody.
SQLModel.model_config["defer_build"] = True


def now() -> datetime:
    """Return the current instant, aware, in whole seconds."""
    return utc_now().replace(microsecond=0)


def one_of(column: str, values: type[StrEnum] | Iterable[str]) -> sa.CheckConstraint:
    """Constrain a text column to a closed vocabulary; a nullable column may still be null."""
    allowed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({allowed})", name=f"{column}_known")


def check(name: str, condition: str) -> sa.CheckConstraint:
    """Constrain rows to a condition."""
    return sa.CheckConstraint(condition, name=name)


def key(**options: Any) -> Any:
    """Declare a text column that is compared by code point: an id, a slug or a sort key."""
    return Field(sa_type=KeyText, **options)


def reference(table: str, *, cascade: bool = False, **options: Any) -> Any:
    """Declare a foreign key to ``table``; with ``cascade`` the row is deleted with its owner."""
    ondelete = "CASCADE" if cascade else None
    return key(foreign_key=f"{table}.id", ondelete=ondelete, index=options.pop("index", True), **options)


def table_of(model: type[SQLModel]) -> sa.Table:
    """Return the table of a model, to build SQL on."""
    return cast("sa.Table", sa.inspect(model).local_table)


class Timestamped(SQLModel):
    """A row that knows when it was created and last changed."""

    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class ContentRow(Timestamped):
    """A row that the public sees from ``visible_from`` on; null means never."""

    id: str = key(primary_key=True)
    visible_from: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Versioned(SQLModel):
    """A row that counts its saved changes; when it becomes visible or is hidden, that is none."""

    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})


class OwnedRow(Timestamped):
    """A row of an ordered list, visible wherever its owner is; positions start at 1."""

    id: str = key(primary_key=True)
    position: int
