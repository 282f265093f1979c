"""An application or an online service."""

from sqlmodel import SQLModel

from schema import tables
from schema.bases import one_of, reference
from schema.engine.fields import entity_type, one, scalar
from schema.enums import AppStage
from schema.kinds.kind import Detail, Gender, Kind, Localized, SchemaOrg, Site, listed
from schema.types import Organization, Work
from schema.vocabulary import WorkKind


class AppRow(SQLModel, table=True):
    """The columns that only this kind has."""

    __tablename__ = "apps"
    __table_args__ = (one_of("stage", AppStage),)

    id: str = reference("works", cascade=True, primary_key=True, index=False)
    developer_id: str | None = reference("organizations", default=None)
    stage: str | None = None


@entity_type(tables.Work, prefix="wrk", kind=WorkKind.APP, extension=AppRow)
class App(Work):
    """An application or an online service."""

    developer: Organization | None = one("Who makes it.", on=lambda work, body: body.id == work.developer_id)
    stage: AppStage | None = scalar("How far it is on its way to the public.")


STAGES = {
    AppStage.CLOSED_BETA: Localized(fr="Bêta fermée", en="Closed beta"),
    AppStage.OPEN_BETA: Localized(fr="Bêta ouverte", en="Open beta"),
    AppStage.RELEASED: Localized(fr="Disponible", en="Released"),
    AppStage.DISCONTINUED: Localized(fr="N’est plus proposé", en="No longer offered"),
}
POSTER = """\
{% macro tile(n, grain) %}<rect x="{{ 36 + n % 3 * 46 }}" y="{{ 26 + n // 3 * 46 }}" width="36" height="36" rx="\
{{ 4 + grain }}"/>{% endmacro %}
{% set chosen = g[9] % 9 %}
{% for n in range(9) if n != chosen and g[n] % 2 == 0 %}{{ tile(n, g[n]) }}{% endfor %}
<g stroke="none" fill="{{ p.accent }}">{% for n in range(9) if n != chosen and g[n] % 2 %}{{ tile(n, g[n]) }}\
{% endfor %}</g>
<g fill="{{ p.figure }}">{{ tile(chosen, g[chosen]) }}</g>
"""

KIND = Kind(
    name=WorkKind.APP,
    row=AppRow,
    type=App,
    display_name=Localized(fr="Application", en="App"),
    gender=Gender.FEMININE,
    plural=Localized(fr="Applications", en="Apps"),
    schema_org=SchemaOrg("MobileApplication"),
    details=(
        Detail("developer", Localized(fr="Développé par", en="Made by")),
        Detail("stage", Localized(fr="État", en="Stage"), values=STAGES, discontinued=AppStage.DISCONTINUED),
    ),
    hints=("application", "app", "appli", "plateforme", "service", "logiciel"),
    labels=listed(
        """À jouer, Jouer, On joue, Jeu, Jeux, Le jeu, À tester, Tester, App, Apps, Appli, Application, Play, To play,
        What I’m playing, What we’re playing, Game, Games, One to play, Jugar, Para jugar, Juego, Juegos, Giocare,
        Da giocare, Gioco, Spielen, Spiel, Jogar, Para jogar, Jogo, Spelen, Spel"""
    ),
    bare_labels=("Playing",),
    buttons=listed(
        """Télécharger l’application, Télécharger l’app, Télécharger l’appli, Télécharger le jeu, Acheter le jeu,
        Jouer maintenant, Download the app, Get the app, Try the app, Buy the game, Play the game, Play now"""
    ),
    sites=(
        Site("apps.apple.com", r"/app/(?:[^/]+/)?id(?P<id>\d+)", "app-store"),
        Site("play.google.com", r"^/store/apps/details\?(?:.*&)?id=(?P<id>[\w.]+)", "google-play"),
        Site("store.steampowered.com", r"^/app/(?P<id>\d+)", "steam"),
        Site("senscritique.com", r"^/jeuvideo/[^/]+/(?P<id>\d+)", "senscritique"),
    ),
    poster=POSTER,
)
