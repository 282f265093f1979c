"""Loads the benchmark's content straight into Liane's own tables, in bulk, with a progress bar.

``python -m bench.load URL [--size comparison|middle|growth] [--prose]``. The database must exist (an SQLite file is
made) and hold no content. PostgreSQL takes the rows with COPY, SQLite in batches of one transaction. PostgreSQL is
analysed at the end, as it would be by itself; SQLite is not, as no installation is. Prints how long it took.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, takewhile
from typing import Any, TypeVar

import sqlalchemy as sa
from psycopg import sql
from sqlmodel import SQLModel

from api.commands.progress import with_progress
from bench import prose, words
from bench.content import COMPARISON, GROWTH, LAST_DAY, MIDDLE, Batch, Content, Size, Texts
from schema import db, tables
from schema.bases import table_of
from schema.migrations import runner
from schema.search.index import reindex

SIZES = {"comparison": COMPARISON, "middle": MIDDLE, "growth": GROWTH}
BATCH = 2_000
NAMED: tuple[type[SQLModel], ...] = (tables.Column, tables.Organization, tables.Person, tables.Work, tables.Issue)
LOGGED: tuple[type[SQLModel], ...] = (*NAMED, tables.Section, tables.Recommendation)
# For the load alone: nobody else reads the new file, and what a crash leaves is thrown away. The cache holds the
# indexes, whose keys come in no order.
SQLITE_LOADS = ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000", "foreign_keys=OFF")
SQLITE_SERVES = ("journal_mode=WAL", "synchronous=NORMAL")

StoredRow = tuple[Any, ...]
Item = TypeVar("Item")


def load(url: str, size: Size, *, catalogue_only: bool = False, texts: Texts = words, searchable: bool = False) -> None:
    """Bring a database to the newest tables and fill it.

    Args:
        url: ``sqlite:///path`` or ``postgresql://...``, without content.
        size: how much.
        catalogue_only: leave the issues out.
        texts: what makes up the names and the texts.
        searchable: make the index of search, too.
    """
    runner.migrate(url)
    engine = db.connect(url)
    try:
        fill = _fill_sqlite if engine.dialect.name == "sqlite" else _fill_postgres
        batches: Iterable[Batch] = Content(size, texts).batches()
        if catalogue_only:
            batches = takewhile(lambda batch: batch.model is not tables.Issue, batches)
        fill(engine, with_progress(batches, len(SQLModel.metadata.tables), "Loading"))
        if searchable:
            _index(engine)
    finally:
        engine.dispose()


def _index(engine: sa.Engine) -> None:
    """Make the index of search; PostgreSQL is faster when its part is built at the end, while nobody reads."""
    with db.write_transaction(engine) as session:
        if engine.dialect.name == "sqlite":
            reindex(session)
            return
        created = session.execute(sa.text("SELECT pg_get_indexdef('ix_search_text_lexemes'::regclass)")).scalar_one()
        session.execute(sa.text("DROP INDEX ix_search_text_lexemes"))
        reindex(session)
        session.execute(sa.text(created))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def _fill_postgres(engine: sa.Engine, batches: Iterable[Batch]) -> None:
    with engine.begin() as connection:
        cursor = connection.connection.cursor()
        for batch in batches:
            table = table_of(batch.model)
            names = sql.SQL(", ").join(map(sql.Identifier, table.c.keys()))
            into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
            with cursor.copy(into) as copy:
                for row in _stored(batch, engine.dialect):
                    copy.write_row(row)
        _derive(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def _fill_sqlite(engine: sa.Engine, batches: Iterable[Batch]) -> None:
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        _set(raw, SQLITE_LOADS)
        raw.execute("BEGIN IMMEDIATE")
        for batch in batches:
            into = str(sa.insert(table_of(batch.model)).compile(dialect=engine.dialect))
            rows = _stored(batch, engine.dialect)
            while some := list(islice(rows, BATCH)):
                raw.executemany(into, some)
        raw.execute("COMMIT")
        with connection.begin():
            _derive(connection)
        _set(raw, SQLITE_SERVES)


def _set(connection: Any, pragmas: Iterable[str]) -> None:
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}").close()


def _stored(batch: Batch, dialect: sa.Dialect) -> Iterator[StoredRow]:
    """Return a batch's rows as the driver takes them: every column in the table's order, with defaults."""
    columns = [
        (column.name, _default(batch.model, column.name), _binder(column, dialect))
        for column in table_of(batch.model).c
    ]
    for row in batch.rows:
        values = ((row.get(name, default), bind) for name, default, bind in columns)
        yield tuple(bind(value) if bind and value is not None else value for value, bind in values)


def _default(model: type[SQLModel], name: str) -> Any:
    if name in {"created_at", "updated_at"}:
        return LAST_DAY
    return model.model_fields[name].get_default(call_default_factory=True)


def _binder(column: sa.Column[Any], dialect: sa.Dialect) -> Callable[[Any], Any] | None:
    return column.type.dialect_impl(dialect).bind_processor(dialect)


def _derive(connection: sa.Connection) -> None:
    """Write what follows from the rows: the slugs, and the log, whose lines follow each other as the tables do."""
    slugs, changes = table_of(tables.Slug), table_of(tables.Change)
    for model in NAMED:
        named = table_of(model)
        rows = sa.select(sa.literal(model.__name__), named.c.slug, named.c.id, sa.true(), sa.literal(1))
        connection.execute(sa.insert(slugs).from_select(["type", "slug", "target_id", "current", "position"], rows))
    for model in LOGGED:
        logged = table_of(model)
        last = connection.scalar(sa.select(sa.func.max(changes.c.sequence))) or 0
        number = last + sa.func.row_number().over(order_by=logged.c.id)
        told = (logged.c.created_at, sa.literal(model.__name__), logged.c.id, sa.literal("CREATED"))
        shown = logged.c.visible_from.is_not(None)
        rows = sa.select(number, sa.literal(1), *told, shown, shown)
        _append(connection, rows)
    # Without these a server would log, from its start on, that all issues have just fallen due.
    issues = table_of(tables.Issue)
    last = connection.scalar(sa.select(sa.func.max(changes.c.sequence)))
    number = last + sa.func.row_number().over(order_by=issues.c.visible_from)
    published = (issues.c.created_at, sa.literal("Issue"), issues.c.id, sa.literal("PUBLISHED"), sa.true(), sa.true())
    _append(connection, sa.select(number, sa.literal(1), *published).where(issues.c.visible_from.is_not(None)))


def _append(connection: sa.Connection, rows: "sa.Select[Any]") -> None:
    """Append entries to the log."""
    columns = ["sequence", "batch", "at", "type", "target_id", "action", "seen", "public"]
    connection.execute(sa.insert(table_of(tables.Change)).from_select(columns, rows))


def main() -> None:
    """Load, and print how long it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="sqlite:///... or postgresql://..., without content")
    parser.add_argument("--size", choices=SIZES, default="comparison", help="how much (default: comparison)")
    parser.add_argument("--prose", action="store_true", help="with texts that have a long tail, and searchable")
    options = parser.parse_args()
    began = time.perf_counter()
    load(options.url, SIZES[options.size], texts=prose if options.prose else words, searchable=options.prose)
    size = SIZES[options.size]
    sys.stdout.write(f"{size.issues} issues and {size.works} works in {time.perf_counter() - began:.0f} s\n")


if __name__ == "__main__":
    main()
