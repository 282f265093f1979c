"""Brings the one issue that an importer has read into the database, beside what editors did to it since."""

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from schema import writes
from schema.bases import now, table_of
from schema.rows import Model, fetch_row
from schema.tables import Issue, Section
from schema.vocabulary import ChangeAction, StoredStatus
from schema.writes.slugs import slug_owner
from seed.errors import BadContent
from seed.files import documents
from seed.files.content_reader import ContentReader
from seed.files.mapping import to_columns
from seed.files.snapshot import SectionSnapshot, Snapshot
from seed.merging import snapshots
from seed.merging.differences import differences
from seed.merging.three_way import MergeResult, merge

Done = Literal["created", "updated", "unchanged", "conflict"]
DONE: dict[ChangeAction | None, Done] = {
    ChangeAction.CREATED: "created",
    ChangeAction.UPDATED: "updated",
    None: "unchanged",
}

NOTHING: Mapping[tuple[Model, str], str] = MappingProxyType({})


class ImportResult(NamedTuple):
    """What became of an imported issue."""

    slug: str
    action: Done
    changes: list[str]


def save_imported_issue(
    session: Session, issue: documents.Issue, known_ids: Mapping[tuple[Model, str], str] = NOTHING
) -> ImportResult:
    """Store an issue that an importer has read.

    It continues the stored issue with its id, else with its identity, else (when it has no identity) with its slug.
    What it changes since its last import is written; what it does not state, and what was edited elsewhere, stays.
    Otherwise it becomes a new issue, under its slug or, where another issue has that, the slug with the next free
    number.

    Nothing is stored, and the action is ``conflict``, where the number or the identity is another issue's, or where
    the very thing that changed was edited elsewhere too; the changes then say what that is.

    Args:
        session: the open transaction.
        issue: the document; ``PUBLISHED`` without a date is published now.
        known_ids: the ids of what the document names, by type and slug, as far as they were read already.

    Raises:
        BadContent: it names a person, organisation, work or column that is not there, or breaks a rule.
    """
    known = _find_issue(session, issue)
    if conflict := _conflict(session, issue, known):
        return ImportResult(_slug_of(session, known) or issue.slug, "conflict", [conflict])
    try:
        columns = to_columns(issue, resolver(session, known_ids))
        return _update(session, known, columns) if known else _create(session, columns)
    except writes.WriteRefused as error:
        raise BadContent(issue.slug, str(error)) from error


def resolver(
    session: Session, known_ids: Mapping[tuple[Model, str], str] = NOTHING
) -> Callable[[Model, str, str], str]:
    """Give a function from a type, a slug and the field that holds it to the id; each slug is looked up once.

    ``known_ids`` are not looked up.

    The function raises ``writes.Invalid`` when nothing has the slug.
    """
    find = cache(lambda model, slug: writes.find_id(session, model, slug))

    def resolve(model: Model, slug: str, field: str) -> str:
        try:
            return known_ids.get((model, slug)) or find(model, slug)
        except writes.NotFound as error:
            raise writes.Invalid(f"{field}: {error}") from error

    return resolve


def _find_issue(session: Session, issue: documents.Issue) -> str | None:
    """Give the id of the stored issue that a document continues."""
    if issue.id and fetch_row(session, Issue, issue.id):
        return issue.id
    if issue.identity:
        return _holder(session, "identity", issue.identity)
    holder = slug_owner(session, Issue, issue.slug)
    return holder if holder and fetch_row(session, Issue, holder) else None


def _conflict(session: Session, issue: documents.Issue, known: str | None) -> str | None:
    """Say what of a document already belongs to another issue."""
    for name, value in (("number", issue.number), ("identity", issue.identity if issue.id else None)):
        holder = _holder(session, name, value) if value is not None else None
        if holder not in {None, known}:
            return f"the {name} {value} is that of the issue {_slug_of(session, holder)}"
    return None


