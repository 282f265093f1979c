"""The sections of an issue: which stored one each continues, what is derived from its text, and the writing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.rows import Model, Row, Values, fetch_rows
from schema.tables import Column, KeyFigure, Section, SectionOrganization, SectionPerson, Source
from schema.text import clean, fold, render
from schema.vocabulary import ChangeAction
from schema.writes.errors import Invalid, at
from schema.writes.log import Appearance, log, log_appearances, log_save, visibility_of
from schema.writes.matching import NEW, MatchKey, match_rows
from schema.writes.new_ids import new_ids
from schema.writes.reach import IdsByTable, note_references
from schema.writes.rows import insert_into, replace_list, upsert_known
from schema.writes.validation import split_lists, with_defaults

LISTS: dict[str, Model] = {
    "people": SectionPerson,
    "organizations": SectionOrganization,
    "sources": Source,
    "key_figures": KeyFigure,
}
ID_COLUMNS = {"people": "person_id", "organizations": "organization_id"}
"""The column of each list that is given as bare ids."""
# Sort keys count positions down in four digits; PARKED keeps a position clear of all of them.
MOST, PARKED = 9999, 1_000_000
MATCH_KEYS: tuple[MatchKey, ...] = (
    lambda values: values.get("id"),
    lambda values: values.get("column_id"),
    lambda values: fold(values.get("heading") or "") or None,
    lambda values: values["position"],
)


@dataclass(frozen=True)
class Plan:
    """A section as it will be: its row, the given lists, and its recommendations (None keeps the stored ones)."""

    row: Row
    lists: dict[str, Any]
    recommendations: Sequence[Values] | None


def plan(session: Session, issue: Row, stored: Sequence[Row], given: Sequence[Values] | None) -> list[Plan]:
    """Work out the row of every section.

    Args:
        session: the open transaction.
        issue: the issue's row as it will be.
        stored: the rows of its sections as they are, by position.
        given: the sections in order; None keeps the stored ones.

    Raises:
        Invalid: a value does not fit, or there are too many sections.
    """
    parts = [_split(values, index) for index, values in enumerate(given or ())]
    if given is None:
        parts = [(dict(row), {}) for row in stored]
    if len(parts) > MOST:
        raise Invalid(f"an issue has at most {MOST} sections")
    for position, (columns, _) in enumerate(parts, 1):
        columns["position"] = position
    matched = match_rows(stored, [columns for columns, _ in parts], MATCH_KEYS)
    ids = iter(_new_ids(session, issue["id"], [columns for columns, _ in parts], matched))
    plans = []
    for (columns, lists), row in zip(parts, matched, strict=True):
        section_id = row["id"] if row else next(ids)
        columns.pop(NEW, None)
        merged = {**(row or {}), **columns, "id": section_id, "issue_id": issue["id"]}
        recommendations = lists.pop("recommendations", None)
        plans.append(Plan(with_defaults(Section, {**merged, **_derived(issue, merged, row)}), lists, recommendations))
    return plans


def _split(values: Values, index: int) -> tuple[Row, dict[str, Any]]:
    """Split a section into its columns, with whether it is a new one, and its lists."""
    with at("sections", index):
        known = {name: value for name, value in values.items() if name != NEW}
        columns, lists = split_lists(Section, known, (*LISTS, "recommendations"))
    return {**columns, NEW: values.get(NEW, False)}, lists


def _new_ids(session: Session, issue_id: str, parts: Sequence[Row], matched: Sequence[Row | None]) -> list[str]:
    """Return ids for the sections that continue no stored one; their natural key is the column, heading or position."""
    new = [part for part, row in zip(parts, matched, strict=True) if row is None]
    column_ids = {part["column_id"] for part in new if part.get("column_id") and not part.get("id")}
    columns = fetch_rows(session, Column, "id", column_ids) if column_ids else []
    column_slugs = {row["id"]: row["slug"] for row in columns}

    def natural_key(part: Row) -> tuple[str, ...]:
        ordinal = "lead" if part["position"] == 1 else str(part["position"])
        column_slug = column_slugs.get(part.get("column_id") or "")
        return issue_id, column_slug or fold(part.get("heading") or "") or ordinal

    return new_ids(session, Section, new, {row["id"] for row in matched if row}, natural_key)


def _derived(issue: Row, row: Row, stored: Row | None) -> Row:
    """Return the columns that follow from the section's text and from its issue."""
    markdown = clean(row.get("body_markdown", ""))
    derived = {
        # Not the rendered Markdown, which is trimmed: editors get back what they wrote.
        "body_markdown": markdown,
        "visible_from": issue["visible_from"],
        "sort_key": f"{issue['sort_key']}|{MOST - row['position']:04d}",
    }
    if stored is None or stored["body_markdown"] != markdown:
        body = render(markdown)
        derived |= {"body_html": body.html, "body_text": body.text, "word_count": body.words}
    return derived


