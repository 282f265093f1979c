"""One episode of a series, an ad campaign or a podcast."""

from sqlmodel import SQLModel

from schema import tables
from schema.bases import check, reference
from schema.engine.fields import entity_type, scalar
from schema.kinds.kind import ON_SCREEN, Activity, Detail, Gender, Kind, Localized, SchemaOrg, Site
from schema.types import Work
from schema.vocabulary import WorkKind


class EpisodeRow(SQLModel, table=True):
    """The columns that only this kind has."""

    __tablename__ = "episodes"
    __table_args__ = (
        check("season_number_positive", "season_number > 0"),
        check("episode_number_positive", "episode_number > 0"),
    )

    id: str = reference("works", cascade=True, primary_key=True, index=False)
    season_number: int | None = None
    episode_number: int | None = None


@entity_type(tables.Work, prefix="wrk", kind=WorkKind.EPISODE, extension=EpisodeRow)
class Episode(Work):
    """One episode of a series, an ad campaign or a podcast."""

    season_number: int | None = scalar("The season it belongs to.")
    episode_number: int | None = scalar("Its number in the season.")


POSTER = """\
<rect x="20" y="34" width="160" height="96" rx="8" fill="{{ p.accent }}" stroke="none"/>
<path fill="{{ p.figure }}" stroke="none" d="M{{ 74 + g[0] }} 56v52l46-26z"/>
<path stroke-width="6" stroke-dasharray="14 6" d="M20 150h160"/><path stroke="{{ p.accent }}" stroke-width="6" d="M\
{{ 20 + g[1] % 8 * 20 }} 150h14"/>
"""

KIND = Kind(
    name=WorkKind.EPISODE,
    row=EpisodeRow,
    type=Episode,
    display_name=Localized(fr="Épisode", en="Episode"),
    gender=Gender.MASCULINE,
    plural=Localized(fr="Épisodes", en="Episodes"),
    schema_org=SchemaOrg("TVEpisode", credits=ON_SCREEN, part_of=("partOfSeries", "CreativeWorkSeries")),
    details=(
        Detail("season_number", Localized(fr="Saison", en="Season")),
        Detail("episode_number", Localized(fr="Épisode", en="Episode"), property="episodeNumber"),
    ),
    hints=("épisode", "episode"),
    activities=(Activity.WATCHING, Activity.LISTENING),
    sites=(
        Site("tv.apple.com", r"/episode/(?:[^/]+/)?(?P<id>umc\.[\w.]+)", "apple-tv"),
        Site("open.spotify.com", r"^/(?:intl-\w+/|embed/)?episode/(?P<id>\w{22})", "spotify"),
        Site("podcasts.apple.com", r"/podcast/.*\?(?:.*&)?i=(?P<id>\d+)", "apple-podcasts-episode"),
    ),
    poster=POSTER,
)
