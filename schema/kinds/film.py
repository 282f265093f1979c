"""A film, long or short, fiction or documentary."""

from sqlmodel import SQLModel

from schema import tables
from schema.bases import check, reference
from schema.engine.fields import entity_type, scalar
from schema.kinds.kind import (
    COUNTRY,
    ON_SCREEN,
    Activity,
    Detail,
    Gender,
    Kind,
    Localized,
    SchemaOrg,
    Site,
    Unit,
    listed,
)
from schema.types import Work
from schema.vocabulary import WorkKind


class FilmRow(SQLModel, table=True):
    """The columns that only this kind has."""

    __tablename__ = "films"
    __table_args__ = (check("runtime_minutes_positive", "runtime_minutes > 0"),)

    id: str = reference("works", cascade=True, primary_key=True, index=False)
    runtime_minutes: int | None = None
    is_documentary: bool = False


@entity_type(tables.Work, prefix="wrk", kind=WorkKind.FILM, extension=FilmRow)
class Film(Work):
    """A film, long or short, fiction or documentary."""

    runtime_minutes: int | None = scalar("How long it runs, in minutes.")
    is_documentary: bool = scalar("Whether it is a documentary.")


POSTER = """\
<path stroke="{{ p.accent }}" stroke-width="8" stroke-dasharray="7 9" d="M9 0v{{ p.depth }}M191 0v{{ p.depth }}"/>
{% set cx, cy, r = 104 + g[1], 64 + g[2], 38 + g[3] %}
<path fill="{{ p.accent }}" stroke="none" d="M{{ 24 + g[0] }} 166 {{ cx - r * 7 // 10 }} {{ cy - r * 7 // 10 }} \
{{ cx + r * 7 // 10 }} {{ cy + r * 7 // 10 }}z"/>
<circle cx="{{ cx }}" cy="{{ cy }}" r="{{ r }}" fill="{{ p.figure }}"/>
"""

KIND = Kind(
    name=WorkKind.FILM,
    row=FilmRow,
    type=Film,
    display_name=Localized(fr="Film", en="Film"),
    gender=Gender.MASCULINE,
    plural=Localized(fr="Films", en="Films"),
    schema_org=SchemaOrg("Movie", credits=ON_SCREEN, part_of=None),
    details=(
        Detail(
            "is_documentary",
            Localized(fr="Genre", en="Genre"),
            values={True: Localized(fr="Documentaire", en="Documentary")},
            before_dates=True,
        ),
        Detail("runtime_minutes", Localized(fr="Durée", en="Running time"), unit=Unit.MINUTES, property="duration"),
    ),
    hints=(
        "documentaire",
        "film",
        "long-métrage",
        "court-métrage",
        "movie",
        "documentary",
        "película",
        "filme",
        "dokumentarfilm",
    ),
    labels=listed(
        """Voir, Regarder, On regarde, On a vu, Vu, Le film, Film, Films, Cinéma, Watch, To watch, What to watch, What
        I’m watching, What we’re watching, Watchlist, Movie, Movies, One to watch, Ver, Para ver, Película,
        Películas, Cine, Da vedere, Vedere, Guardare, Da guardare, Zu sehen, Sehen, Ansehen, Filmtipp, Filme,
        Filmes, Om te zien, Kijken, Kijktip"""
    ),
    bare_labels=("À voir", "À regarder", "Watching"),
    buttons=listed(
        """Voir la bande-annonce, La bande-annonce, Bande-annonce, Voir le film, Regarder le film,
        Voir le documentaire, Watch the trailer, See the trailer, Trailer, Watch the film, Watch the movie"""
    ),
    activities=(Activity.WATCHING,),
    sites=(
        Site("imdb.com", COUNTRY + r"title/(?P<id>tt\d{5,})", "imdb", sure=False),
        Site("themoviedb.org", COUNTRY + r"(?P<id>movie/\d+)", "tmdb"),
        Site("thetvdb.com", r"^/movies/(?P<id>[\w-]+)", "tvdb"),
        Site("trakt.tv", r"^/(?P<id>movies/[\w-]+)", "trakt"),
        Site("letterboxd.com", r"^/(?:[\w-]+/)?film/(?P<id>[\w-]+)", "letterboxd"),
        Site("allocine.fr", r"^/film/fichefilm(?:_gen_cfilm=|-)(?P<id>\d+)", "allocine-film"),
        Site("senscritique.com", r"^/film/[^/]+/(?P<id>\d+)", "senscritique"),
        Site("rottentomatoes.com", r"^/(?P<id>m/[\w-]+)", "rottentomatoes"),
        Site("justwatch.com", r"^/\w\w/(?:film|movie)/(?P<id>[\w-]+)", "justwatch"),
        Site("mubi.com", r"^/(?:[a-z]{2}/)*films/(?P<id>[\w-]+)", "mubi"),
        Site("disneyplus.com", r"/movies/[^/]+/(?P<id>\w+)", "disneyplus"),
        Site("tv.apple.com", r"/movie/(?:[^/]+/)?(?P<id>umc\.[\w.]+)", "apple-tv"),
    ),
    poster=POSTER,
)
