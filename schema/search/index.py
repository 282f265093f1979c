"""The index: what the content is found by, written in the transaction that writes the content."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.search.analysis import Document, analyze, analyzer
from schema.search.documents import KINDS, MODELS, Found, Kind, dependents, read
from schema.search.expressions import sqlite_text, tsvector
from schema.search.keys import key_of
from schema.tables import Recommendation, SearchDocument, SearchLabel, SearchState

DOCUMENTS, LABELS, STATE = table_of(SearchDocument), table_of(SearchLabel), table_of(SearchState)
TEXT = sa.table("search_text", sa.column("rowid"), sa.column("lexemes"))
"""An FTS5 table on SQLite, one with a GIN index on PostgreSQL; SQLAlchemy has no word for the first."""
CHUNK = 500
INSERT_TEXT = {
    "sqlite": sa.text("INSERT INTO search_text (rowid, lexemes) VALUES (:key, :lexemes)"),
    "postgresql": sa.text("INSERT INTO search_text (rowid, lexemes) VALUES (:key, CAST(:lexemes AS tsvector))"),
}
EMPTY = {
    "sqlite": sa.text("INSERT INTO search_text (search_text) VALUES ('delete-all')"),
    "postgresql": sa.text("DELETE FROM search_text"),  # TRUNCATE would keep readers waiting
}
IdsByKind = Mapping[Kind, Collection[str]]


class Entry(NamedTuple):
    """What is to be kept of a row of the content."""

    key: int
    found: Found
    document: Document


def update(session: Session, touched: Mapping[str, Collection[str]]) -> None:
    """Bring the documents of some rows, which may be gone, up to date; and those of what takes words of theirs.

    Where nothing that is found has changed, nothing is written.

    Args:
        session: the open transaction.
        touched: the ids of the rows, by the names of their models.
    """
    ids: dict[Kind, set[str]] = defaultdict(set)
    for name, kind in KINDS.items():
        ids[kind] |= set(touched.get(name, ()))
    said = table_of(Recommendation)
    for chunk in _chunks(touched.get("Recommendation", ())):
        ids[Kind.SECTION] |= set(session.execute(sa.select(said.c.section_id).where(said.c.id.in_(chunk))).scalars())
    renamed = _index(session, ids)
    following: dict[Kind, set[str]] = defaultdict(set)
    for kind, changed in renamed.items():
        for other, select in dependents(kind).items():
            for chunk in _chunks(changed):
                following[other] |= set(session.execute(select, {"among": chunk}).scalars())
    _index(session, {kind: others - ids[kind] for kind, others in following.items()})


def reindex(session: Session) -> int:
    """Make the whole index anew; return the number of documents."""
    session.execute(EMPTY[_dialect(session)])
    session.execute(sa.delete(LABELS))
    session.execute(sa.delete(DOCUMENTS))
    for kind, model in MODELS.items():
        for chunk in _chunks(session.execute(sa.select(table_of(model).c.id)).scalars().all()):
            _insert(session, list(read(session, kind, chunk)))
    session.execute(sa.delete(STATE))
    session.execute(sa.insert(STATE), {"id": 1, "analyzer": analyzer()})
    count: int = session.execute(sa.select(sa.func.count()).select_from(DOCUMENTS)).scalar_one()
    return count


def _index(session: Session, ids: IdsByKind) -> dict[Kind, set[str]]:
    """Write the documents of some rows that differ; return the ids of those whose words others take."""
    renamed: dict[Kind, set[str]] = defaultdict(set)
    for kind, of_kind in ids.items():
        for chunk in _chunks(of_kind):
            stored = {row.id: row for row in session.execute(sa.select(DOCUMENTS).where(DOCUMENTS.c.id.in_(chunk)))}
            found = {row.id: row for row in read(session, kind, chunk)}
            both = [(stored[row_id], row) for row_id, row in found.items() if row_id in stored]
            same = {row.id for before, row in both if before.digest == _digest(row)}
            _delete(session, [row.key for row_id, row in stored.items() if row_id not in same])
            _insert(session, [row for row_id, row in found.items() if row_id not in same])
            renamed[kind] |= {row.id for before, row in both if before.names[:1] != list(row.source.names[:1])}
    return renamed


def _digest(found: Found) -> str:
    """Return what is another where the document, or its place among the others, is another."""
    return f"{key_of(found):x}.{found.digest}"


def _delete(session: Session, keys: Sequence[int]) -> None:
    if keys:
        session.execute(sa.delete(TEXT).where(TEXT.c.rowid.in_(keys)))
        session.execute(sa.delete(LABELS).where(LABELS.c.document.in_(keys)))
        session.execute(sa.delete(DOCUMENTS).where(DOCUMENTS.c.key.in_(keys)))


def _insert(session: Session, rows: Sequence[Found]) -> None:
    if not rows:
        return
    entries = [
        Entry(key, found, analyze(found.source)) for key, found in zip(_free_keys(session, rows), rows, strict=True)
    ]
    session.execute(
        sa.insert(DOCUMENTS),
        [
            {
                "key": key,
                "id": found.id,
                "size": document.size,
                "digest": _digest(found),
                "names": list(found.source.names),
            }
            for key, found, document in entries
        ],
    )
    dialect = _dialect(session)
    session.execute(
        INSERT_TEXT[dialect],
        [{"key": key, "lexemes": _lexemes(document, dialect)} for key, _, document in entries],
    )
    labels = [
        {"kind": found.kind.value, "later": later, "label": label, "document": key, "name": name}
        for key, found, document in entries
        for (label, later), name in document.labels.items()
    ]
    if labels:
        session.execute(sa.insert(LABELS), labels)


def _lexemes(document: Document, dialect: str) -> str:
    if dialect == "sqlite":
        return sqlite_text(document.lexemes)
    return tsvector(document.lexemes, document.in_order)


def _free_keys(session: Session, rows: Sequence[Found]) -> Iterator[int]:
    """Yield a key for each row: its own, or where another has that, the next free one below."""
    taken: set[int] = set()
    wanted = [key_of(row) for row in rows]
    occupied = set(session.execute(sa.select(DOCUMENTS.c.key).where(DOCUMENTS.c.key.in_(wanted))).scalars())
    for key in wanted:
        free = key
        while free in taken or (free in occupied if free == key else _is_taken(session, free)):
            free -= 1
        taken.add(free)
        yield free


def _is_taken(session: Session, key: int) -> bool:
    return session.execute(sa.select(DOCUMENTS.c.key).where(DOCUMENTS.c.key == key)).first() is not None


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    """Yield ids in lists that a statement takes, always in the same order."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def _dialect(session: Session) -> str:
    return session.connection().dialect.name