def _holder(session: Session, column: str, value: str | int) -> str | None:
    table = table_of(Issue)
    return session.execute(sa.select(table.c.id).where(table.c[column] == value)).scalar()


def _slug_of(session: Session, issue_id: str | None) -> str | None:
    row = fetch_row(session, Issue, issue_id) if issue_id else None
    return row["slug"] if row else None


def _create(session: Session, columns: dict[str, Any]) -> ImportResult:
    """Write a new issue under a free slug, with the date that publishing needs."""
    slug, count = columns["slug"], 1
    while _taken(session, columns["slug"], columns.get("id")):
        count += 1
        columns["slug"] = f"{slug}-{count}"
    if columns["status"] == StoredStatus.PUBLISHED and columns["published_at"] is None:
        columns["published_at"] = now()
    saved = writes.save_issue(session, columns)
    written = snapshots.snapshot_of_columns(columns)
    _remember(session, saved.id, Snapshot(), written, list(written.parts))
    return ImportResult(columns["slug"], "created", [])


def _taken(session: Session, slug: str, stated_id: str | None) -> bool:
    """Tell whether a new issue cannot have the slug; a deleted issue's is free for its return."""
    holder = slug_owner(session, Issue, slug)
    if holder is None or holder == stated_id:
        return False
    return stated_id is not None or fetch_row(session, Issue, holder) is not None


def _update(session: Session, known: str, columns: dict[str, Any]) -> ImportResult:
    """Write what an import changes in a stored issue."""
    row = fetch_row(session, Issue, known) or {}
    base = Snapshot.model_validate(row["imported"]) if row["imported"] else None
    given = _stated(snapshots.snapshot_of_columns(columns), columns.get("id") == known)
    if base and given.follows(base):
        return ImportResult(row["slug"], "unchanged", [])
    stored = snapshots.snapshot_of_database(session, known)
    # The export of an issue that was never imported: nothing to compare it with, so that its file counts.
    merged = merge(stored if base is None and columns.get("id") == known else base, stored, given, columns)
    if merged.conflicts:
        return ImportResult(row["slug"], "conflict", merged.conflicts)
    if not merged.columns:
        _remember(session, known, base or Snapshot(), given, merged.order)
        return ImportResult(row["slug"], "unchanged", [])
    return _write(session, known, base or Snapshot(), given, merged)


def _stated(given: Snapshot, by_id: bool) -> Snapshot:  # noqa: FBT001
    """Leave out what an imported file does not decide: a draft takes nothing back, and an editor may rename."""
    if given.fields.get("status") != StoredStatus.PUBLISHED:
        given.fields.pop("status", None)
    if not by_id:
        given.fields.pop("slug", None)
    return given


def _write(session: Session, known: str, base: Snapshot, given: Snapshot, merged: MergeResult) -> ImportResult:
    before = ContentReader(session).issue(known)
    changed = merged.columns
    if "status" in changed and before.published_at is None:
        changed.setdefault("published_at", now())
    saved = writes.save_issue(session, {**changed, "id": known})
    _remember(session, known, base, given, merged.order)
    after = ContentReader(session).issue(known)
    return ImportResult(after.slug, DONE[saved.action], differences(before, after))


def _remember(
    session: Session, issue_id: str, base: Snapshot, given: Snapshot, order: list[SectionSnapshot | None]
) -> None:
    """Keep what the import said, for the next one; ``order`` are the sections as they now stand."""
    table = table_of(Section)
    ids = session.execute(sa.select(table.c.id).where(table.c.issue_id == issue_id).order_by(table.c.position))
    for row_id, part in zip(ids.scalars(), order, strict=bool(order)):
        if part:
            part.id = row_id
    edition = Snapshot(
        fields={**base.fields, **given.fields},
        authors=given.authors or base.authors,
        parts=given.parts or base.parts,
    )
    writes.record_import(session, issue_id, edition.dump())
