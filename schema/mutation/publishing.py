"""The fields that publish issues and take them back, and the one that changes the publication."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import strawberry

from schema import tables, writes
from schema.engine.object_refs import ObjectRef
from schema.mutation.conflicts import NEWEST, base_of, refuse_newer
from schema.mutation.edit import Edit
from schema.mutation.inputs import derived
from schema.mutation.local_times import read_local_time
from schema.mutation.problems import ProblemCode, Problems
from schema.mutation.working_copies import original_of, schedule, take_place
from schema.publication import Publication
from schema.rows import Row, fetch_rows
from schema.tables import Recommendation, Section


@strawberry.input(description="An issue, and from when on readers see it.")
class PublishIssueInput:
    """What ``publishIssue`` takes."""

    id: strawberry.ID = strawberry.field(description="The id of the issue.")
    at: strawberry.Maybe[datetime | None] = strawberry.field(
        description="From when on; later is scheduled. Left out, from its own date on, or now where it has none."
    )
    local_time: strawberry.Maybe[str | None] = strawberry.field(
        description="The same as the publication's clocks show it, such as `2026-10-25T06:30`, instead of `at`."
    )
    expected_version: strawberry.Maybe[int | None] = strawberry.field(description=NEWEST)


@strawberry.input(description="An issue that readers are to see no more.")
class UnpublishIssueInput:
    """What ``unpublishIssue`` takes."""

    id: strawberry.ID = strawberry.field(description="The id of the issue.")
    expected_version: strawberry.Maybe[int | None] = strawberry.field(description=NEWEST)


def publish(edit: Edit, value: PublishIssueInput, problems: Problems) -> Mapping[str, Any]:
    """Publish an issue, where nothing is missing of it; a working copy takes the place of its original."""
    row = edit.existing(tables.Issue, value.id, problems)
    if row is None:
        return {"issue": None}
    refuse_newer(edit, tables.Issue, value.id, value.expected_version, problems)
    refuse_unfinished(edit, value.id, problems)
    at = instant_of(edit, value, problems)
    if original := original_of(edit, row):
        return {"issue": edit.shown(tables.Issue, publish_copy(edit, row, original, at, problems))}
    edit.attempt(problems, lambda: writes.publish_issue(edit.session, row["slug"], at))
    return {"issue": edit.shown(tables.Issue, value.id)}


def instant_of(edit: Edit, value: PublishIssueInput, problems: Problems) -> datetime | None:
    """Return from when on readers are to see an issue, where that is given."""
    at = value.at.value if value.at else None
    local = value.local_time.value if value.local_time else None
    if local is None:
        return at
    with problems.at("localTime"):
        if at is not None:
            problems.add("Give this or `at`, and not both.")
            return at
        return read_local_time(edit, local, problems)


def publish_copy(edit: Edit, copy: Row, original: Row, at: datetime | None, problems: Problems) -> str:
    """Let a working copy take the place of its original, now or later; return the id of the issue that is shown."""
    if problems.found:
        return str(copy["id"])
    if at is not None and at > edit.now:
        schedule(edit, copy, original, at, problems)
        return str(copy["id"])
    take_place(edit, copy, original, problems)
    return str(copy["id"] if problems.found else original["id"])


def refuse_unfinished(edit: Edit, issue_id: str, problems: Problems) -> None:
    """Add a problem for everything that a reader would miss."""
    sections = fetch_rows(edit.session, Section, "issue_id", [issue_id])
    recommended = {row["section_id"] for row in fetch_rows(edit.session, Recommendation, "issue_id", [issue_id])}
    with problems.in_answer("issue", "sections"):
        if not sections:
            problems.add("An issue needs a section before it is published.", ProblemCode.REQUIRED)
        for index, section in enumerate(sections):
            if not (section["body_markdown"] or "").strip() and section["id"] not in recommended:
                with problems.at(index, "body"):
                    problems.add("The section has neither a text nor a recommendation.", ProblemCode.REQUIRED)


def unpublish(edit: Edit, value: UnpublishIssueInput, problems: Problems) -> Mapping[str, Any]:
    """Take an issue back."""
    row = edit.existing(tables.Issue, value.id, problems)
    if row is None:
        return {"issue": None}
    refuse_newer(edit, tables.Issue, value.id, value.expected_version, problems)
    edit.attempt(problems, lambda: writes.unpublish_issue(edit.session, row["slug"]))
    return {"issue": edit.shown(tables.Issue, value.id)}


def update_publication(edit: Edit, value: Any, problems: Problems) -> Mapping[str, Any]:
    """Change what is given of the publication."""
    row = PUBLICATION.read(edit.reading(problems, "pub_1"), value, is_new=False)
    stored = edit.existing(tables.Publication, "pub_1", problems)
    if stored and (base := base_of(edit, tables.Publication, stored, value.expected_version)):
        row = base.merge(edit, row, problems)
    edit.attempt(problems, lambda: writes.save_publication(edit.session, row))
    return {"publication": ObjectRef("pub_1")}


PUBLICATION = derived(Publication)
