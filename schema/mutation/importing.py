"""The field that imports a newsletter, and what it tells of the file."""

from collections.abc import Mapping
from typing import Any

import strawberry

from schema import tables
from schema.enums import ImportAction, NewsletterFormat, WorkKind
from schema.mutation.edit import Edit
from schema.mutation.problems import Problems, sentence
from schema.newsletters import Newsletter, NotImported
from schema.types import Issue
from schema.values import Base64
from schema.vocabulary import Scope
from schema.writes.slugs import slug_owner


@strawberry.input(description="The file of a newsletter.")
class ImportNewsletterInput:
    """What ``importNewsletter`` takes."""

    name: str = strawberry.field(description="What the file is called; its name may say the date.")
    data: Base64 = strawberry.field(description="The file.")
    format: NewsletterFormat = strawberry.field(default=NewsletterFormat.AUTO, description="What it is.")
    publish: bool = strawberry.field(
        default=False,
        description="Whether the issue is published; else a new one is a draft. It takes the scope `PUBLISH`.",
    )


@strawberry.type(description="A work of the catalogue whose name is nearly that of a candidate.")
class NearWork:
    """A work that may be meant."""

    slug: str = strawberry.field(description="Its slug.")
    title: str = strawberry.field(description="Its title.")
    why: str = strawberry.field(description="How the names differ, such as “one letter differs”.")


@strawberry.type(description="Something in a newsletter that may be a work, and is not in the catalogue.")
class Candidate:
    """A likely new work, which is reported and never created."""

    section: int = strawberry.field(description="The section that names it, from 1.")
    title: str = strawberry.field(description="What it is called there.")
    kind: WorkKind | None = strawberry.field(description="What it is, where the text says so.")
    reason: str = strawberry.field(description="What speaks for it.")
    near: list[NearWork] = strawberry.field(description="Works that may be meant; none is linked by itself.")


@strawberry.type(description="Words of a newsletter that are in no section of its issue.")
class LeftOut:
    """Words that are reported and not stored."""

    text: str = strawberry.field(description="The words.")
    reason: str = strawberry.field(description="What they are, such as `FOOTER` or `GREETING`.")


@strawberry.type(description="What was read from the file of a newsletter, and what an editor should look at.")
class ImportReport:
    """The report on a file."""

    format: str = strawberry.field(description="What the file was read as.")
    title_source: str | None = strawberry.field(description="Where the issue's title is from.")
    date_source: str | None = strawberry.field(description="Where its date is from; null where there is none.")
    candidates: list[Candidate] = strawberry.field(description="Likely works that are not in the catalogue.")
    left_out: list[LeftOut] = strawberry.field(description="What the file says and the issue does not.")
    warnings: list[str] = strawberry.field(description="What may not be as it was meant.")
    changes: list[str] = strawberry.field(
        description="What it changed in the issue that it had made before, or what is in conflict."
    )


MEMBERS = {"issue": Issue, "action": ImportAction, "report": ImportReport}


def import_newsletter(edit: Edit, value: ImportNewsletterInput, problems: Problems) -> Mapping[str, Any]:
    """Import a newsletter; without ``PUBLISH`` what readers see is left as it is."""
    may_publish = Scope.PUBLISH in edit.identity.scopes
    nothing: Mapping[str, Any] = {"issue": None, "action": None, "report": None}
    if value.publish:
        edit.require(Scope.PUBLISH)
    newsletter = Newsletter(
        value.name,
        value.data,
        value.format,
        publish=value.publish,
        drafts_only=not may_publish,
        keeps_files=not edit.is_dry_run,
    )
    try:
        with edit.session.begin_nested():
            imported = edit.newsletters(edit.session, newsletter)
    except NotImported as refused:
        with problems.at("data"):
            problems.add(sentence(str(refused)))
        return nothing
    if imported.action is ImportAction.CONFLICT:
        for change in imported.changes:
            problems.add(sentence(change))
    # What is in conflict with another issue may have none of its own.
    owner = slug_owner(edit.session, tables.Issue, imported.slug)
    shown = None if owner is None or edit.is_gone(tables.Issue, owner) else edit.shown(tables.Issue, owner)
    return {"issue": shown, "action": imported.action, "report": report_of(imported.report, imported.changes)}


def report_of(report: Mapping[str, Any], changes: list[str]) -> ImportReport:
    """Return the report on a file, as ``import --json`` tells it, as objects of the API."""
    candidates = [
        Candidate(
            section=number,
            title=each["title"],
            kind=WorkKind[each["kind"]] if each["kind"] else None,
            reason=each["reason"],
            near=[NearWork(slug=work["slug"], title=work["title"], why=work["why"]) for work in each["near"]],
        )
        for number, section in enumerate(report["sections"], 1)
        for each in section["candidates"]
    ]
    return ImportReport(
        format=report["format"],
        title_source=report["titleSource"],
        date_source=report["dateSource"],
        candidates=candidates,
        left_out=[LeftOut(text=each["text"], reason=each["reason"]) for each in report["leftOut"]],
        warnings=report["warnings"],
        changes=changes,
    )
