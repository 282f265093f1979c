"""The tables that search and related works keep beside the content: derived, written with it, never exported."""

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from schema.bases import check, key, reference
from schema.column_types import JsonColumn


class SearchDocument(SQLModel, table=True):
    """What can be found: a row of the content, under the key that orders it and says from when on readers see it.

    ``size`` are the words of its shortest name, and ``digest`` is another where its words or its place are others. The
    lexemes stand in ``search_text``, under the same key; see ``schema.search``.
    """

    __tablename__ = "search_documents"

    id: str = key(unique=True)
    key: int = Field(
        sa_type=sa.BigInteger().with_variant(sa.Integer, "sqlite"),
        primary_key=True,
        sa_column_kwargs={"autoincrement": False},
    )
    size: int
    digest: str
    names: list[str] = Field(default_factory=list, sa_type=JsonColumn)


class SearchLabel(SQLModel, table=True):
    """A name of a document from one of its words on: from the first, or from a later one (``later`` 1).

    ``name`` is the place of the name among those of the document.
    """

    __tablename__ = "search_labels"
    __table_args__ = (
        sa.Index("ix_search_labels_label", "label", "document", "later", "name"),
        {"sqlite_with_rowid": False},
    )

    kind: int = Field(sa_type=sa.SmallInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    later: int = Field(sa_type=sa.SmallInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    label: str = key(primary_key=True)
    document: int = Field(
        sa_type=sa.BigInteger, primary_key=True, index=True, sa_column_kwargs={"autoincrement": False}
    )
    name: int = Field(sa_type=sa.SmallInteger)


class WorkWord(SQLModel, table=True):
    """A word of a work's title or summary, and how it is written there: what works have in common is found by it."""

    __tablename__ = "work_words"
    __table_args__ = (sa.Index("ix_work_words_word", "word", "work_id"), {"sqlite_with_rowid": False})

    work_id: str = reference("works", cascade=True, primary_key=True, index=False)
    word: str = key(primary_key=True)
    written: str


class SearchState(SQLModel, table=True):
    """By which rules the index of search was made, in one row."""

    __tablename__ = "search_state"
    __table_args__ = (check("single", "id = 1"),)

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    analyzer: str
