"""Catalogues, stores and services whose addresses name a work: of which kind it is, and its id there."""

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from schema.vocabulary import WorkKind


class Page(NamedTuple):
    """What an address tells of a work: the host's name, the id there, and the kind where the host tells it.

    ``sure`` is false where the host has films and series under the same addresses.
    """

    host: str
    scheme: str
    value: str
    kind: WorkKind | None
    sure: bool = True


class _Host(NamedTuple):
    domain: str
    address: re.Pattern[str]
    scheme: str
    kinds: dict[str, WorkKind]


FILM, SERIES, EPISODE = WorkKind.FILM, WorkKind.SERIES, WorkKind.EPISODE
BOOK, ALBUM, PODCAST, APP = WorkKind.BOOK, WorkKind.ALBUM, WorkKind.PODCAST, WorkKind.APP
# Which address says which kind: "is" for all of a host's, else what stands in the group "kind".
ANY = "is"
UNSURE = frozenset({"imdb"})


def _host(domain: str, address: str, scheme: str, **kinds: WorkKind) -> _Host:
    # A keyword cannot hold a hyphen, an address can.
    return _Host(domain, re.compile(address), scheme, {name.replace("__", "-"): kind for name, kind in kinds.items()})


COUNTRY = r"^/(?:[a-z]{2}(?:-[A-Za-z]{2})?/)?"
HOSTS = [
    # Films and series. Where films and series are counted apart, the id says which it is.
    _host("imdb.com", COUNTRY + r"title/(?P<id>tt\d{5,})", "imdb", **{ANY: FILM}),
    _host("themoviedb.org", COUNTRY + r"(?P<id>(?P<kind>movie|tv)/\d+)", "tmdb", movie=FILM, tv=SERIES),
    _host("thetvdb.com", r"^/(?P<kind>series|movies)/(?P<id>[\w-]+)", "tvdb", series=SERIES, movies=FILM),
    _host("trakt.tv", r"^/(?P<id>(?P<kind>movies|shows)/[\w-]+)", "trakt", movies=FILM, shows=SERIES),
    _host("letterboxd.com", r"^/(?:[\w-]+/)?film/(?P<id>[\w-]+)", "letterboxd", **{ANY: FILM}),
    _host("allocine.fr", r"^/film/fichefilm(?:_gen_cfilm=|-)(?P<id>\d+)", "allocine-film", **{ANY: FILM}),
    _host("allocine.fr", r"^/series/ficheserie(?:_gen_cserie=|-)(?P<id>\d+)", "allocine-series", **{ANY: SERIES}),
    _host(
        "senscritique.com", r"^/(?P<kind>film|serie|album|livre|bd|jeuvideo)/[^/]+/(?P<id>\d+)", "senscritique",
        film=FILM, serie=SERIES, album=ALBUM, livre=BOOK, bd=BOOK, jeuvideo=APP,
    ),
    _host("rottentomatoes.com", r"^/(?P<id>(?P<kind>m|tv)/[\w-]+)", "rottentomatoes", m=FILM, tv=SERIES),
    _host("justwatch.com", r"^/\w\w/(?P<kind>film|movie|serie|tv-show)/(?P<id>[\w-]+)", "justwatch",
          film=FILM, movie=FILM, serie=SERIES, tv__show=SERIES),
    _host("mubi.com", r"^/(?:[a-z]{2}/)*films/(?P<id>[\w-]+)", "mubi", **{ANY: FILM}),
    _host("netflix.com", COUNTRY + r"(?:title|watch)/(?P<id>\d+)", "netflix"),
    _host("primevideo.com", r"/detail/(?:[^/]+/)?(?P<id>[A-Z0-9]{10,})", "primevideo"),
    _host("disneyplus.com", r"/(?P<kind>movies|series)/[^/]+/(?P<id>\w+)", "disneyplus", movies=FILM, series=SERIES),
    _host("tv.apple.com", r"/(?P<kind>movie|show|episode)/(?:[^/]+/)?(?P<id>umc\.[\w.]+)", "apple-tv",
          movie=FILM, show=SERIES, episode=EPISODE),
    _host("arte.tv", r"/videos/(?P<id>(?:RC-)?\d{5,}(?:-\d+-[A-Z])?)", "arte"),
    # Videos, which may be anything.
    _host("youtube.com", r"^/(?:watch\?(?:.*&)?v=|shorts/|embed/|live/)(?P<id>[\w-]{11})", "youtube"),
    _host("youtu.be", r"^/(?P<id>[\w-]{11})", "youtube"),
    _host("vimeo.com", r"^/(?:[\w/]+/)?(?P<id>\d{5,})", "vimeo"),
    _host("dailymotion.com", r"^/video/(?P<id>\w+)", "dailymotion"),
    # Apps and games.
    _host("apps.apple.com", r"/app/(?:[^/]+/)?id(?P<id>\d+)", "app-store", **{ANY: APP}),
    _host("play.google.com", r"^/store/apps/details\?(?:.*&)?id=(?P<id>[\w.]+)", "google-play", **{ANY: APP}),
    _host("play.google.com", r"^/store/books/details/?[^?]*\?(?:.*&)?id=(?P<id>[\w-]+)", "google-books", **{ANY: BOOK}),
    _host("store.steampowered.com", r"^/app/(?P<id>\d+)", "steam", **{ANY: APP}),
    _host("huggingface.co", r"^/(?!datasets/|spaces/|papers/|blog/|docs/)(?P<id>[\w.-]+/[\w.-]+)", "huggingface",
          **{ANY: WorkKind.AI_MODEL}),
    # Music and what is listened to.
    _host("open.spotify.com", r"^/(?:intl-\w+/)?(?P<kind>album|show|episode)/(?P<id>\w{22})", "spotify",
          album=ALBUM, show=PODCAST, episode=EPISODE),
    _host("music.apple.com", r"/album/(?:[^/]+/)?(?P<id>\d+)", "apple-music", **{ANY: ALBUM}),
    _host("podcasts.apple.com", r"/podcast/.*\?(?:.*&)?i=(?P<id>\d+)", "apple-podcasts-episode", **{ANY: EPISODE}),
    _host("podcasts.apple.com", r"/podcast/(?:[^/]+/)?id(?P<id>\d+)", "apple-podcasts", **{ANY: PODCAST}),
    _host("deezer.com", COUNTRY + r"album/(?P<id>\d+)", "deezer-album", **{ANY: ALBUM}),
    _host("deezer.com", COUNTRY + r"show/(?P<id>\d+)", "deezer-show", **{ANY: PODCAST}),
    _host("discogs.com", r"/master/(?P<id>\d+)", "discogs", **{ANY: ALBUM}),
    _host("musicbrainz.org", r"^/release-group/(?P<id>[0-9a-f-]{36})", "musicbrainz", **{ANY: ALBUM}),
    # Books.
    _host("goodreads.com", r"^/(?:[a-z]{2}/)?book/show/(?P<id>\d+)", "goodreads", **{ANY: BOOK}),
    _host("openlibrary.org", r"^/(?:works|books)/(?P<id>OL\d+[WM])", "openlibrary", **{ANY: BOOK}),
    _host("babelio.com", r"^/livres/[^/]+/(?P<id>\d+)", "babelio", **{ANY: BOOK}),
    _host("books.apple.com", r"/book/(?:[^/]+/)?id(?P<id>\d+)", "apple-books", **{ANY: BOOK}),
    _host("placedeslibraires.fr", r"^/livre/(?P<id>97[89]\d{10})", "isbn", **{ANY: BOOK}),
    _host("leslibraires.fr", r"/livre/.*?(?P<id>97[89]\d{10})", "isbn", **{ANY: BOOK}),
    _host("bookshop.org", r"/(?P<id>97[89]\d{10})", "isbn", **{ANY: BOOK}),
    _host("wikidata.org", r"^/(?:wiki|entity)/(?P<id>Q\d+)$", "wikidata"),
]  # fmt: skip
BANDCAMP = re.compile(r"^/album/(?P<id>[\w-]+)")


def recognise(url: str) -> Page | None:
    """Tell what an address says of a work; None when it is no known host's, or no work's page there."""
    try:
        parts = urlsplit(url)
        name = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return None
    path = unquote(parts.path) + (f"?{parts.query}" if parts.query else "")
    if name.endswith(".bandcamp.com") and (found := BANDCAMP.search(path)):
        return Page("bandcamp.com", "bandcamp", f"{name.partition('.')[0]}/{found['id']}", ALBUM)
    for host in HOSTS:
        if (name == host.domain or name.endswith(f".{host.domain}")) and (found := host.address.search(path)):
            kind = host.kinds.get(ANY) or host.kinds.get(found.groupdict().get("kind") or "")
            return Page(host.domain, host.scheme, found["id"], kind, host.scheme not in UNSURE)
    return None
