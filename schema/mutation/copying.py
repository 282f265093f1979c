"""The field that makes a new issue like another one."""

from collections.abc import Mapping
from typing import Any

import strawberry

from schema import tables, writes
from schema.bases import table_of
from schema.mutation.edit import Edit
from schema.mutation.editables import ISSUE
from schema.mutation.fields import new_slug
from schema.mutation.problems import Problems
from schema.rows import Row
from schema.writes.documents import read_document

OWN = frozenset({"id", "slug", "number", "status", "published_at", "published_at_basis", "identity"})
"""What belongs to one issue alone."""


@strawberry.input(description="An issue of which another one is made.")
class CopyIssueInput:
    """What ``copyIssue`` takes."""

    id: strawberry.ID = strawberry.field(description="The id of the issue that is copied.")
    slug: strawberry.Maybe[str] = strawberry.field(
        description="The name of the new one in addresses; it is made of its title where it is left out."
    )
    title: strawberry.Maybe[str] = strawberry.field(description="The title of the new one, where it is another.")


def copy_issue(edit: Edit, value: CopyIssueInput, problems: Problems) -> Mapping[str, Any]:
    """Make a draft with the sections of another issue; everything in it has an id of its own."""
    if edit.existing(tables.Issue, value.id, problems) is None:
        return {"issue": None}
    row = without_own(read_document(edit.session, tables.Issue, value.id))
    reading = edit.reading(problems)
    for name, given in (("title", value.title), ("slug", value.slug)):
        if given:
            with problems.at(name):
                reading.check_value(table_of(tables.Issue).c[name], given.value)
            row[name] = given.value
    if problems.found:
        return {"issue": None}
    row["slug"] = new_slug(edit, ISSUE, row, problems)
    issue_id = edit.attempt(problems, lambda: writes.save_issue(edit.session, row))
    return {"issue": issue_id and edit.shown(tables.Issue, issue_id)}


def without_own(document: Row) -> Row:
    """Return an issue's document without what belongs to it alone, the ids of its sections and recommendations too."""
    row = {name: value for name, value in document.items() if name not in OWN}
    row["sections"] = [without_ids(section) for section in document["sections"]]
    return row


def without_ids(section: Row) -> Row:
    """Return a section's document without its id and those of its recommendations."""
    recommendations = [{**each} for each in section["recommendations"]]
    for each in (section, *recommendations):
        each.pop("id", None)
    return {**section, "recommendations": recommendations}
