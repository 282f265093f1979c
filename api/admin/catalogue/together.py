"""Changing several things together, as one operation of the API: all of it is stored, or nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.admin.editables import ORGANIZATION, WORK, Editable
from api.admin.operations import AdminOperations, Data
from schema.instants import instant_text
from schema.text import tag_slug
from schema.vocabulary import OrganizationKind

MOST = 20
"""How many things are changed together: as many as an operation may have fields."""
VERIFIED = "verified"
"""The name of the button that says that availability was made sure of."""


async def changed_together(
    operations: AdminOperations, editable: Editable, ids: Sequence[str], sent: Mapping[str, str]
) -> tuple[int, list[Any]]:
    """Change some things as a form says; return how many were changed, and why nothing was, if so.

    Raises:
        OperationFailed: it was refused.
    """
    changes = await _changes(operations, editable, ids, sent) if ids else []
    return len(changes), await operations.write_each(editable.type, changes) if changes else []


async def _changes(
    operations: AdminOperations, editable: Editable, ids: Sequence[str], sent: Mapping[str, str]
) -> list[Data]:
    """Return the input of an update for each thing that becomes another."""
    if editable is ORGANIZATION and sent.get("kind") in list(OrganizationKind):
        return [{"id": row_id, "kind": sent["kind"]} for row_id in ids]
    if editable is not WORK:
        return []
    if VERIFIED in sent:
        return await _verified(operations, ids)
    added, removed = (_tags(sent.get(name, "")) for name in ("add", "remove"))
    works = (await operations.read("works_tags", ids=list(ids)))["nodes"]
    tagged = [(work, _retagged(work["tags"], added, removed)) for work in works if work]
    return [
        {"id": work["id"], "expectedVersion": work["version"], "tags": tags}
        for work, tags in tagged
        if tags != work["tags"]
    ]


async def _verified(operations: AdminOperations, ids: Sequence[str]) -> list[Data]:
    """Return the updates that say of works that somebody has just made sure of where they are available."""
    now = instant_text(operations.clock())
    works = (await operations.read("works_availability", ids=list(ids)))["nodes"]
    return [
        {"id": work["id"], "expectedVersion": work["version"], "availability": [_given(row, now) for row in rows]}
        for work in works
        if work and (rows := work.get("availability"))
    ]


def _given(row: Data, now: str) -> Data:
    platform = {"id": row["platform"]["id"]} if row["platform"] else None
    return {**row, "platform": platform, "verifiedAt": now}


def _tags(text: str) -> dict[str, str]:
    """Return the tags of a text, between commas, by what makes two of them the same."""
    names = [name.strip() for name in text.split(",")]
    return {tag_slug(name): name for name in names if name}


def _retagged(tags: Sequence[str], added: Mapping[str, str], removed: Mapping[str, str]) -> list[str]:
    kept = {tag_slug(name): name for name in tags if tag_slug(name) not in removed}
    return list((kept | {key: name for key, name in added.items() if key not in kept}).values())
