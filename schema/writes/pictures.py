"""Writes of what is known of the pictures that are kept here."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.pictures import size_in
from schema.rows import Values
from schema.tables import Picture, PictureSource
from schema.writes.errors import Invalid
from schema.writes.log import Saved, Visibility, log_save
from schema.writes.public import write
from schema.writes.rows import upsert
from schema.writes.validation import validate


@write
def save_picture_source(session: Session, address: str, picture_id: str) -> None:
    """Write from where a picture was fetched; readers see nothing of it, and nothing is logged.

    Raises:
        Invalid: there is no such picture.
    """
    table = table_of(PictureSource)
    session.execute(sa.delete(table).where(table.c.address == address))
    session.execute(sa.insert(table).values(validate(PictureSource, {"address": address, "picture_id": picture_id})))


@write
def save_picture(session: Session, picture: Values) -> Saved:
    """Write what is known of a picture: its column values, the name among them as ``id``.

    Raises:
        Invalid: a value does not fit, or the name tells another size.
    """
    name = picture["id"]
    if size_in(name) != (picture["width"], picture["height"]):
        raise Invalid(f"pictures: {name!r} is no name of a picture of this size")
    action = upsert(session, Picture, name, validate(Picture, picture))
    return log_save(session, Picture, name, action, visibility=Visibility.VISIBLE)


@write
def forget_pictures(session: Session, names: Sequence[str]) -> None:
    """Delete what is known of pictures that no content names: readers see nothing of it, and nothing is logged."""
    for table, column in ((table_of(PictureSource), "picture_id"), (table_of(Picture), "id")):
        deletion = sa.delete(table).where(table.c[column] == sa.bindparam("name"))
        session.connection().execute(deletion, [{"name": each} for each in names])
