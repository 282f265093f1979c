"""The field that makes a new issue like another one, or a working copy that takes its place."""

from collections.abc import Mapping
from typing import Any

import strawberry

from schema import tables, writes
from schema.bases import table_of
from schema.mutation.edit import Edit
from schema.mutation.editables import ISSUE
from schema.mutation.fields import new_slug
from schema.mutation.problems import Problems
from schema.mutation.working_copies import refuse_working_copy, without_own, working_copy
from schema.rows import Row
from schema.writes.documents import read_document


@strawberry.input(description="An issue of which another one is made.")
class CopyIssueInput:
    """What ``copyIssue`` takes."""

    id: strawberry.ID = strawberry.field(description="The id of the issue that is copied.")
    slug: strawberry.Maybe[str | None] = strawberry.field(
        description="The name of the new one in addresses; it is made of its title where it is left out."
    )
    title: strawberry.Maybe[str | None] = strawberry.field(description="The title of the new one, where it is another.")
    replaces: bool = strawberry.field(
        default=False,
        description="Whether it is a working copy: published, it takes the place of the issue, under the same ids.",
    )


def copy_issue(edit: Edit, value: CopyIssueInput, problems: Problems) -> Mapping[str, Any]:
    """Make a draft with the sections of another issue; everything in it has an id of its own."""
    original = edit.existing(tables.Issue, value.id, problems)
    if original is None:
        return {"issue": None}
    given = _given(edit, value, problems)
    if value.replaces:
        refuse_working_copy(edit, original, problems)
    if problems.found:
        return {"issue": None}
    document = read_document(edit.session, tables.Issue, value.id) | given
    slug = new_slug(edit, ISSUE, {"title": document["title"], **given}, problems)
    if value.replaces:
        row = working_copy(edit.session, original, document, slug)
    else:
        row = without_own(document, lambda *_: None)
    issue_id = edit.attempt(problems, lambda: writes.save_issue(edit.session, {**row, "slug": slug}))
    return {"issue": issue_id and edit.shown(tables.Issue, issue_id)}


def _given(edit: Edit, value: CopyIssueInput, problems: Problems) -> Row:
    """Return what the new issue is called, where that is given."""
    given: Row = {}
    for name, each in (("title", value.title), ("slug", value.slug)):
        if each and each.value is not None:
            with problems.at(name):
                edit.reading(problems).check_value(table_of(tables.Issue).c[name], each.value)
            given[name] = each.value
    return given
