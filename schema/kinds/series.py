"""Any broadcast programme that comes in episodes."""

from sqlmodel import SQLModel

from schema import tables
from schema.bases import check, reference
from schema.engine.fields import content, scalar
from schema.kinds.kind import Kind
from schema.types import Work
from schema.vocabulary import WorkKind


class SeriesRow(SQLModel, table=True):
    """What only this kind has."""

    __tablename__ = "series"
    __table_args__ = (check("seasons_positive", "seasons > 0"),)

    id: str = reference("works", cascade=True, primary_key=True, index=False)
    seasons: int | None = None


@content(tables.Work, prefix="wrk", kind=WorkKind.SERIES, extension=SeriesRow)
class Series(Work):
    """Any broadcast programme that comes in episodes."""

    seasons: int | None = scalar("How many seasons it has had.")


KIND = Kind(
    name=WorkKind.SERIES,
    row=SeriesRow,
    type=Series,
    hints=("série", "émission", "programme", "saga", "feuilleton", "show", "series"),
    schema_org="TVSeries",
)
