"""The differences between two states of an issue or another document, one line of plain words for each."""

from collections.abc import Iterable, Iterator
from typing import Any

from schema.history.labels import field_label, section_label
from seed.files import documents

# Fields that are compared otherwise, or that only the system uses.
NOT_LISTED = {"id", "sections", "recommendations", "body", "imported", "exported", "updated_at"}
LONGEST_QUOTED = 120


def differences(old: documents.Issue, new: documents.Issue) -> list[str]:
    """Return what is different in ``new``, one line per change."""
    return list(_issue(old, new))


def document_differences(old: documents.ContentModel, new: documents.ContentModel) -> list[str]:
    """Return the same for anything that issues refer to."""
    return list(_fields("", old, new))


def kept_slugs(stored: Iterable[str], wanted: Iterable[str]) -> list[str]:
    """Return one line on the former slugs that a file takes out, which stay: their addresses are out in the world."""
    kept = [slug for slug in stored if slug not in set(wanted)]
    return [f"former slugs cannot be taken out: {', '.join(kept)}"] if kept else []


def _issue(old: documents.Issue, new: documents.Issue) -> Iterator[str]:
    yield from _fields("", old, new)
    old_sections = {section.id: (position, section) for position, section in enumerate(old.sections, 1)}
    new_ids = {section.id for section in new.sections}
    for position, section in old_sections.values():
        if section.id not in new_ids:
            yield f"{section_label(position, section.heading)} removed"
    for position, section in enumerate(new.sections, 1):
        label = section_label(position, section.heading)
        if section.id not in old_sections:
            yield f"{label} added"
            continue
        old_position, old_section = old_sections[section.id]
        if old_position != position:
            yield f"{label} moved, it was section {old_position}"
        yield from _section(label, old_section, section)


def _section(label: str, old: documents.Section, new: documents.Section) -> Iterator[str]:
    yield from _fields(f"{label}: ", old, new)
    if old.body != new.body:
        yield f"{label}: text changed"
    yield from _recommendations(label, old.recommendations, new.recommendations)


def _recommendations(
    label: str, old: list[documents.Recommendation], new: list[documents.Recommendation]
) -> Iterator[str]:
    before = {recommendation.work: recommendation for recommendation in old}
    after = {recommendation.work: recommendation for recommendation in new}
    yield from (f"{label}: {work} removed" for work in before if work not in after)
    yield from (f"{label}: {work} added" for work in after if work not in before)
    common = [work for work in after if work in before]
    for work in common:
        yield from _fields(f"{label}: {work}: ", before[work], after[work])
    if common != [work for work in before if work in after]:
        yield f"{label}: recommendations in another order"


def _fields(prefix: str, old: documents.ContentModel, new: documents.ContentModel) -> Iterator[str]:
    for name in type(new).model_fields:
        if name in NOT_LISTED:
            continue
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield f"{prefix}{field_label(name)} {_change(before, after)}"


def _change(before: Any, after: Any) -> str:
    """Return what happened to a field, with both values where they are short texts."""
    if before in (None, "", [], {}):
        return "added"
    if after in (None, "", [], {}):
        return "removed"
    if isinstance(before, str) and isinstance(after, str) and len(before) + len(after) <= LONGEST_QUOTED:
        return f"changed from “{before}” to “{after}”"
    return "changed"
