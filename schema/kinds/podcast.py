"""A podcast."""

from sqlmodel import SQLModel

from schema import tables
from schema.bases import check, reference
from schema.engine.fields import entity_type, scalar
from schema.kinds.kind import Activity, Detail, Gender, Kind, Localized, SchemaOrg, Site, listed
from schema.types import Work
from schema.vocabulary import WorkKind


class PodcastRow(SQLModel, table=True):
    """The columns that only this kind has."""

    __tablename__ = "podcasts"
    __table_args__ = (check("episode_count_positive", "episode_count > 0"),)

    id: str = reference("works", cascade=True, primary_key=True, index=False)
    episode_count: int | None = None


@entity_type(tables.Work, prefix="wrk", kind=WorkKind.PODCAST, extension=PodcastRow)
class Podcast(Work):
    """A podcast."""

    episode_count: int | None = scalar("How many episodes it has had.")


POSTER = """\
<path stroke-width="8" stroke-linecap="round" d="{% for n in range(10) %}M{{ 28 + n * 16 }} {{ 90 - 8 - g[n] * 3 }}v\
{{ 16 + g[n] * 6 }}{% endfor %}"/>
<path stroke="{{ p.accent }}" stroke-width="8" stroke-linecap="round" d="M{{ 28 + g[10] % 10 * 16 }} \
{{ 82 - g[g[10] % 10] * 3 }}v{{ 16 + g[g[10] % 10] * 6 }}"/>
"""

KIND = Kind(
    name=WorkKind.PODCAST,
    row=PodcastRow,
    type=Podcast,
    display_name=Localized(fr="Podcast", en="Podcast"),
    gender=Gender.MASCULINE,
    plural=Localized(fr="Podcasts", en="Podcasts"),
    schema_org=SchemaOrg("PodcastSeries"),
    details=(Detail("episode_count", Localized(fr="Épisodes", en="Episodes")),),
    hints=("podcast", "balado"),
    labels=("Podcast", "Podcasts", "Le podcast", "Balado"),
    buttons=listed(
        """Écouter l’épisode, Écouter le podcast, Écouter le balado,
        Listen to the episode, Listen to the podcast, Play the episode"""
    ),
    activities=(Activity.LISTENING,),
    sites=(
        Site("open.spotify.com", r"^/(?:intl-\w+/|embed/)?show/(?P<id>\w{22})", "spotify"),
        Site("podcasts.apple.com", r"/podcast/(?:[^/]+/)?id(?P<id>\d+)", "apple-podcasts"),
        Site("deezer.com", r"^/(?:[a-z-]+/){0,2}show/(?P<id>\d+)", "deezer-show"),
    ),
    poster=POSTER,
)
