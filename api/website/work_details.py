"""What is known of a work, as lines of a table: a name, and what is said there."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from api.website.i18n import Translator

Row = Mapping[str, Any]


def facts(work: Row, t: Translator) -> list[tuple[str, str]]:
    """List what is known, in the reader's language; what is not known has no line."""
    return [*_credits(work, t), *_fields(work, t)]


def where(work: Row, t: Translator) -> list[str]:
    """Say in a few words where a work can be had: each platform and access once, at most three."""
    named = ((each["platform"], t.of("access", each["access"])) for each in work["availability"])
    places = (f"{platform['name']}, {access}" if platform else access for platform, access in named)
    return list(dict.fromkeys(places))[:3]


def _credits(work: Row, t: Translator) -> Iterator[tuple[str, str]]:
    names: dict[str, list[str]] = {}
    for credit in work["credits"]:
        names.setdefault(t.of("credit", credit["role"]), []).append(credit["person"]["name"])
    for label, people in names.items():
        yield label, t.listed(people)


def _fields(work: Row, t: Translator) -> Iterator[tuple[str, str]]:
    for field, show in SHOWN.items():
        value = work.get(field)
        if value is not None and value != [] and not (field == "year" and work.get("releaseDate")):
            text = show(value, t)
            if text:
                yield t.of("fact", field), text


def _seconds(value: int, t: Translator) -> str:
    minutes, seconds = divmod(value, 60)
    return t("duration_seconds", minutes=minutes, seconds=seconds)


SHOWN: dict[str, Callable[[Any, Translator], str]] = {
    "originalTitle": lambda value, t: str(value),
    "aliases": lambda names, t: ", ".join(names),
    "isDocumentary": lambda yes, t: t("documentary") if yes else "",
    "releaseDate": lambda day, t: t.on(day),
    "year": lambda value, t: str(value),
    "runtimeMinutes": lambda minutes, t: t("duration", minutes=minutes),
    "durationSeconds": _seconds,
    "seasons": lambda value, t: str(value),
    "seasonNumber": lambda value, t: str(value),
    "episodeNumber": lambda value, t: str(value),
    "adNumber": lambda value, t: str(value),
    "brand": lambda body, t: body["name"],
    "campaign": lambda value, t: str(value),
    "developer": lambda body, t: body["name"],
    "stage": lambda stage, t: t.of("stage", stage),
    "openSource": lambda yes, t: t("open_source" if yes else "closed_source"),
    "publisher": lambda body, t: body["name"],
    "pageCount": lambda value, t: str(value),
    "label": lambda body, t: body["name"],
    "trackCount": lambda value, t: str(value),
    "episodeCount": lambda value, t: str(value),
    "publication": lambda body, t: body["name"],
    "organizations": lambda all_, t: ", ".join(each["name"] for each in all_),
    "tags": lambda tags, t: ", ".join(tags),
}