def write_plans(session: Session, rows: Sequence[Row], plans: Sequence[Plan], led: IdsByTable | None) -> bool:
    """Delete, update and insert sections until the stored ``rows`` are as planned. Return whether anything changed.

    What they lead to otherwise than before is noted in ``led``.
    """
    table = table_of(Section)
    stored = {row["id"]: row for row in rows}
    planned_ids = {plan.row["id"] for plan in plans}
    deleted = [row_id for row_id in stored if row_id not in planned_ids]
    note_references(led, Section, rows, [plan.row for plan in plans])
    if deleted:
        for model in LISTS.values() if led is not None else ():
            note_references(led, model, fetch_rows(session, model, "section_id", deleted), [])
        session.execute(sa.delete(table).where(table.c.id.in_(deleted)))
        visibility = visibility_of(session, *(stored[row_id]["visible_from"] for row_id in deleted))
        log(session, Section, ChangeAction.DELETED, *deleted, visibility=visibility)
    moved = [
        plan.row["id"]
        for plan in plans
        if plan.row["id"] in stored and stored[plan.row["id"]]["position"] != plan.row["position"]
    ]
    if moved:
        # Positions are unique at every moment, so sections that move first step aside.
        aside = sa.update(table).where(table.c.id.in_(moved)).values(position=table.c.position + PARKED)
        session.execute(aside)
    new = [plan.row for plan in plans if plan.row["id"] not in stored]
    if new:
        session.execute(insert_into(Section), new)
        visibility = visibility_of(session, *(row["visible_from"] for row in new))
        log(session, Section, ChangeAction.CREATED, *(row["id"] for row in new), visibility=visibility)
    both = [(stored[plan.row["id"]], plan.row) for plan in plans if plan.row["id"] in stored]
    log_appearances(
        session, Section, [Appearance(new["id"], old["visible_from"], new["visible_from"]) for old, new in both]
    )
    changed = [_write(session, plan, stored.get(plan.row["id"]), led) for plan in plans]
    return bool(deleted) or any(changed)


def _write(session: Session, plan: Plan, stored: Row | None, led: IdsByTable | None) -> bool:
    """Update a stored section and write the lists of any. Return whether anything changed; a new section has."""
    section_id = plan.row["id"]
    action = upsert_known(session, Section, section_id, stored, plan.row) if stored else None
    lists_changed = False
    for name, items in plan.lists.items():
        column = ID_COLUMNS.get(name)
        rows = [{column: item} for item in dict.fromkeys(items)] if column else items
        if rows or stored:  # a new section has no rows to remove
            lists_changed |= replace_list(session, LISTS[name], "section_id", section_id, rows, led)
    if not stored:
        return True
    if action is None and not lists_changed:
        return False
    visibility = visibility_of(session, stored["visible_from"], plan.row["visible_from"])
    log_save(session, Section, section_id, action, lists_changed=lists_changed, visibility=visibility)
    return True
