"""A podcast."""

from sqlmodel import SQLModel

from schema import tables
from schema.bases import check, reference
from schema.engine.fields import content, scalar
from schema.kinds.kind import Kind
from schema.types import Work
from schema.vocabulary import WorkKind


class PodcastRow(SQLModel, table=True):
    """What only this kind has."""

    __tablename__ = "podcasts"
    __table_args__ = (check("episode_count_positive", "episode_count > 0"),)

    id: str = reference("works", cascade=True, primary_key=True, index=False)
    episode_count: int | None = None


@content(tables.Work, prefix="wrk", kind=WorkKind.PODCAST, extension=PodcastRow)
class Podcast(Work):
    """A podcast."""

    episode_count: int | None = scalar("How many episodes it has had.")


KIND = Kind(
    name=WorkKind.PODCAST,
    row=PodcastRow,
    type=Podcast,
    hints=("podcast", "balado"),
    schema_org="PodcastSeries",
)
