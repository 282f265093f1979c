"""Saves the issue that an importer has read, merged with what editors changed in it since its last import."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from schema import writes
from schema.bases import now, table_of
from schema.rows import Model, Row, fetch_row
from schema.tables import Issue, Section
from schema.vocabulary import RevisionAction, StoredStatus
from schema.writes.new_ids import free_id
from schema.writes.slugs import slug_owner
from seed.errors import BadContent
from seed.files import documents
from seed.files.content_reader import ContentReader
from seed.files.mapping import to_columns
from seed.files.slug_resolver import NO_IDS, slug_resolver
from seed.files.snapshot import SectionSnapshot, Snapshot, snapshot_of_columns
from seed.merging.differences import differences, kept_slugs
from seed.merging.same_letter import find_letter
from seed.merging.snapshots import snapshot_of_stored
from seed.merging.three_way import merge
from seed.outcomes import ACTIONS, Action

SECTION_IDS = (
    sa.select(table_of(Section).c.id)
    .where(table_of(Section).c.issue_id == sa.bindparam("issue_id"))
    .order_by(table_of(Section).c.position)
)


class ImportResult(NamedTuple):
    """The slug of an imported issue, what was done, and what changed in it or is in conflict."""

    slug: str
    action: Action
    changes: list[str]


def save_imported_issue(
    session: Session,
    issue: documents.Issue,
    known_ids: Mapping[tuple[Model, str], str] = NO_IDS,
    *,
    stated: bool = False,
) -> ImportResult:
    """Save an issue that an importer has read.

    It updates the stored issue with its id, else its identity and most of its words, else (without an identity) with
    its slug: what the document changes since its last import is written; what it leaves out, and what was edited
    elsewhere, stays. Where no issue is stored, it becomes a new one, under its slug or, where another issue has that,
    the slug with the next free number.

    Nothing is stored, and the action is ``conflict``, where the number or the identity is another issue's, or where
    the very thing that changed was edited elsewhere too; the changes then say what that is.

    Args:
        session: the open transaction.
        issue: the document; ``PUBLISHED`` without a date is published now.
        known_ids: ids of what the document names, by type and slug, that need no lookup.
        stated: whether the document tells all of the issue, as the file of an export does, and nothing is guessed.

    Raises:
        BadContent: it names a person, organisation, work or column that is not there, or breaks a rule.
    """
    issue_id = _find_issue(session, issue)
    if conflict := _conflict(session, issue, issue_id):
        return ImportResult(_slug_of(session, issue_id) or issue.slug, "conflict", [conflict])
    try:
        columns = to_columns(issue, slug_resolver(session, known_ids))
        with writes.told_as(session, RevisionAction.IMPORTED):
            if issue_id is None:
                return _create(session, columns, stated=stated)
            if stated or columns.get("id") == issue_id:
                return _update_as_stated(session, issue_id, columns, issue)
            return _update(session, issue_id, columns)
    except writes.WriteRefused as error:
        raise BadContent(issue.slug, str(error)) from error


def _find_issue(session: Session, issue: documents.Issue) -> str | None:
    """Return the id of the stored issue that a document updates, if any."""
    if issue.id and fetch_row(session, Issue, issue.id):
        return issue.id
    if issue.identity:
        found = find_letter(session, issue.identity, issue.sections)
        issue.identity = found.identity
        return found.issue_id
    holder = slug_owner(session, Issue, issue.slug)
    return holder if holder and fetch_row(session, Issue, holder) else None


def _conflict(session: Session, issue: documents.Issue, issue_id: str | None) -> str | None:
    """Return in words which unique value of a document already belongs to another issue, if any."""
    for name, value in (("number", issue.number), ("identity", issue.identity if issue.id else None)):
        holder = _issue_with(session, name, value) if value is not None else None
        if holder not in {None, issue_id}:
            return f"the {name} {value} is that of the issue {_slug_of(session, holder)}"
    return None


def _issue_with(session: Session, column: str, value: str | int) -> str | None:
    table = table_of(Issue)
    return session.execute(sa.select(table.c.id).where(table.c[column] == value)).scalar()


def _slug_of(session: Session, issue_id: str | None) -> str | None:
    row = fetch_row(session, Issue, issue_id) if issue_id else None
    return row["slug"] if row else None


def _create(session: Session, columns: dict[str, Any], *, stated: bool) -> ImportResult:
    """Write a new issue under a free slug, with the date that publishing needs."""
    slug, count, stated_id = columns["slug"], 1, columns.get("id")
    while _is_taken(session, holder := slug_owner(session, Issue, columns["slug"]), stated_id):
        count += 1
        columns["slug"] = f"{slug}-{count}"
    columns["id"] = stated_id or holder or free_id(session, Issue, columns["slug"])  # so that nobody looks it up again
    if columns["status"] == StoredStatus.PUBLISHED and columns["published_at"] is None:
        columns["published_at"] = now()
    saved = writes.save_issue(session, columns)
    if not stated:
        incoming = snapshot_of_columns(columns)
        _store_snapshot(session, saved.id, Snapshot(), incoming, list(incoming.sections))
    return ImportResult(columns["slug"], "created", [])


def _is_taken(session: Session, holder: str | None, document_id: str | None) -> bool:
    """Whether a new issue cannot have a slug for its holder; that of a deleted issue can be taken by its return."""
    if holder is None or holder == document_id:
        return False
    return document_id is not None or fetch_row(session, Issue, holder) is not None


def _update(session: Session, issue_id: str, columns: dict[str, Any]) -> ImportResult:
    """Write what an import changes in a stored issue."""
    row = fetch_row(session, Issue, issue_id) or {}
    base = Snapshot.model_validate(row["imported"]) if row["imported"] else None
    incoming = _without_undecided(snapshot_of_columns(columns), by_id=False)
    if base and incoming.adds_nothing_to(base):
        return ImportResult(row["slug"], "unchanged", [])
    merged = merge(base, snapshot_of_stored(session, issue_id), incoming, columns)
    if merged.conflicts:
        return ImportResult(row["slug"], "conflict", merged.conflicts)
    if not merged.columns:
        _store_snapshot(session, issue_id, base or Snapshot(), incoming, merged.order)
        return ImportResult(row["slug"], "unchanged", [])
    before = ContentReader(session).issue(issue_id)
    saved = _save(session, row, merged.columns)
    _store_snapshot(session, issue_id, base or Snapshot(), incoming, merged.order)
    after = ContentReader(session).issue(issue_id)
    return ImportResult(after.slug, ACTIONS[saved.action], differences(before, after))


def _update_as_stated(session: Session, issue_id: str, columns: dict[str, Any], issue: documents.Issue) -> ImportResult:
    """Write what was edited in the file of an export since it was written; the last import stays what it was.

    Without what it was when it was written, all that it says counts. Afterwards ``exported`` is what the file says now.
    """
    row, exported = fetch_row(session, Issue, issue_id) or {}, issue.exported
    stored = snapshot_of_stored(session, issue_id)
    incoming = snapshot_of_columns(columns)
    if exported is None:
        incoming = _without_undecided(incoming, by_id=True)
    merged = merge(exported or stored, stored, incoming, columns, stated=exported is not None)
    if merged.conflicts:
        return ImportResult(row["slug"], "conflict", merged.conflicts)
    before = ContentReader(session).issue(issue_id)
    action = _save(session, row, merged.columns).action if merged.columns else None
    if exported:
        _name_sections(session, issue_id, merged.order)
        issue.exported = merged.incoming
    after = ContentReader(session).issue(issue_id)
    changes = differences(before, after)
    if "former_slugs" in merged.columns:
        changes += kept_slugs(after.former_slugs, columns["former_slugs"])
    return ImportResult(after.slug, ACTIONS[action], changes)


def _without_undecided(incoming: Snapshot, *, by_id: bool) -> Snapshot:
    """Drop what an imported file does not decide: a draft unpublishes nothing, and only an export renames."""
    if incoming.fields.get("status") != StoredStatus.PUBLISHED:
        incoming.fields.pop("status", None)
    if not by_id:
        incoming.fields.pop("slug", None)
    return incoming


def _save(session: Session, row: Row, columns: dict[str, Any]) -> writes.Saved:
    """Write what changes in an issue, with the date that publishing needs."""
    published = columns.get("status", row["status"]) == StoredStatus.PUBLISHED
    if published and columns.get("published_at", row["published_at"]) is None:
        columns["published_at"] = now()
    return writes.save_issue(session, {**columns, "id": row["id"]})


def _name_sections(session: Session, issue_id: str, order: list[SectionSnapshot | None]) -> None:
    """Set the ids of sections in the order in which they are stored now."""
    ids = session.execute(SECTION_IDS, {"issue_id": issue_id})
    for section_id, section in zip(ids.scalars(), order, strict=bool(order)):
        if section:
            section.id = section_id


def _store_snapshot(
    session: Session, issue_id: str, base: Snapshot, incoming: Snapshot, order: list[SectionSnapshot | None]
) -> None:
    """Store what the import said, as the base of the next merge; ``order`` holds the sections as they now stand."""
    _name_sections(session, issue_id, order)
    snapshot = Snapshot(
        fields={**base.fields, **incoming.fields},
        authors=incoming.authors or base.authors,
        sections=incoming.sections or base.sections,
    )
    writes.record_import(session, issue_id, snapshot.dump())
