"""Reads the revisions of a thing, beside the engine's own statements: their documents are opened here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from schema.actors import actor_name
from schema.bases import table_of
from schema.documents import unpack
from schema.engine.engine import Engine
from schema.engine.sql.json_text import (
    Coalesced,
    Concat,
    Escaped,
    Instant,
    JoinedAggregate,
    Quoted,
    json_array,
    json_object,
)
from schema.history.documents import references, select_names
from schema.rows import Model, Row
from schema.tables import Revision


@dataclass(frozen=True)
class History:
    """The revisions of a thing, deleted or not."""

    engine: Engine
    model: Model
    id: str

    async def page(self, limit: int, after: int | None, before: int | None, *, backward: bool) -> tuple[int, list[Row]]:
        """Return how many are listed, and the newest between two versions, or ``backward`` the oldest."""
        table = table_of(Revision)
        listed = self._listed(table)
        count = sa.select(sa.cast(sa.func.count(), sa.Text)).select_from(table).where(*listed).scalar_subquery()
        bounds = [table.c.version < after] if after is not None else []
        bounds += [table.c.version > before] if before is not None else []
        order = table.c.version.asc() if backward else table.c.version.desc()
        rows = sa.select(table).where(*listed, *bounds).order_by(order).limit(limit).subquery()
        item = json_object(
            [
                ("version", sa.cast(rows.c.version, sa.Text)),
                ("at", Quoted(Instant(rows.c.at))),
                ("by", Coalesced([Escaped(actor_name(rows.c.actor))], "null")),
                ("action", Quoted(rows.c.action)),
            ]
        )
        page = sa.select(json_array(JoinedAggregate(item, [rows.c.version.desc()]))).select_from(rows)
        total, found = await self.engine.read(sa.select(count, page.scalar_subquery()))
        return int(total), [{**row, "at": datetime.fromisoformat(row["at"])} for row in orjson.loads(found)]

    async def documents(self, version: int, base: int | None) -> dict[int, Row]:
        """Return the documents of a version, and of another or, without that, the one that is listed before it."""
        table, other = table_of(Revision), table_of(Revision).alias()
        before = sa.select(sa.func.max(other.c.version)).where(*self._listed(other), other.c.version < version)
        wanted = before.scalar_subquery() if base is None else sa.literal(base)
        either = sa.or_(table.c.version == version, table.c.version == wanted)
        item = json_object([("version", sa.cast(table.c.version, sa.Text)), ("data", Quoted(self._hex(table)))])
        select = sa.select(_array(item, table.c.version)).select_from(table).where(*self._of(table), either)
        (found,) = await self.engine.read(select)
        return {row["version"]: unpack(bytes.fromhex(row["data"])) for row in orjson.loads(found)}

    async def names(self, *documents: Row) -> dict[str, str]:
        """Return what the ids in some documents are called."""
        selects = select_names(found for document in documents for found in references(self.model, document))
        names: dict[str, str] = {}
        for select in selects.values():
            row = select.subquery()
            item = json_object([("id", Quoted(row.c.id)), ("name", Escaped(row.c.name))])
            (found,) = await self.engine.read(sa.select(_array(item, row.c.id)).select_from(row))
            names |= {each["id"]: each["name"] for each in orjson.loads(found)}
        return names

    def _of(self, table: Any) -> tuple[sa.ColumnElement[bool], ...]:
        return table.c.type == self.model.__name__, table.c.target_id == self.id

    def _listed(self, table: Any) -> tuple[sa.ColumnElement[bool], ...]:
        """Return the conditions of those that no later one goes on from."""
        later = table_of(Revision).alias()
        goes_on = (later.c.version > table.c.version, later.c.continues <= table.c.version)
        return *self._of(table), sa.not_(sa.exists().where(*self._of(later), *goes_on))

    def _hex(self, table: Any) -> Any:
        is_sqlite = self.engine.database.dialect.name == "sqlite"
        return sa.func.hex(table.c.document) if is_sqlite else sa.func.encode(table.c.document, "hex")


def _array(item: Any, order: Any) -> Concat:
    return json_array(JoinedAggregate(item, [order]))
