"""What editors should look at, as SELECTs of the ids of it: each gives one text, a JSON array.

Whoever reads them reads the objects by their ids, as whoever asks may see them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from schema import tables
from schema.actors import actor_name
from schema.bases import table_of
from schema.column_types import UtcDateTime
from schema.documents import DOCUMENTED
from schema.engine.sql.json_text import Coalesced, Escaped, Instant, JoinedAggregate, Quoted, json_array, json_object
from schema.link_checks import CHECK
from schema.offers import fresh_since, midnight
from schema.published_links import FAILING, LINKS
from schema.rows import Model
from schema.vocabulary import ChangeAction, ImportState, StoredStatus

WORKS, ISSUES, CHANGES = table_of(tables.Work), table_of(tables.Issue), table_of(tables.Change)
RECOMMENDATIONS, AVAILABILITY = table_of(tables.Recommendation), table_of(tables.Availability)
BY_EDITORS = tuple(each.value for each in ChangeAction if each not in {ChangeAction.SHOWN, ChangeAction.HIDDEN})
DATED = "1"
"""What the order of issues with a date begins with, at least: those without come last."""
RECENT_CHANGES, RECENT_ISSUES = 2_000, 30
"""How many entries of the log, and how many issues, are looked at: so it takes as long whatever there is."""


def select_latest_changes(limit: int) -> "sa.Select[Any]":
    """Select what editors changed last, the newest first: type, id, action, when, and by whom."""
    recent = CHANGES.c.sequence > sa.select(sa.func.max(CHANGES.c.sequence) - RECENT_CHANGES).scalar_subquery()
    types = CHANGES.c.type.in_([model.__name__ for model in DOCUMENTED])
    of_editors = sa.select(CHANGES).where(recent, types, CHANGES.c.action.in_(BY_EDITORS))
    row = of_editors.order_by(CHANGES.c.sequence.desc()).limit(limit).subquery()
    item = json_object(
        [
            ("type", Quoted(row.c.type)),
            ("id", Quoted(row.c.target_id)),
            ("action", Quoted(row.c.action)),
            ("at", Quoted(Instant(row.c.at))),
            ("by", Coalesced([Escaped(actor_name(row.c.actor))], "null")),
        ]
    )
    return sa.select(_array(item, row.c.sequence.desc())).select_from(row)


def select_last_editors(issue_ids: Sequence[str]) -> "sa.Select[Any]":
    """Select who saved issues last: the id of each, that of the user or the letters of the key, and the name."""
    kept = table_of(tables.Revision)
    of_issue = sa.and_(kept.c.type == "Issue", kept.c.target_id == ISSUES.c.id, kept.c.version == ISSUES.c.version)
    found = sa.select(ISSUES.c.id, kept.c.actor).join(kept, of_issue).where(ISSUES.c.id.in_(issue_ids))
    row = found.where(kept.c.actor.is_not(None)).subquery()
    item = json_object(
        [("id", Quoted(row.c.id)), ("actor", Escaped(row.c.actor)), ("by", Escaped(actor_name(row.c.actor)))]
    )
    return sa.select(_array(item, row.c.id)).select_from(row)


def select_others_since(model: Model, row_id: str, version: int, actor: str) -> "sa.Select[Any]":
    """Select the names of the others than an actor who saved something after a version of it."""
    kept = table_of(tables.Revision)
    of_row = (kept.c.type == model.__name__, kept.c.target_id == row_id, kept.c.version > version)
    row = sa.select(kept.c.actor).where(*of_row, kept.c.actor != actor).distinct().subquery()
    return sa.select(_array(Escaped(actor_name(row.c.actor)), row.c.actor)).select_from(row)


def select_to_review(limit: int) -> "sa.Select[Any]":
    """Select newsletters whose drafts wait to be looked at, the newest first: the id of the import, and its title."""
    imports = table_of(tables.Import)
    drafts = sa.and_(ISSUES.c.id == imports.c.issue_id, ISSUES.c.status == StoredStatus.DRAFT)
    found = sa.select(imports.c.id, ISSUES.c.title, imports.c.created_at).join(ISSUES, drafts)
    row = found.where(imports.c.state == ImportState.DONE).order_by(imports.c.created_at.desc()).limit(limit).subquery()
    item = json_object([("id", Quoted(row.c.id)), ("name", Escaped(row.c.title))])
    return sa.select(_array(item, row.c.created_at.desc(), row.c.id)).select_from(row)


def select_letter(issue_id: str) -> "sa.Select[Any]":
    """Select the id of the import that an issue came from, of the last one where it was imported again; or nothing."""
    imports = table_of(tables.Import)
    found = sa.select(imports.c.id, imports.c.created_at).where(imports.c.issue_id == issue_id)
    row = found.order_by(imports.c.created_at.desc(), imports.c.id.desc()).limit(1).subquery()
    return sa.select(_array(Quoted(row.c.id), row.c.id)).select_from(row)


def select_duplicates(limit: int, after: tuple[str, str] | None = None) -> "sa.Select[Any]":
    """Select works of one kind and one title, whatever its case and accents, in the order of kinds and titles.

    Args:
        limit: of how many titles.
        after: the kind and the folded title to go on after.
    """
    place = sa.tuple_(WORKS.c.kind, WORKS.c.title_key)
    titles = sa.select(WORKS.c.kind, WORKS.c.title_key).group_by(WORKS.c.kind, WORKS.c.title_key)
    titles = titles.having(sa.func.count() > 1).order_by(WORKS.c.kind, WORKS.c.title_key).limit(limit)
    if after is not None:
        titles = titles.where(place > sa.tuple_(*map(sa.literal, after)))
    title, work = titles.subquery(), WORKS.alias()
    same = sa.and_(work.c.kind == title.c.kind, work.c.title_key == title.c.title_key)
    item = json_object([("kind", Quoted(work.c.kind)), ("title", Escaped(work.c.title_key)), ("id", Quoted(work.c.id))])
    array = _array(item, work.c.kind, work.c.title_key, work.c.id)
    return sa.select(array).select_from(title.join(work, same))


def select_namesakes(model: Model, limit: int, after: str = "") -> "sa.Select[Any]":
    """Select people or organisations of one name, whatever its case and accents, in the order of names.

    Args:
        model: which of both.
        limit: of how many names.
        after: the folded name to go on after.
    """
    table = table_of(model)
    names = sa.select(table.c.name_key).where(table.c.name_key > after).group_by(table.c.name_key)
    name = names.having(sa.func.count() > 1).order_by(table.c.name_key).limit(limit).subquery()
    row = table.alias()
    item = json_object([("kind", Quoted(sa.literal(""))), ("title", Escaped(row.c.name_key)), ("id", Quoted(row.c.id))])
    array = _array(item, row.c.name_key, row.c.id)
    return sa.select(array).select_from(name.join(row, row.c.name_key == name.c.name_key))


def select_without_picture(limit: int) -> "sa.Select[Any]":
    """Select the ids of works that the newest issues lead to and that have no picture."""
    return _select_ids(_recommended(WORKS.c.image_url.is_(None)), limit)


def select_failing_links(limit: int) -> "sa.Select[Any]":
    """Select links of what is published that failed on different days, those that did so the most often first."""
    order = (LINKS.c.failed_days.desc(), LINKS.c.url)
    row = sa.select(LINKS).where(FAILING).order_by(*order).limit(limit).subquery()
    item = json_object(
        [
            ("url", Escaped(row.c.url)),
            ("places", row.c.places),
            ("status", Coalesced([sa.cast(row.c.status, sa.Text)], "null")),
            ("reason", Coalesced([Quoted(row.c.reason)], "null")),
            ("wellAt", Coalesced([Quoted(Instant(row.c.well_at))], "null")),
        ]
    )
    return sa.select(_array(item, row.c.failed_days.desc(), row.c.url)).select_from(row)


def select_link_check() -> "sa.Select[Any]":
    """Select the check of links: when it was asked for and when it ended, how many there are, were asked and failed."""
    numbers = ((name, CHECK.c[name]) for name in ("links", "asked", "failed"))
    item = json_object(
        [
            ("wantedAt", Coalesced([Quoted(Instant(CHECK.c.wanted_at))], "null")),
            ("finishedAt", Coalesced([Quoted(Instant(CHECK.c.finished_at))], "null")),
            *((name, Coalesced([sa.cast(number, sa.Text)], "null")) for name, number in numbers),
        ]
    )
    return sa.select(_array(item, CHECK.c.id)).select_from(CHECK)


def select_unverified(now: datetime, limit: int) -> "sa.Select[Any]":
    """Select the ids of works that the newest issues lead to, and that have an offer that is not fresh."""
    since = fresh_since(sa.literal(midnight(now.date()), UtcDateTime()))
    old = sa.or_(AVAILABILITY.c.verified_at.is_(None), AVAILABILITY.c.verified_at < since)
    return _select_ids(_recommended(sa.exists().where(AVAILABILITY.c.work_id == WORKS.c.id, old)), limit)


def _recommended(condition: "sa.ColumnElement[bool]") -> "sa.Select[Any]":
    """Select works that fulfil a condition, of those that the newest issues and drafts without a date lead to."""
    newest = sa.select(ISSUES.c.id).order_by(ISSUES.c.sort_key.desc(), ISSUES.c.id.desc()).limit(RECENT_ISSUES)
    undated = newest.where(ISSUES.c.sort_key < DATED)
    issue = sa.union(*(sa.select(each.subquery()) for each in (newest, undated))).subquery()
    leading = issue.join(RECOMMENDATIONS, RECOMMENDATIONS.c.issue_id == issue.c.id)
    works = leading.join(WORKS, WORKS.c.id == RECOMMENDATIONS.c.work_id)
    return sa.select(WORKS.c.id, WORKS.c.title_key).select_from(works).where(condition).distinct()


def _select_ids(works: "sa.Select[Any]", limit: int) -> "sa.Select[Any]":
    row = works.order_by(WORKS.c.title_key, WORKS.c.id).limit(limit).subquery()
    return sa.select(_array(Quoted(row.c.id), row.c.title_key, row.c.id)).select_from(row)


def _array(item: Any, *order: Any) -> Any:
    return json_array(JoinedAggregate(item, order))
