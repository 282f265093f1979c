"""A music album."""

from sqlmodel import SQLModel

from schema import tables
from schema.bases import check, reference
from schema.engine.fields import content, one, scalar
from schema.kinds.kind import Kind
from schema.types import Organization, Work
from schema.vocabulary import WorkKind


class AlbumRow(SQLModel, table=True):
    """What only this kind has."""

    __tablename__ = "albums"
    __table_args__ = (check("track_count_positive", "track_count > 0"),)

    id: str = reference("works", cascade=True, primary_key=True, index=False)
    label_id: str | None = reference("organizations", default=None)
    track_count: int | None = None


@content(tables.Work, prefix="wrk", kind=WorkKind.ALBUM, extension=AlbumRow)
class Album(Work):
    """A music album."""

    label: Organization | None = one("Who publishes it.", on=lambda work, body: body.id == work.label_id)
    track_count: int | None = scalar("How many tracks it has.")


KIND = Kind(
    name=WorkKind.ALBUM,
    row=AlbumRow,
    type=Album,
    hints=("album", "disque", "record"),
    schema_org="MusicAlbum",
)
