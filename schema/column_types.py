"""Column types that store and print the same on PostgreSQL and on SQLite.

Ids, slugs and sort keys compare by Unicode code point on both databases (``COLLATE "C"`` on PostgreSQL,
``BINARY`` on SQLite), so a list has the same order on both.
"""

from datetime import UTC, datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator

from schema.instants import instant_text

KeyText = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
"""Text that is compared: ids, slugs, folded sort keys."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC, in whole seconds.

    ``timestamptz`` on PostgreSQL; on SQLite the text ``2023-07-21T06:00:00Z``, which sorts by time and is already
    what the API prints.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        """Return the stored type of the dialect."""
        stored = sa.Text() if dialect.name == "sqlite" else sa.DateTime(timezone=True)
        return dialect.type_descriptor(stored)

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        """Refuse naive datetimes; truncate to whole seconds."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime needs its time zone")
        value = value.astimezone(UTC).replace(microsecond=0)
        return instant_text(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        """Return an aware datetime in UTC."""
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return value.astimezone(UTC) if value is not None else None


class JsonColumn(TypeDecorator[Any]):
    """A JSON value stored as compact JSON text, which the engine splices into answers as it is."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        """Serialise to compact JSON."""
        return None if value is None else orjson.dumps(value).decode()

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:
        """Parse JSON."""
        return None if value is None else orjson.loads(value)
