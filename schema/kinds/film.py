"""A film, long or short, fiction or documentary."""

from sqlmodel import SQLModel

from schema import tables
from schema.bases import check, reference
from schema.engine.fields import content, scalar
from schema.kinds.kind import Kind
from schema.types import Work
from schema.vocabulary import WorkKind


class FilmRow(SQLModel, table=True):
    """What only this kind has."""

    __tablename__ = "films"
    __table_args__ = (check("runtime_minutes_positive", "runtime_minutes > 0"),)

    id: str = reference("works", cascade=True, primary_key=True, index=False)
    runtime_minutes: int | None = None
    is_documentary: bool = False


@content(tables.Work, prefix="wrk", kind=WorkKind.FILM, extension=FilmRow)
class Film(Work):
    """A film, long or short, fiction or documentary."""

    runtime_minutes: int | None = scalar("How long it runs, in minutes.")
    is_documentary: bool = scalar("Whether it is a documentary.")


KIND = Kind(
    name=WorkKind.FILM,
    row=FilmRow,
    type=Film,
    hints=("documentaire", "film", "long-métrage", "court-métrage", "movie", "documentary"),
    schema_org="Movie",
)
