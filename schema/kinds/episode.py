"""One episode of a series, an ad campaign or a podcast."""

from sqlmodel import SQLModel

from schema import tables
from schema.bases import check, reference
from schema.engine.fields import content, scalar
from schema.kinds.kind import Kind
from schema.types import Work
from schema.vocabulary import WorkKind


class EpisodeRow(SQLModel, table=True):
    """What only this kind has."""

    __tablename__ = "episodes"
    __table_args__ = (
        check("season_number_positive", "season_number > 0"),
        check("episode_number_positive", "episode_number > 0"),
    )

    id: str = reference("works", cascade=True, primary_key=True, index=False)
    season_number: int | None = None
    episode_number: int | None = None


@content(tables.Work, prefix="wrk", kind=WorkKind.EPISODE, extension=EpisodeRow)
class Episode(Work):
    """One episode of a series, an ad campaign or a podcast."""

    season_number: int | None = scalar("The season it belongs to.")
    episode_number: int | None = scalar("Its number in the season.")


KIND = Kind(
    name=WorkKind.EPISODE,
    row=EpisodeRow,
    type=Episode,
    hints=("épisode", "episode"),
    schema_org="TVEpisode",
)
