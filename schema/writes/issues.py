"""Writes of issues with their sections and recommendations: saving, publishing, taking back, deleting."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import now, table_of
from schema.db import ACTOR
from schema.instants import instant_text
from schema.rows import Row, Values, fetch_row
from schema.tables import Change, Issue, IssueAuthor, Recommendation, Section
from schema.text import count_words, reading_minutes
from schema.vocabulary import ChangeAction, RevisionAction, StoredStatus
from schema.writes import parts, slugs
from schema.writes.days import day_of
from schema.writes.documents import issue_document
from schema.writes.errors import Invalid
from schema.writes.log import (
    Appearance,
    Saved,
    is_visible,
    log,
    log_appearances,
    log_save,
    search_again,
    search_need_not_read,
    visibility_of,
)
from schema.writes.propagation import follow, recompute
from schema.writes.public import write
from schema.writes.reach import led_by, reachable
from schema.writes.revisions import fetch_stored, keep_deletion, keep_revision
from schema.writes.rows import replace_list, update_by_id, upsert_known
from schema.writes.validation import split_lists, with_defaults

# Sorts before every date, so that no undated issue is newer than a dated one.
UNDATED = "0"
NOT_DUE = {"replaces_at": None, "replaces_problem": None}
"""The columns of what is no working copy that takes the place of its original by itself."""


@write
def save_issue(session: Session, issue: Values) -> Saved:
    """Write an issue; an update leaves alone what is not given.

    Args:
        session: the open transaction.
        issue: column values; ``authors`` (ids of people); ``former_slugs``; ``sections``, each a mapping of column
            values with ``people`` and ``organizations`` (ids), ``sources``, ``key_figures`` and ``recommendations``
            (mappings of column values). A given list is the whole list. A section continues the stored one with its
            id, else its column, else its heading, else its position; a recommendation the one with its id, else its
            work. So ids stay, and the addresses that partners embed keep working.

    Raises:
        Invalid: a value does not fit, a published issue has no date, or a work stands twice in a section.
        SlugTaken: a slug belongs to another issue.
    """
    columns, lists = split_lists(Issue, issue, ("authors", "sections", "former_slugs"))
    former = lists.get("former_slugs", ())
    issue_id = slugs.resolve_id(session, Issue, columns, former)
    was = fetch_stored(session, Issue, issue_id)
    current = was.row
    row = with_defaults(Issue, {"id": issue_id, **current, **columns})
    row |= _order_and_visibility(row)
    if "replaces_at" in columns:
        row["replaces_by"] = session.info.get(ACTOR) if row["replaces_at"] else None
    if row["published_at"] != current.get("published_at"):
        row["published_on"] = day_of(session, row["published_at"])
    planned = parts.plan(session, current, row, lists.get("sections"))
    row |= _counts(row, planned.count_words() if planned else current["word_count"] - _own_words(current))
    before, after = current.get("visible_from"), row["visible_from"]
    led = led_by(current, row)
    if led is not None and before != after:
        led[table_of(Issue).name].add(issue_id)
    visibility = visibility_of(session, before, after)
    changed = slugs.set_slugs(session, Issue, issue_id, current.get("slug"), row["slug"], former)
    action = upsert_known(session, Issue, issue_id, current, row)
    if "authors" in lists and (current or lists["authors"]):
        people = [{"person_id": person} for person in dict.fromkeys(lists["authors"])]
        changed |= replace_list(session, IssueAuthor, "issue_id", issue_id, people, led)
    if planned:
        changed |= parts.write(session, planned, led)
    follow(session, led)
    if current and current["language"] != row["language"]:
        of_issue = sa.select(table_of(Section).c.id).where(table_of(Section).c.issue_id == issue_id)
        search_again(session, Section, session.execute(of_issue).scalars())  # their words are read in its language
    if action or changed:
        known = was.document
        document = issue_document(row, lists, planned.documents(known) if planned else known["sections"], known)
        keep_revision(session, was, document, _told(current, row), visibility=visibility)
    saved = log_save(session, Issue, issue_id, action, lists_changed=changed, visibility=visibility)
    log_appearances(session, Issue, [Appearance(issue_id, before, after)])
    sections = [{**plan.row, "language": row["language"]} for plan in planned.sections] if planned else []
    search_need_not_read(session, [row, *sections])
    if is_visible(session, after) and not is_visible(session, before):
        _date_first_appearance(session, issue_id)
    return saved


def _told(before: Row, after: Row) -> RevisionAction | None:
    """Return how a revision is told of that publishes an issue or takes it back."""
    if before.get("status") == after["status"]:
        return None
    told = {StoredStatus.PUBLISHED: RevisionAction.PUBLISHED, StoredStatus.UNPUBLISHED: RevisionAction.UNPUBLISHED}
    return told.get(after["status"]) if before else None


def _date_first_appearance(session: Session, issue_id: str) -> None:
    """Let an issue that readers had never seen before be unchanged since its day, however lately it was written."""
    issues = table_of(Issue)
    first = sa.update(issues).where(issues.c.id == issue_id, sa.not_(_has_appeared(issue_id)))
    session.execute(first.values(updated_at=issues.c.published_at))


def _has_appeared(issue_id: str) -> "sa.Exists":
    """Whether the log tells that readers saw an issue, now or before."""
    changes = table_of(Change)
    return sa.exists().where(changes.c.target_id == issue_id, changes.c.action == ChangeAction.PUBLISHED)


def restore_updated_at(session: Session, issue_id: str, at: datetime | None) -> None:
    """Set when an issue that was just restored was last changed; None, where that is not known, leaves it alone.

    It is never later than now, whatever a file says.
    """
    if at is not None:
        session.execute(update_by_id(Issue), {"row_id": issue_id, "updated_at": min(at, now())})


@write
def publish_issue(session: Session, slug: str, at: datetime | None = None) -> Saved:
    """Publish an issue.

    Args:
        session: the open transaction.
        slug: of the issue, current or former.
        at: the aware instant of its appearance; a later one schedules it. Without it the issue keeps its date, or
            appears now where it has none.

    Raises:
        NotFound: no issue has the slug.
        Invalid: it is a working copy.
    """
    issue_id = slugs.find_id(session, Issue, slug)
    stored = fetch_row(session, Issue, issue_id) or {}
    if stored["replaces_id"] and fetch_row(session, Issue, stored["replaces_id"]):
        raise Invalid("it is a working copy: the mutation publishIssue puts it in the place of its original")
    changes: dict[str, Any] = {"id": issue_id, "status": StoredStatus.PUBLISHED, **NOT_DUE}
    if at is not None or stored["published_at"] is None:
        changes |= {"published_at": at or now(), "published_at_basis": None}
    return save_issue(session, changes)


@write
def unpublish_issue(session: Session, slug: str) -> Saved:
    """Hide an issue from the public; it keeps its date, its slug and its content.

    One that readers have never seen, because it was to appear later, is a draft again. A working copy that is to take
    the place of its original stays a draft, and does so no more.

    Raises:
        NotFound: no issue has the slug.
    """
    issue_id = slugs.find_id(session, Issue, slug)
    stored = fetch_row(session, Issue, issue_id) or {}
    if stored["replaces_at"] is not None:
        return save_issue(session, {"id": issue_id, **NOT_DUE})
    is_scheduled = stored["status"] == StoredStatus.PUBLISHED and not is_visible(session, stored["visible_from"])
    was_seen = not is_scheduled or session.scalar(sa.select(_has_appeared(issue_id)))
    status = StoredStatus.UNPUBLISHED if was_seen else StoredStatus.DRAFT
    return save_issue(session, {"id": issue_id, "status": status})


@write
def delete_issue(session: Session, slug: str) -> Saved:
    """Delete an issue with its sections and recommendations; its slugs stay reserved for its return.

    Raises:
        NotFound: no issue has the slug.
    """
    issue_id = slugs.find_id(session, Issue, slug)
    issues = table_of(Issue)
    stored = fetch_stored(session, Issue, issue_id)
    visibility = visibility_of(session, stored.row["visible_from"])
    led = reachable(session, {issues.name: {issue_id}})
    for model in (Recommendation, Section):
        ids = sa.select(table_of(model).c.id).where(table_of(model).c.issue_id == issue_id).order_by("sort_key")
        log(session, model, ChangeAction.DELETED, *session.execute(ids).scalars(), visibility=visibility)
    session.execute(sa.delete(issues).where(issues.c.id == issue_id))
    slugs.reserve_slugs(session, Issue, issue_id)
    keep_deletion(session, stored)
    recompute(session, led)
    log(session, Issue, ChangeAction.DELETED, issue_id, visibility=visibility)
    return Saved(issue_id, ChangeAction.DELETED)


@write
def record_import(session: Session, issue_id: str, imported: dict[str, Any]) -> None:
    """Store with an issue the JSON snapshot of its last import; it is not content, so nothing is logged."""
    session.execute(update_by_id(Issue), {"row_id": issue_id, "imported": imported})


def _order_and_visibility(row: Row) -> Row:
    """Return the columns that an issue's date, number and status decide: ``sort_key`` and ``visible_from``."""
    published = row["published_at"]
    if row["status"] == StoredStatus.PUBLISHED and published is None:
        raise Invalid("a published issue needs the date of its publication")
    instant = instant_text(published) if published else UNDATED
    return {
        "sort_key": f"{instant}|{row['number'] or 0:08d}",
        "visible_from": published if row["status"] == StoredStatus.PUBLISHED else None,
    }


def _counts(row: Row, words_of_parts: int) -> Row:
    """Count the words of an issue, and the minutes they take to read."""
    words = _own_words(row) + words_of_parts
    return {"word_count": words, "reading_minutes": reading_minutes(words)}


def _own_words(row: Row) -> int:
    """Count the words of the title and standfirst."""
    return count_words(f"{row['title']} {row['standfirst'] or ''}")
