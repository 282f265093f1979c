"""What changed between two states of an issue, in plain words."""

from collections.abc import Iterator
from typing import Any

from seed.files.documents import ContentModel, Issue, Recommendation, Section

# An editor knows these by what stands in them; ids are the system's own.
SILENT = {"id", "sections", "recommendations", "body", "imported"}
LONG = 60


def differences(old: Issue, new: Issue) -> list[str]:
    """Say what is different in ``new``, one line per change."""
    return list(_issue(old, new))


def _issue(old: Issue, new: Issue) -> Iterator[str]:
    yield from _fields("", old, new)
    before = {section.id: (position, section) for position, section in enumerate(old.sections, 1)}
    after = {section.id for section in new.sections}
    for position, section in before.values():
        if section.id not in after:
            yield f"{_name(position, section)} removed"
    for position, section in enumerate(new.sections, 1):
        name = _name(position, section)
        if section.id not in before:
            yield f"{name} added"
            continue
        was, earlier = before[section.id]
        if was != position:
            yield f"{name} moved, it was section {was}"
        yield from _section(name, earlier, section)


def _section(name: str, old: Section, new: Section) -> Iterator[str]:
    yield from _fields(f"{name}: ", old, new)
    if old.body != new.body:
        yield f"{name}: text changed"
    before = {each.work: each for each in old.recommendations}
    after = {each.work: each for each in new.recommendations}
    yield from (f"{name}: {work} removed" for work in before.keys() - after.keys())
    yield from (f"{name}: {work} added" for work in after if work not in before)
    yield from _recommendations(name, before, after)


def _recommendations(name: str, before: dict[str, Recommendation], after: dict[str, Recommendation]) -> Iterator[str]:
    common = [work for work in after if work in before]
    for work in common:
        yield from _fields(f"{name}: {work}: ", before[work], after[work])
    if common != [work for work in before if work in after]:
        yield f"{name}: recommendations in another order"


def _fields(prefix: str, old: ContentModel, new: ContentModel) -> Iterator[str]:
    for name in type(new).model_fields:
        was, now = getattr(old, name), getattr(new, name)
        if name not in SILENT and was != now:
            yield f"{prefix}{name.replace('_', ' ')} {_change(was, now)}"


def _change(was: Any, now: Any) -> str:
    """Quote short texts, name the rest."""
    if was in (None, "", []):
        return "added"
    if now in (None, "", []):
        return "removed"
    if isinstance(was, str) and isinstance(now, str) and len(was) + len(now) <= LONG * 2:
        return f"changed from “{was}” to “{now}”"
    return "changed"


def _name(position: int, section: Section) -> str:
    return f"section {position} “{section.heading}”" if section.heading else f"section {position}"
