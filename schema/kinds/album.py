"""A music album."""

from sqlmodel import SQLModel

from schema import tables
from schema.bases import check, reference
from schema.engine.fields import entity_type, one, scalar
from schema.kinds.kind import Activity, Detail, Gender, Kind, Localized, SchemaOrg, Site, listed
from schema.types import Organization, Work
from schema.vocabulary import CreditRole, WorkKind


class AlbumRow(SQLModel, table=True):
    """The columns that only this kind has."""

    __tablename__ = "albums"
    __table_args__ = (check("track_count_positive", "track_count > 0"),)

    id: str = reference("works", cascade=True, primary_key=True, index=False)
    label_id: str | None = reference("organizations", default=None)
    track_count: int | None = None


@entity_type(tables.Work, prefix="wrk", kind=WorkKind.ALBUM, extension=AlbumRow)
class Album(Work):
    """A music album."""

    label: Organization | None = one("Who publishes it.", on=lambda work, body: body.id == work.label_id)
    track_count: int | None = scalar("How many tracks it has.")


POSTER = """\
<circle cx="100" cy="92" r="76" fill="{{ p.figure }}" stroke="none"/>
<g stroke="{{ p.ground }}" stroke-width="1"><circle cx="100" cy="92" r="{{ 66 - g[0] // 4 }}"/><circle cx="100" \
cy="92" r="{{ 56 - g[1] // 4 }}"/><circle cx="100" cy="92" r="{{ 46 - g[2] // 4 }}"/></g>
<circle cx="100" cy="92" r="{{ 22 + g[3] // 2 }}" fill="{{ p.accent }}" stroke="none"/><circle cx="100" cy="92" r="4" \
fill="{{ p.ground }}" stroke="none"/>
"""

KIND = Kind(
    name=WorkKind.ALBUM,
    row=AlbumRow,
    type=Album,
    display_name=Localized(fr="Album", en="Album"),
    gender=Gender.MASCULINE,
    plural=Localized(fr="Albums", en="Albums"),
    schema_org=SchemaOrg("MusicAlbum", credits={CreditRole.PERFORMER: "byArtist"}, part_of=None),
    details=(
        Detail("label", Localized(fr="Label", en="Label")),
        Detail("track_count", Localized(fr="Titres", en="Tracks"), property="numTracks"),
    ),
    hints=("album", "disque", "record", "disco", "álbum"),
    labels=listed(
        """Écouter, Écoute, On écoute, Album, Albums, Disque, Disques, Musique, Listen, To listen, What I’m listening
        to, What we’re listening to, Music, Spinning, One to hear, Escuchar, Para escuchar, Disco, Música, Da
        ascoltare, Ascoltare, Musica, Zu hören, Hören, Musik, Ouvir, Para ouvir, Luisteren, Om te luisteren,
        Luistertip, Muziek"""
    ),
    bare_labels=("À écouter", "Listening", "Listening to"),
    buttons=listed(
        """Écouter l’album, Écouter le disque, Acheter l’album,
        Listen to the album, Listen to the record, Buy the album"""
    ),
    activities=(Activity.LISTENING,),
    sites=(
        Site("senscritique.com", r"^/album/[^/]+/(?P<id>\d+)", "senscritique"),
        Site("open.spotify.com", r"^/(?:intl-\w+/|embed/)?album/(?P<id>\w{22})", "spotify"),
        Site("music.apple.com", r"/album/(?:[^/]+/)?(?P<id>\d+)", "apple-music"),
        Site("deezer.com", r"^/(?:[a-z-]+/){0,2}album/(?P<id>\d+)", "deezer-album"),
        Site("discogs.com", r"/master/(?P<id>\d+)", "discogs"),
        Site("musicbrainz.org", r"^/release-group/(?P<id>[0-9a-f-]{36})", "musicbrainz"),
        Site("bandcamp.com", r"^/album/(?P<id>[\w-]+)", "bandcamp", by_subdomain=True),
    ),
    poster=POSTER,
)
