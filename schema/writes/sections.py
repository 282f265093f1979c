"""The sections of an issue: which stored one each continues, what is derived from its text, and the writing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.ids import ID
from schema.tables import Column, KeyFigure, Section, SectionOrganization, SectionPerson, Source
from schema.text import clean, fold, render
from schema.vocabulary import ChangeAction
from schema.writes.errors import Invalid
from schema.writes.log import log, log_save
from schema.writes.rows import (
    MatchKey,
    Model,
    Row,
    Values,
    fetch,
    free_ids,
    match_rows,
    replace_list,
    split_lists,
    upsert_known,
    with_defaults,
)

LISTS: dict[str, Model] = {
    "people": SectionPerson,
    "organizations": SectionOrganization,
    "sources": Source,
    "key_figures": KeyFigure,
}
NAMED_BY = {"people": "person_id", "organizations": "organization_id"}
# Sort keys count positions down in four digits; PARKED is out of the way of any of them.
MOST, PARKED = 9999, 1_000_000
MATCH_KEYS: tuple[MatchKey, ...] = (
    lambda values: values.get("id"),
    lambda values: values.get("column_id"),
    lambda values: fold(values.get("heading") or "") or None,
    lambda values: values["position"],
)


@dataclass(frozen=True)
class Plan:
    """A section as it will be: its row, the lists that were given, and its recommendations (None = as stored)."""

    row: Row
    lists: dict[str, Any]
    recommendations: Sequence[Values] | None


def plan(session: Session, issue: Row, stored: Sequence[Row], given: Sequence[Values] | None) -> list[Plan]:
    """Work out every section's row.

    Args:
        session: the open transaction.
        issue: the issue's row as it will be.
        stored: the rows of its sections as they are, by position.
        given: the sections in order; None keeps the stored ones.

    Raises:
        Invalid: a value does not fit, or there are too many.
    """
    parts = [split_lists(Section, values, (*LISTS, "recommendations")) for values in given or ()]
    if given is None:
        parts = [(dict(row), {}) for row in stored]
    if len(parts) > MOST:
        raise Invalid(f"an issue has at most {MOST} sections")
    for position, (columns, _) in enumerate(parts, 1):
        columns["position"] = position
    matched = match_rows(stored, [columns for columns, _ in parts], MATCH_KEYS)
    new_ids = iter(_new_ids(session, issue["id"], [columns for columns, _ in parts], matched))
    plans = []
    for (columns, lists), row in zip(parts, matched, strict=True):
        section_id = row["id"] if row else next(new_ids)
        merged = {**(row or {}), **columns, "id": section_id, "issue_id": issue["id"]}
        recommendations = lists.pop("recommendations", None)
        plans.append(Plan(with_defaults(Section, {**merged, **_derived(issue, merged)}), lists, recommendations))
    return plans


def _new_ids(session: Session, issue_id: str, parts: Sequence[Row], matched: Sequence[Row | None]) -> list[str]:
    new = [columns for columns, row in zip(parts, matched, strict=True) if row is None]
    columns = table_of(Column).c
    named = {part["column_id"] for part in new if part.get("column_id") and not part.get("id")}
    query = sa.select(columns.id, columns.slug).where(columns.id.in_(named))
    slugs: dict[str, str] = {row.id: row.slug for row in session.execute(query)} if named else {}

    def natural_key(part: Row) -> tuple[str, ...]:
        ordinal = "lead" if part["position"] == 1 else str(part["position"])
        return issue_id, slugs.get(part.get("column_id") or "") or fold(part.get("heading") or "") or ordinal

    return new_ids(session, Section, new, {row["id"] for row in matched if row}, natural_key)


def new_ids(
    session: Session, model: Model, new: Sequence[Row], used: set[str], natural_key: Callable[[Row], tuple[str, ...]]
) -> list[str]:
    """Give the ids of new rows: the one that a row states, else one made from its natural key.

    Raises:
        Invalid: a stated id has not the form of one, or is another row's.
    """
    used = set(used)
    for stated in (row["id"] for row in new if row.get("id")):
        if not ID.fullmatch(stated):
            raise Invalid(f"{stated!r} is not an id")
        if stated in used or fetch(session, model, stated) is not None:
            raise Invalid(f"the id {stated!r} belongs to another {model.__name__.lower()}")
        used.add(stated)
    made = iter(free_ids(session, model, [natural_key(row) for row in new if not row.get("id")], used))
    return [row.get("id") or next(made) for row in new]


def _derived(issue: Row, row: Row) -> Row:
    markdown = clean(row.get("body_markdown", ""))
    body = render(markdown)
    return {
        # Not the renderer's own, which is trimmed: an editor gets back what they wrote.
        "body_markdown": markdown,
        "body_html": body.html,
        "body_text": body.text,
        "word_count": body.words,
        "visible_from": issue["visible_from"],
        "sort_key": f"{issue['sort_key']}|{MOST - row['position']:04d}",
    }


def write_plans(session: Session, rows: Sequence[Row], plans: Sequence[Plan]) -> bool:
    """Delete, update and insert sections until the stored ``rows`` are as planned; tell whether anything changed."""
    table = table_of(Section)
    stored = {row["id"]: row for row in rows}
    gone = [row_id for row_id in stored if row_id not in {plan.row["id"] for plan in plans}]
    if gone:
        session.execute(sa.delete(table).where(table.c.id.in_(gone)))
    log(session, Section, ChangeAction.DELETED, *gone)
    moved = [
        plan.row["id"]
        for plan in plans
        if plan.row["id"] in stored and stored[plan.row["id"]]["position"] != plan.row["position"]
    ]
    if moved:
        # Positions are unique at every moment: step aside first.
        aside = sa.update(table).where(table.c.id.in_(moved)).values(position=table.c.position + PARKED)
        session.execute(aside)
    new = [plan.row for plan in plans if plan.row["id"] not in stored]
    if new:
        session.execute(sa.insert(table), new)
        log(session, Section, ChangeAction.CREATED, *(row["id"] for row in new))
    changed = [_write(session, plan, stored.get(plan.row["id"])) for plan in plans]
    return bool(gone) or any(changed)


def _write(session: Session, plan: Plan, stored: Row | None) -> bool:
    """Update a section that is stored, and write its lists; tell whether anything changed."""
    section_id = plan.row["id"]
    action = upsert_known(session, Section, section_id, stored, plan.row) if stored else None
    owner = {"section_id": section_id}
    changed = False
    for name, given in plan.lists.items():
        column = NAMED_BY.get(name)
        rows = [{column: each} for each in dict.fromkeys(given)] if column else given
        if rows or stored:  # a new section has no rows to take away
            changed |= replace_list(session, LISTS[name], owner, rows)
    return not stored or log_save(session, Section, section_id, action, parts_changed=changed).action is not None
