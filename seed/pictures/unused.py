"""Which of the pictures that are kept here nothing names any more."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from schema.bases import table_of
from schema.pictures import ADDRESS, FOLDER
from schema.tables import Change, Picture, PictureSource
from seed.pictures.store import KeptFile, PictureStore

BESIDE_CONTENT = (table_of(Picture), table_of(PictureSource), table_of(Change))
"""Tables that name pictures without showing them."""


def unused_pictures(session: Session, store: PictureStore, before: datetime) -> list[KeptFile]:
    """Return the files that nothing in the database names: no text, draft, file's base, cover or poster.

    Args:
        session: the open transaction.
        store: the pictures.
        before: only files that are there since before this instant: a younger one may be about to be named.

    Raises:
        StoreAway: the store cannot be read.
    """
    used = set(named_pictures(session))
    return sorted(file for file in store.files() if file.since < before and file.name not in used)


def missing_pictures(session: Session, store: PictureStore) -> list[str]:
    """Return the names of pictures that the database knows or names, and whose files are not kept here.

    Raises:
        StoreAway: the store cannot be read.
    """
    wanted = {*session.scalars(sa.select(table_of(Picture).c.id)), *named_pictures(session)}
    return sorted(wanted - {file.name for file in store.files()}) if wanted else []


def named_pictures(session: Session) -> Iterator[str]:
    """Yield the name of each picture that anything in the database names."""
    for table in SQLModel.metadata.sorted_tables:
        if table in BESIDE_CONTENT:
            continue
        for column in table.columns:
            if isinstance(column.type, (sa.Text, sa.types.TypeDecorator)):
                text = sa.cast(column, sa.Text)
                for value in session.scalars(sa.select(text).where(text.contains(FOLDER))):
                    yield from (match[0].removeprefix(FOLDER) for match in ADDRESS.finditer(value))
