"""The index: what the content is found by, written in the transaction that writes the content."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa
from sqlmodel import Session

from schema.among import Among, chunks
from schema.bases import table_of
from schema.rows import Row
from schema.search.analysis import Document, analyze, analyzer
from schema.search.documents import KINDS, MODELS, Found, Kind, dependents, read
from schema.search.expressions import sqlite_text, tsvector
from schema.search.keys import key_of
from schema.search_tables import SearchDocument, SearchLabel, SearchState

DOCUMENTS, LABELS, STATE = table_of(SearchDocument), table_of(SearchLabel), table_of(SearchState)
TEXT = sa.table("search_text", sa.column("rowid", sa.BigInteger()), sa.column("lexemes"))
"""An FTS5 table on SQLite, one with a GIN index on PostgreSQL, where the documents' sizes stand once more.

SQLAlchemy has no word for the first. The size orders what has a common name, of which each row is looked at anyway.
"""
SAVE_DOCUMENT = (
    "INSERT INTO search_documents (key, id, size, digest, names) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (key) DO UPDATE SET size = excluded.size, digest = excluded.digest, names = excluded.names"
)
SAVE_TEXT = {
    "sqlite": "INSERT OR REPLACE INTO search_text (rowid, lexemes) VALUES (?, ?)",
    "postgresql": "INSERT INTO search_text (rowid, size, lexemes) VALUES (?, ?, CAST(? AS tsvector)) "
    "ON CONFLICT (rowid) DO UPDATE SET size = excluded.size, lexemes = excluded.lexemes",
}
SAVE_LABEL = "INSERT INTO search_labels (kind, later, label, document, name) VALUES (?, ?, ?, ?, ?)"
EMPTY = {
    "sqlite": sa.text("INSERT INTO search_text (search_text) VALUES ('delete-all')"),
    "postgresql": sa.text("DELETE FROM search_text"),  # TRUNCATE would keep readers waiting
}
IdsByKind = Mapping[Kind, Collection[str]]


class Entry(NamedTuple):
    """What is to be kept of a row of the content."""

    key: int
    found: Found
    digest: str
    document: Document


def update(session: Session, touched: Mapping[str, Collection[str]], known: Mapping[str, Row]) -> None:
    """Bring the documents of some rows, which may be gone, up to date; and those of what takes words of theirs.

    Where nothing that is found has changed, nothing is written.

    Args:
        session: the open transaction.
        touched: the ids of the rows, by the names of their models.
        known: those of the rows that need not be read again, by id.
    """
    ids = {kind: set(touched[name]) for name, kind in KINDS.items() if touched.get(name)}
    following: dict[Kind, set[str]] = defaultdict(set)
    for kind, changed in _index(session, ids, known).items():
        for other, select in dependents(kind).items():
            for chunk in chunks(changed):
                following[other] |= set(session.execute(select, {"among": chunk}).scalars())
    _index(session, {kind: others - ids.get(kind, set()) for kind, others in following.items()}, known)


def reindex(session: Session) -> int:
    """Make the whole index anew; return the number of documents."""
    session.execute(EMPTY[_dialect(session)])
    session.execute(sa.delete(LABELS))
    session.execute(sa.delete(DOCUMENTS))
    for kind, model in MODELS.items():
        for chunk in chunks(session.execute(sa.select(table_of(model).c.id)).scalars().all()):
            _write(session, chunk, {row.id: row for row in read(session, kind, chunk)})
    session.execute(sa.delete(STATE))
    session.execute(sa.insert(STATE), {"id": 1, "analyzer": analyzer()})
    count: int = session.execute(sa.select(sa.func.count()).select_from(DOCUMENTS)).scalar_one()
    return count


def _index(session: Session, ids: IdsByKind, known: Mapping[str, Row]) -> dict[Kind, set[str]]:
    """Write the documents of some rows that differ; return the ids of those whose words others take."""
    renamed: dict[Kind, set[str]] = defaultdict(set)
    kinds = {row_id: kind for kind, of_kind in ids.items() for row_id in of_kind}
    for chunk in chunks(kinds):
        by_kind: dict[Kind, list[str]] = defaultdict(list)
        for row_id in chunk:
            by_kind[kinds[row_id]].append(row_id)
        rows = {row.id: row for kind, of_kind in by_kind.items() for row in read(session, kind, of_kind, known)}
        for row in _write(session, chunk, rows):
            renamed[row.kind].add(row.id)
    return renamed


def _write(session: Session, ids: Collection[str], rows: Mapping[str, Found]) -> list[Found]:
    """Write the documents of some rows where they differ; return the rows that had another first name before.

    Args:
        session: the open transaction.
        ids: of the rows.
        rows: those that there are, by their ids.
    """
    wanted = {"ids": ids, "keys": [key_of(row) for row in rows.values()]}
    kept = {row.id: row for row in session.execute(_select_kept(), wanted)}
    before = {row_id: kept[row_id] for row_id in ids if row_id in kept}
    digests = {row.id: _place(row) + row.digest for row in rows.values()}
    changed = [row for row in rows.values() if row.id not in before or before[row.id].digest != digests[row.id]]
    staying = {row.id for row in changed if row.id in before and before[row.id].digest.startswith(_place(row))}
    same = {row.id for row in rows.values()} - {row.id for row in changed}
    leaving = {each.key for row_id, each in before.items() if row_id not in same | staying}
    taken = {each.key for each in kept.values()} - leaving
    free = _free_keys(session, (key_of(row) for row in changed if row.id not in staying), taken)
    keys = [before[row.id].key if row.id in staying else next(free) for row in changed]
    named = [row for row in changed if row.id not in staying or before[row.id].names != list(row.source.names)]
    _delete(session, leaving, {before[row.id].key for row in named if row.id in staying})
    entries = [Entry(key, row, digests[row.id], analyze(row.source)) for key, row in zip(keys, changed, strict=True)]
    _save(session, entries, named)
    return [row for row in named if row.id in before and before[row.id].names[:1] != list(row.source.names[:1])]


@cache
def _select_kept() -> "sa.Select[Any]":
    """Select what the index has of some rows, and what has the keys that these would have."""
    columns = (DOCUMENTS.c.id, DOCUMENTS.c.key, DOCUMENTS.c.digest, DOCUMENTS.c.names)
    return sa.select(*columns).where(sa.or_(Among(DOCUMENTS.c.id, "ids"), Among(DOCUMENTS.c.key, "keys")))


def _place(found: Found) -> str:
    """Return what a digest begins with, which is another where the place among the others is."""
    return f"{key_of(found):x}."


def _delete(session: Session, keys: Collection[int], of_labels: Collection[int]) -> None:
    """Delete documents, and the labels of others."""
    if keys:
        session.execute(sa.delete(TEXT).where(Among(TEXT.c.rowid)), {"among": keys})
        session.execute(sa.delete(DOCUMENTS).where(Among(DOCUMENTS.c.key)), {"among": keys})
    if keys or of_labels:
        session.execute(sa.delete(LABELS).where(Among(LABELS.c.document)), {"among": [*keys, *of_labels]})


def _save(session: Session, entries: Sequence[Entry], named: Iterable[Found]) -> None:
    """Write documents, and the labels of those among them that have none."""
    if not entries:
        return
    dialect = _dialect(session)
    _write_all(
        session,
        SAVE_DOCUMENT,
        [
            (key, found.id, document.size, digest, orjson.dumps(found.source.names).decode())
            for key, found, digest, document in entries
        ],
    )
    _write_all(session, SAVE_TEXT[dialect], [_text(each, dialect) for each in entries])
    without = {row.id for row in named}
    labels = [
        (found.kind.value, later, label, key, name)
        for key, found, _, document in entries
        if found.id in without
        for (label, later), name in document.labels.items()
    ]
    _write_all(session, SAVE_LABEL, labels)


def _write_all(session: Session, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run a statement for each of some rows, by the driver: half of what a letter costs here would be SQLAlchemy's."""
    if rows:
        connection = session.connection()
        written = statement if connection.dialect.name == "sqlite" else statement.replace("?", "%s")
        connection.exec_driver_sql(written, list(rows))


def _text(entry: Entry, dialect: str) -> tuple[Any, ...]:
    """Return the row of ``search_text``; FTS5 keeps no size beside lexemes."""
    key, document = entry.key, entry.document
    if dialect == "sqlite":
        return key, sqlite_text(document.lexemes)
    return key, document.size, tsvector(document.lexemes, document.in_order)


def _free_keys(session: Session, wanted: Iterable[int], taken: Collection[int]) -> Iterator[int]:
    """Yield each key, or where another has it, the next free one below."""
    given: set[int] = set()
    for key in wanted:
        free = key
        while free in given or (free in taken if free == key else _is_taken(session, free)):
            free -= 1
        given.add(free)
        yield free


def _is_taken(session: Session, key: int) -> bool:
    return session.execute(sa.select(DOCUMENTS.c.key).where(DOCUMENTS.c.key == key)).first() is not None


def _dialect(session: Session) -> str:
    return session.connection().dialect.name
