"""What is known of a work, as lines of a table: a label and a value."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from markupsafe import Markup

from api.website.detail_fields import DETAIL_FIELDS, DetailField
from api.website.i18n import Translator
from api.website.links import FOLDERS, link, link_names, link_tag
from api.website.results import Availability
from schema.kinds import Unit
from schema.text import tag_slug

COMMA = Markup(", ")

Work = Mapping[str, Any]
"""A work, whose details are read by the keys that kinds declare."""


def list_details(work: Work, t: Translator, root: str) -> list[tuple[str, str]]:
    """Return what is known, in the reader's language; what is not known has no line.

    Names are links below ``root``, as markup.
    """
    return [*_credits(work, t, root), *_details(work, t, root)]


def summarize_availability(availability: Iterable[Availability], t: Translator) -> list[str]:
    """Return in a few words where a work can be had: each platform and access once, at most three."""
    offers = ((entry["platform"], t.label("access", entry["access"])) for entry in availability)
    places = (f"{platform['name']}, {access}" if platform else access for platform, access in offers)
    return list(dict.fromkeys(places))[:3]


def _credits(work: Work, t: Translator, root: str) -> Iterator[tuple[str, str]]:
    credited: dict[str, list[Mapping[str, Any]]] = {}
    for credit in work["credits"]:
        credited.setdefault(t.label("credit", credit["role"]), []).append(credit["person"])
    for label, people in credited.items():
        yield label, link_names(t, "people", people, root)


def _details(work: Work, t: Translator, root: str) -> Iterator[tuple[str, str]]:
    """Yield what kinds share, and what only the work's kind has before and after the dates."""
    own = [field for field in DETAIL_FIELDS[work["kind"]] if work.get(field.key) not in (None, [])]
    yield from _shared(work, t, "originalTitle", "aliases")
    yield from _own(work, t, root, (field for field in own if field.detail.before_dates))
    yield from _shared(work, t, "releaseDate" if work.get("releaseDate") else "year")
    yield from _own(work, t, root, (field for field in own if not field.detail.before_dates))
    if others := _not_named(work.get("organizations") or [], own, work):
        yield t.label("fact", "organizations"), _named(others, "Organization", root)
    if tags := work.get("tags"):
        yield t.label("fact", "tags"), COMMA.join(link_tag(tag, tag_slug(tag), root) for tag in tags)


def _not_named(
    organizations: Iterable[Mapping[str, Any]], fields: Iterable[DetailField], work: Work
) -> list[Mapping[str, Any]]:
    """Return the organisations that no line of the work's kind names: what they did is said there."""
    lines = [field for field in fields if field.type == "Organization"]
    named = {each["slug"] for field in lines for each in _listed(work[field.key])}
    return [each for each in organizations if each["slug"] not in named]


def _shared(work: Work, t: Translator, *names: str) -> Iterator[tuple[str, str]]:
    for name in names:
        if value := work.get(name):
            text = t.day(value) if name == "releaseDate" else str(value) if name == "year" else _plain(value, t)
            yield t.label("fact", name), text


def _own(work: Work, t: Translator, root: str, fields: Iterable[DetailField]) -> Iterator[tuple[str, str]]:
    for field in fields:
        if text := _text(work[field.key], field, t, root):
            yield field.detail.label.text(t.language), text


def _text(value: Any, field: DetailField, t: Translator, root: str) -> str:
    """Return a detail's value as readers see it; nothing for a value that is not shown."""
    detail = field.detail
    if detail.values:
        return detail.values[value].text(t.language) if value in detail.values else ""
    if detail.unit is Unit.MINUTES:
        return duration(value, t)
    if detail.unit is Unit.SECONDS:
        minutes, seconds = divmod(value, 60)
        if minutes and seconds:
            return t("duration_seconds", minutes=minutes, seconds=seconds)
        return t("seconds", seconds=seconds) if seconds else duration(minutes, t)
    if field.type in FOLDERS:
        return _named(_listed(value), field.type, root)
    return t.day(value) if field.type == "date" else _plain(value, t)


def duration(minutes: int, t: Translator) -> str:
    """Return a running time as readers say it: in hours from the first on."""
    hours, minutes = divmod(minutes, 60)
    return t("duration_hours", hours=hours, minutes=f"{minutes:02}") if hours else t("duration", minutes=minutes)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _named(named: Iterable[Mapping[str, Any]], type_: str, root: str) -> Markup:
    """Return links to what a detail names."""
    return COMMA.join(link(f"{root}/{FOLDERS[type_]}/{each['slug']}", each["name"]) for each in named)


def _plain(value: Any, t: Translator) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(item, t) for item in value)
    if isinstance(value, bool):
        return t("yes" if value else "no")
    if isinstance(value, int):
        return t.number(str(value))
    return str(value)
