"""The fields that make one of two, and delete content."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
import strawberry
from sqlmodel import Session

from schema import tables, writes
from schema.bases import table_of
from schema.mutation.conflicts import NEWEST, refuse_newer
from schema.mutation.edit import Edit
from schema.mutation.editables import EDITABLES
from schema.mutation.problems import Problems
from schema.rows import Model
from schema.tables import Recommendation

MOST_USES = 20


@strawberry.input
class MergeInput:
    """What makes one of two."""

    into: strawberry.ID = strawberry.field(description="The id of the one that stays.")
    duplicate: strawberry.ID = strawberry.field(description="The id of the one that goes.")
    expected_version: strawberry.Maybe[int | None] = strawberry.field(description=f"Of `into`. {NEWEST}")
    expected_duplicate_version: strawberry.Maybe[int | None] = strawberry.field(
        description="The newest `version` of `duplicate` that you know, likewise."
    )


@strawberry.input(description="Two works that are one.")
class MergeWorksInput(MergeInput):
    """What ``mergeWorks`` takes."""


@strawberry.input(description="Two people who are one.")
class MergePeopleInput(MergeInput):
    """What ``mergePeople`` takes."""


@strawberry.input(description="Two organisations that are one.")
class MergeOrganizationsInput(MergeInput):
    """What ``mergeOrganizations`` takes."""


@strawberry.input(description="Something that is to be deleted.")
class DeleteContentInput:
    """What ``deleteContent`` takes."""

    id: strawberry.ID = strawberry.field(description="The id of an issue, work, person, organisation or column.")
    expected_version: strawberry.Maybe[int | None] = strawberry.field(description=NEWEST)


MERGES: Mapping[Model, tuple[str, Callable[[Session, str, str], Any]]] = {
    tables.Work: ("work", writes.merge_works),
    tables.Person: ("person", writes.merge_people),
    tables.Organization: ("organization", writes.merge_organizations),
}
"""What a payload calls the one that stays, and what merges."""


def merge(model: Model, edit: Edit, value: MergeInput, problems: Problems) -> Mapping[str, Any]:
    """Make one of two."""
    name, write = MERGES[model]
    slugs = []
    expected = {
        "into": ("expectedVersion", value.expected_version),
        "duplicate": ("expectedDuplicateVersion", value.expected_duplicate_version),
    }
    for argument, (expected_name, version) in expected.items():
        row = edit.existing(model, getattr(value, argument), problems, argument)
        slugs.append(row["slug"] if row else "")
        if row:
            refuse_newer(edit, model, row["id"], version, problems, expected_name)
    if problems.found:
        return {name: None}
    edit.attempt(problems, lambda: write(edit.session, *slugs))
    return {name: edit.shown(model, value.into)}


def delete(edit: Edit, value: DeleteContentInput, problems: Problems) -> Mapping[str, Any]:
    """Delete something that nothing refers to any more."""
    editable = EDITABLES.get(value.id.partition("_")[0])
    if editable is None:
        with problems.at("id"):
            problems.add_missing("There is nothing with this id that can be deleted.", value.id)
        return {"deleted_id": None}
    row = edit.changeable(editable.model, value.id, problems)
    if row is None:
        return {"deleted_id": None}
    refuse_newer(edit, editable.model, value.id, value.expected_version, problems)

    def write() -> Any:
        if editable.model is tables.Issue:
            return writes.delete_issue(edit.session, row["slug"])
        return writes.delete_named(edit.session, editable.model, row["slug"])

    try:
        deleted = edit.attempt(problems, write)
    except writes.StillUsed as used:
        with problems.at("id"):
            problems.add_used(used, uses(edit, editable.model, value.id))
        return {"deleted_id": None}
    return {"deleted_id": deleted}


def uses(edit: Edit, model: Model, row_id: str) -> list[str]:
    """Return the ids of the newest recommendations that lead to something."""
    recommendations = table_of(Recommendation)
    columns = {tables.Work: "work_id", tables.Person: "recommended_by_id"}
    if model not in columns:
        return []
    leading = sa.select(recommendations.c.id).where(recommendations.c[columns[model]] == row_id)
    newest = leading.order_by(recommendations.c.sort_key.desc(), recommendations.c.id.desc()).limit(MOST_USES)
    return list(edit.session.execute(newest).scalars())
