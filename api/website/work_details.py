"""What is known of a work, as lines of a table: a name, and what is said there."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from api.website.i18n import Wording

Row = Mapping[str, Any]


def facts(work: Row, said: Wording) -> list[tuple[str, str]]:
    """List what is known, in the reader's language; what is not known has no line."""
    return [*_credits(work, said), *_fields(work, said)]


def where(work: Row, said: Wording) -> list[str]:
    """Say in a few words where a work can be had: each platform and access once, at most three."""
    named = ((each["platform"], said.of("access", each["access"])) for each in work["availability"])
    places = (f"{platform['name']}, {access}" if platform else access for platform, access in named)
    return list(dict.fromkeys(places))[:3]


def _credits(work: Row, said: Wording) -> Iterator[tuple[str, str]]:
    names: dict[str, list[str]] = {}
    for credit in work["credits"]:
        names.setdefault(said.of("credit", credit["role"]), []).append(credit["person"]["name"])
    for label, people in names.items():
        yield label, said.listed(people)


def _fields(work: Row, said: Wording) -> Iterator[tuple[str, str]]:
    for field, show in SHOWN.items():
        value = work.get(field)
        if value is not None and value != [] and not (field == "year" and work.get("releaseDate")):
            text = show(value, said)
            if text:
                yield said.of("fact", field), text


def _seconds(value: int, said: Wording) -> str:
    minutes, seconds = divmod(value, 60)
    return said("duration_seconds", minutes=minutes, seconds=seconds)


SHOWN: dict[str, Callable[[Any, Wording], str]] = {
    "originalTitle": lambda value, said: str(value),
    "aliases": lambda names, said: ", ".join(names),
    "isDocumentary": lambda yes, said: said("documentary") if yes else "",
    "releaseDate": lambda day, said: said.on(day),
    "year": lambda value, said: str(value),
    "runtimeMinutes": lambda minutes, said: said("duration", minutes=minutes),
    "durationSeconds": _seconds,
    "seasons": lambda value, said: str(value),
    "seasonNumber": lambda value, said: str(value),
    "episodeNumber": lambda value, said: str(value),
    "adNumber": lambda value, said: str(value),
    "brand": lambda body, said: body["name"],
    "campaign": lambda value, said: str(value),
    "developer": lambda body, said: body["name"],
    "stage": lambda stage, said: said.of("stage", stage),
    "openSource": lambda yes, said: said("open_source" if yes else "closed_source"),
    "publisher": lambda body, said: body["name"],
    "pageCount": lambda value, said: str(value),
    "label": lambda body, said: body["name"],
    "trackCount": lambda value, said: str(value),
    "episodeCount": lambda value, said: str(value),
    "publication": lambda body, said: body["name"],
    "organizations": lambda all_, said: ", ".join(each["name"] for each in all_),
    "tags": lambda tags, said: ", ".join(tags),
}
