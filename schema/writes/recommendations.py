"""The recommendations of an issue: which stored one each continues, and the writing."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import now, table_of
from schema.rows import Row, Values
from schema.tables import Recommendation, Section
from schema.vocabulary import ChangeAction
from schema.writes.errors import Invalid, at
from schema.writes.log import Appearance, log, log_appearances, search_again, visibility_of
from schema.writes.matching import NEW, MatchKey, match_rows
from schema.writes.new_ids import new_ids
from schema.writes.rows import content_differs, insert_into
from schema.writes.sections import MOST, Plan
from schema.writes.validation import validate, with_defaults

MATCH_KEYS: tuple[MatchKey, ...] = (
    lambda values: values.get("id"),
    lambda values: (values["section_id"], values.get("work_id")),
    lambda values: values.get("work_id"),
)


@dataclass(frozen=True)
class Rewrite:
    """The recommendations of an issue as they are stored, by id, and as they will be, in reading order."""

    stored: dict[str, Row]
    wanted: list[Row]

    def unchanged(self) -> set[str]:
        """Return the ids of the rows that stay exactly as they are."""
        return {row["id"] for row in self.wanted if self.stored.get(row["id"]) == row}


def plan(session: Session, stored: Sequence[Row], plans: Sequence[Plan]) -> Rewrite:
    """Work out the row of every recommendation; ``stored`` are those of the issue as they are.

    Raises:
        Invalid: a value does not fit, or a work stands twice in a section.
    """
    given = []
    for index, section in enumerate(plans):
        with at("sections", index):
            given += _section_rows(section, stored)
    matched = match_rows(stored, given, MATCH_KEYS)
    new = [values for values, row in zip(given, matched, strict=True) if row is None]
    ids = iter(new_ids(session, Recommendation, new, {row["id"] for row in matched if row}, _natural_key))
    wanted = [
        with_defaults(Recommendation, {**(row or {}), **values, "id": row["id"] if row else next(ids)})
        for values, row in zip(given, matched, strict=True)
    ]
    pairs = {(row["section_id"], row["work_id"]) for row in wanted}
    if len(pairs) < len(wanted):
        raise Invalid("a work stands twice in one section")
    return Rewrite({row["id"]: row for row in stored}, wanted)


def _section_rows(plan: Plan, stored: Sequence[Row]) -> list[Row]:
    """Return a section's recommendations, given or stored, with the columns that follow from the section."""
    section = plan.row
    if plan.recommendations is None:
        rows = [dict(row) for row in stored if row["section_id"] == section["id"]]
    else:
        rows = [_validate(values, index) for index, values in enumerate(plan.recommendations)]
    if len(rows) > MOST:
        raise Invalid(f"a section has at most {MOST} recommendations")
    for position, row in enumerate(rows, 1):
        row |= {
            "section_id": section["id"],
            "issue_id": section["issue_id"],
            "position": position,
            "visible_from": section["visible_from"],
            "sort_key": f"{section['sort_key']}|{MOST - position:04d}",
        }
    return rows


def _validate(values: Values, index: int) -> Row:
    """Validate a recommendation; one that says that it is new may still be the edge to the same work."""
    with at("recommendations", index):
        return validate(Recommendation, {name: value for name, value in values.items() if name != NEW})


def _natural_key(values: Row) -> tuple[str, ...]:
    if "work_id" not in values:
        raise Invalid("recommendations: work_id is missing")
    return values["section_id"], values["work_id"]


def delete_stale(session: Session, rewrite: Rewrite) -> None:
    """Delete the stored rows that will not stay exactly as they are."""
    table = table_of(Recommendation)
    if stale := rewrite.stored.keys() - rewrite.unchanged():
        session.execute(sa.delete(table).where(table.c.id.in_(stale)))


def insert(session: Session, rewrite: Rewrite) -> bool:
    """Insert the rows that are new or were deleted to change, and log them. Return whether any content changed."""
    stored, unchanged = rewrite.stored, rewrite.unchanged()
    rows = [dict(row) for row in rewrite.wanted if row["id"] not in unchanged]
    created = [row["id"] for row in rows if row["id"] not in stored]
    updated = [row for row in rows if row["id"] in stored and content_differs(stored[row["id"]], row)]
    for row in updated:
        row["updated_at"] = now()
    if rows:
        session.execute(insert_into(Recommendation), rows)
    wanted_ids = {row["id"] for row in rewrite.wanted}
    deleted = [row_id for row_id in stored if row_id not in wanted_ids]
    visibility = visibility_of(session, *{row["visible_from"] for row in (*stored.values(), *rewrite.wanted)})
    log(session, Recommendation, ChangeAction.CREATED, *created, visibility=visibility)
    log(session, Recommendation, ChangeAction.UPDATED, *(row["id"] for row in updated), visibility=visibility)
    log(session, Recommendation, ChangeAction.DELETED, *deleted, visibility=visibility)
    stale = (row for row_id, row in stored.items() if row_id not in unchanged)
    search_again(session, Section, {row["section_id"] for row in (*rows, *stale)})
    both = [(stored[row["id"]], row) for row in rewrite.wanted if row["id"] in stored]
    log_appearances(
        session, Recommendation, [Appearance(new["id"], old["visible_from"], new["visible_from"]) for old, new in both]
    )
    return bool(created or updated or deleted)
