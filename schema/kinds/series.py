"""Any broadcast programme that comes in episodes."""

from sqlmodel import SQLModel

from schema import tables
from schema.bases import check, reference
from schema.engine.fields import entity_type, scalar
from schema.kinds.kind import COUNTRY, ON_SCREEN, Activity, Detail, Gender, Kind, Localized, SchemaOrg, Site
from schema.types import Work
from schema.vocabulary import WorkKind


class SeriesRow(SQLModel, table=True):
    """The columns that only this kind has."""

    __tablename__ = "series"
    __table_args__ = (check("seasons_positive", "seasons > 0"),)

    id: str = reference("works", cascade=True, primary_key=True, index=False)
    seasons: int | None = None


@entity_type(tables.Work, prefix="wrk", kind=WorkKind.SERIES, extension=SeriesRow)
class Series(Work):
    """Any broadcast programme that comes in episodes."""

    seasons: int | None = scalar("How many seasons it has had.")


POSTER = """\
{% for n in range(5) %}
<rect x="{{ 24 + n * (5 + g[0] // 3) }}" y="{{ 30 + n * 13 }}" width="{{ 112 - g[1] }}" height="72" rx="6" fill="\
{{ p.accent if n == g[2] % 5 else p.ground }}"/>
{% endfor %}
"""

KIND = Kind(
    name=WorkKind.SERIES,
    row=SeriesRow,
    type=Series,
    display_name=Localized(fr="Série", en="Series"),
    gender=Gender.FEMININE,
    plural=Localized(fr="Séries", en="Series"),
    schema_org=SchemaOrg("TVSeries", credits=ON_SCREEN, part_of=None),
    details=(Detail("seasons", Localized(fr="Saisons", en="Seasons"), property="numberOfSeasons"),),
    hints=("série", "émission", "programme", "saga", "feuilleton", "show", "series", "serie"),
    labels=(
        "Série",
        "Series",
        "La série",
        "Serie",
        "Serien",
        "Séries",
        "TV",
        "TV show",
        "Binge",
        "Binge-watching",
        "Bingeing",
        "Streaming",
    ),
    buttons=("Voir la série", "Regarder la série", "Watch the series", "Watch the show"),
    activities=(Activity.WATCHING,),
    sites=(
        Site("themoviedb.org", COUNTRY + r"(?P<id>tv/\d+)", "tmdb"),
        Site("thetvdb.com", r"^/series/(?P<id>[\w-]+)", "tvdb"),
        Site("trakt.tv", r"^/(?P<id>shows/[\w-]+)", "trakt"),
        Site("allocine.fr", r"^/series/ficheserie(?:_gen_cserie=|-)(?P<id>\d+)", "allocine-series"),
        Site("senscritique.com", r"^/serie/[^/]+/(?P<id>\d+)", "senscritique"),
        Site("rottentomatoes.com", r"^/(?P<id>tv/[\w-]+)", "rottentomatoes"),
        Site("justwatch.com", r"^/\w\w/(?:serie|tv-show)/(?P<id>[\w-]+)", "justwatch"),
        Site("disneyplus.com", r"/series/[^/]+/(?P<id>\w+)", "disneyplus"),
        Site("tv.apple.com", r"/show/(?:[^/]+/)?(?P<id>umc\.[\w.]+)", "apple-tv"),
    ),
    poster=POSTER,
)
