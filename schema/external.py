"""Other catalogues that works have names in: what a name looks like in each, and the one form that is kept of it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from schema.engine.errors import BAD_USER_INPUT, Refused
from schema.engine.notation import printed
from schema.vocabulary import ExternalSource

LONGEST = 200
"""Longer names are looked at no closer."""


@dataclass(frozen=True)
class Source:
    """A catalogue: the form of a name once it is ``canonical``, and one that is right."""

    pattern: str
    example: str
    canonical: Callable[[str], str] = str


def isbn_13(text: str) -> str:
    """Return an ISBN as 13 digits, from 10 or 13 with or without signs between; an empty text where it is none."""
    digits = re.sub(r"[\s-]", "", text).upper()
    if re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        weighed = sum((10 - place) * (10 if digit == "X" else int(digit)) for place, digit in enumerate(digits))
        digits = "" if weighed % 11 else _with_check_digit(f"978{digits[:9]}")
    is_right = re.fullmatch(r"97[89][0-9]{10}", digits) and digits == _with_check_digit(digits[:12])
    return digits if is_right else ""


def _with_check_digit(digits: str) -> str:
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-weighed % 10}"


NUMBER, NAME, DOTTED = r"[0-9]+", r"[\w-]+", r"[\w.-]+"
SOURCES: Mapping[ExternalSource, Source] = {
    ExternalSource.ALLOCINE_FILM: Source(NUMBER, "299220"),
    ExternalSource.ALLOCINE_SERIES: Source(NUMBER, "10814"),
    ExternalSource.APPLE_BOOKS: Source(NUMBER, "1441494585"),
    ExternalSource.APPLE_MUSIC: Source(NUMBER, "1440783617"),
    ExternalSource.APPLE_PODCASTS: Source(NUMBER, "1200361736"),
    ExternalSource.APPLE_PODCASTS_EPISODE: Source(NUMBER, "1000587326483"),
    ExternalSource.APPLE_TV: Source(r"umc\.[\w.]+", "umc.cmc.vtoh0mn0xn7t3c643xqonfzy"),
    ExternalSource.APP_STORE: Source(NUMBER, "835599320"),
    ExternalSource.ARTE: Source(r"(?:RC-)?[0-9]{5,}(?:-[0-9]+-[A-Z])?", "109066-000-A"),
    ExternalSource.BABELIO: Source(NUMBER, "1153083"),
    ExternalSource.BANDCAMP: Source(r"[\w-]+/[\w-]+", "artist/an-album"),
    ExternalSource.DAILYMOTION: Source(r"\w+", "x8m1jn1"),
    ExternalSource.DEEZER_ALBUM: Source(NUMBER, "302127"),
    ExternalSource.DEEZER_SHOW: Source(NUMBER, "1237582"),
    ExternalSource.DISCOGS: Source(NUMBER, "13814"),
    ExternalSource.DISNEYPLUS: Source(r"\w+", "3jLIGMDYINqD"),
    ExternalSource.GOODREADS: Source(NUMBER, "44767458"),
    ExternalSource.GOOGLE_BOOKS: Source(NAME, "B1hSG45JCX4C"),
    ExternalSource.GOOGLE_PLAY: Source(r"[\w.]+", "com.zhiliaoapp.musically"),
    ExternalSource.HUGGINGFACE: Source(rf"{DOTTED}/{DOTTED}", "meta-llama/Llama-2-7b"),
    ExternalSource.IMDB: Source(r"tt[0-9]{7,}", "tt0095250", str.lower),
    ExternalSource.ISBN: Source(r"97[89][0-9]{10}", "9782070360024", isbn_13),
    ExternalSource.JUSTWATCH: Source(NAME, "le-grand-bleu"),
    ExternalSource.LETTERBOXD: Source(NAME, "the-deepest-breath"),
    ExternalSource.MUBI: Source(NAME, "suspiria"),
    ExternalSource.MUSICBRAINZ: Source(
        r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "f5093c06-23e3-404f-aeaa-40f72885ee3a", str.lower
    ),
    ExternalSource.NETFLIX: Source(NUMBER, "81446739"),
    ExternalSource.OPENLIBRARY: Source(r"OL[0-9]+[WM]", "OL45804W", str.upper),
    ExternalSource.PRIMEVIDEO: Source(r"[A-Z0-9]{10,}", "B0B8TFSZ5X", str.upper),
    ExternalSource.ROTTENTOMATOES: Source(rf"(?:m|tv)/{NAME}", "m/the_big_blue"),
    ExternalSource.SENSCRITIQUE: Source(NUMBER, "461263"),
    ExternalSource.SPOTIFY: Source(r"\w{22}", "2guirTSEqLizK7j9i1MTTZ"),
    ExternalSource.STEAM: Source(NUMBER, "1145360"),
    ExternalSource.TMDB: Source(r"(?:movie|tv)/[0-9]+", "movie/175", str.lower),
    ExternalSource.TRAKT: Source(rf"(?:movies|shows)/{NAME}", "movies/the-big-blue-1988"),
    ExternalSource.TVDB: Source(NAME, "black-mirror"),
    ExternalSource.VIMEO: Source(r"[0-9]{5,}", "76979871"),
    ExternalSource.WIKIDATA: Source(r"Q[0-9]+", "Q465646", str.upper),
    ExternalSource.YOUTUBE: Source(NAME.replace("+", "{11}"), "dQw4w9WgXcQ"),
}


def scheme_of(source: ExternalSource) -> str:
    """Return what a catalogue is called among the names of a work."""
    return source.lower().replace("_", "-")


def canonical(source: ExternalSource, text: str) -> str | None:
    """Return the form that is kept of a name in a catalogue; None where it is none there."""
    known = SOURCES[source]
    name = known.canonical(text.strip()) if len(text) <= LONGEST else ""
    return name if re.fullmatch(known.pattern, name, re.ASCII) else None


def read_external_id(given: Mapping[str, Any]) -> dict[str, str]:
    """Return a name in a catalogue as it is stored, by ``scheme`` and ``value``.

    Raises:
        Refused: it is given in neither way or in both, or is no name there.
    """
    asked = {key: value for key, value in given.items() if value is not None}
    if asked.keys() == {"scheme", "value"}:
        return {"scheme": asked["scheme"], "value": asked["value"]}
    if asked.keys() != {"source", "id"}:
        raise Refused(BAD_USER_INPUT, "Give `source` and `id`, or `scheme` and `value`.")
    source = ExternalSource[str(asked["source"])]
    name = canonical(source, asked["id"])
    if name is None:
        example, found = SOURCES[source].example, printed(asked["id"][:LONGEST])
        raise Refused(BAD_USER_INPUT, f"An id of {source} is written such as {printed(example)}; found: {found}.")
    return {"scheme": scheme_of(source), "value": name}
