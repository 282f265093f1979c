"""The differences between two documents of one thing, in plain words."""

from collections.abc import Iterator, Mapping
from typing import Any

import strawberry
from strawberry.utils.str_converters import to_camel_case

from schema.history.labels import field_label, section_label
from schema.rows import Row

PARTS = frozenset({"id", "new", "sections", "recommendations", "details"})
GROUPS = ("cover_", "image_", "logo_", "price_")
ENDINGS = ("_id", "_markdown")
LONGEST = 10_000
Names = Mapping[str, str]
Path = tuple[str, ...]


@strawberry.type(description="One change in plain words.")
class Difference:
    """One difference of two documents."""

    path: list[str] = strawberry.field(description="Where, as inputs name it, such as `sections`, `2`, `body`.")
    label: str = strawberry.field(description="What happened, in words for people.")
    before: str | None = strawberry.field(description="What it was, as a text; null where there was nothing.")
    after: str | None = strawberry.field(description="What it became, as a text; null where there is nothing.")


def difference(path: Path, label: str, before: str | None = None, after: str | None = None) -> Difference:
    """Make a difference."""
    return Difference(path=list(path), label=label, before=before, after=after)


def differences(old: Row, new: Row, names: Names) -> list[Difference]:
    """Return what is different in ``new``; ``names`` are what the ids in it are called."""
    details = _fields(("details",), "", old.get("details", {}), new.get("details", {}), names)
    return [*_fields((), "", old, new, names), *details, *_sections(old, new, names)]


def field_difference(path: Path, prefix: str, name: str, values: tuple[Any, Any], names: Names) -> Difference:
    """Return the difference of a field, by its value before and after."""
    before, after = (text_of(value, names) for value in values)
    done = "added" if before is None else "removed" if after is None else "changed"
    return difference((*path, *path_of(name)), f"{prefix}{field_label(name)} {done}", before, after)


def path_of(name: str) -> Path:
    """Return where a column's value stands in an input."""
    for ending in ENDINGS:
        name = name.removesuffix(ending)
    group = next((group for group in GROUPS if name.startswith(group)), "")
    parts = (group.removesuffix("_"), name.removeprefix(group))
    return tuple(to_camel_case(part) for part in parts if part)


def text_of(value: Any, names: Names) -> str | None:
    """Return a value as a text; None where there is nothing."""
    match value:
        case None | "" | []:
            return None
        case bool():
            return "yes" if value else "no"
        case list():
            return "; ".join(text for each in value if (text := text_of(each, names)))[:LONGEST]
        case dict():
            return ", ".join(text for each in value.values() if (text := text_of(each, names))) or None
    return names.get(str(value), str(value))[:LONGEST]


def _fields(path: Path, prefix: str, old: Row, new: Row, names: Names) -> Iterator[Difference]:
    for name in {**new, **old}:
        values = old.get(name), new.get(name)
        if name not in PARTS and values[0] != values[1]:
            yield field_difference(path, prefix, name, values, names)


def _sections(old: Row, new: Row, names: Names) -> Iterator[Difference]:
    before = {section["id"]: (place, section) for place, section in enumerate(old.get("sections", ()), 1)}
    after = {section["id"]: (place, section) for place, section in enumerate(new.get("sections", ()), 1)}
    for section_id, (place, section) in before.items():
        if section_id not in after:
            text = text_of(section["body_markdown"], names)
            yield difference(("sections",), f"{section_label(place, section['heading'])} removed", text)
    common = [section_id for section_id in before if section_id in after]
    moved = common != [section_id for section_id in after if section_id in before]
    for section_id, (place, section) in after.items():
        path, label = ("sections", str(place - 1)), section_label(place, section["heading"])
        if section_id not in before:
            yield difference(path, f"{label} added", None, text_of(section["body_markdown"], names))
            continue
        was, earlier = before[section_id]
        if moved and was != place:
            yield difference(path, f"{label} moved, it was section {was}", str(was), str(place))
        yield from _fields(path, f"{label}: ", earlier, section, names)
        yield from _recommendations(path, label, earlier["recommendations"], section["recommendations"], names)


def _recommendations(path: Path, label: str, old: list[Row], new: list[Row], names: Names) -> Iterator[Difference]:
    before, after = ({each["id"]: each for each in rows} for rows in (old, new))
    where = (*path, "recommendations")
    for row_id in (row_id for row_id in before if row_id not in after):
        work = work_name(before[row_id], names)
        yield difference(where, f"{label}: {work} removed", work)
    for place, (row_id, row) in enumerate(after.items()):
        work = work_name(row, names)
        if row_id not in before:
            yield difference((*where, str(place)), f"{label}: {work} added", None, work)
        else:
            yield from _fields((*where, str(place)), f"{label}: {work}: ", before[row_id], row, names)
    if [each for each in before if each in after] != [each for each in after if each in before]:
        yield difference(where, f"{label}: recommendations in another order")


def work_name(recommendation: Row, names: Names) -> str:
    """Return what the work of a recommendation is called."""
    work_id = str(recommendation["work_id"])
    return f"“{names[work_id]}”" if work_id in names else work_id
