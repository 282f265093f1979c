"""Merging two people, or two organisations, that are one: all that leads to the duplicate leads to the other."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from schema.bases import now, table_of
from schema.kinds import KINDS
from schema.rows import Model, Row, fetch_row, fetch_rows
from schema.tables import Affiliation, Issue, Organization, Person, Recommendation, Section, Work
from schema.vocabulary import ChangeAction
from schema.writes import slugs
from schema.writes.catalogue import save_organization, save_person
from schema.writes.errors import Invalid
from schema.writes.log import Saved, log, visibility_of
from schema.writes.merge_parts import (
    remove_merged,
    rename_in_snapshots,
    slugs_of,
    touch_stored,
    united_names,
    united_rows,
)
from schema.writes.propagation import recompute
from schema.writes.public import write
from schema.writes.reach import model_of, reachable, union
from schema.writes.revisions import Stored, fetch_stored
from schema.writes.rows import replace_list, touch

FILLED = ("summary", "url")
"""What the duplicate gives where the other has nothing."""
OWNERS: dict[str, Model] = {"work_id": Work, "issue_id": Issue, "person_id": Person}
"""What is edited, with a revision for each save, by the column that names it in the rows of its lists."""


@write
def merge_people(session: Session, into: str, duplicate: str) -> Saved:
    """Move all that leads to a person to another, and delete the first.

    They get the duplicate's names as aliases, its slugs as former ones, its summary where they have none, and the
    affiliations that they have not. What names both names one of them from then on.

    Raises:
        NotFound: no person has one of the slugs.
        Invalid: they are the same.
    """
    return _merge(session, Person, into, duplicate)


@write
def merge_organizations(session: Session, into: str, duplicate: str) -> Saved:
    """Move all that leads to an organisation to another, and delete the first.

    It gets the duplicate's names as aliases, its slugs as former ones, and its summary and website where it has none.

    Raises:
        NotFound: no organisation has one of the slugs.
        Invalid: they are the same.
    """
    return _merge(session, Organization, into, duplicate)


def _merge(session: Session, model: Model, into: str, duplicate: str) -> Saved:
    table = table_of(model)
    into_id, duplicate_id = (slugs.find_id(session, model, slug) for slug in (into, duplicate))
    if into_id == duplicate_id:
        if model is Person:
            raise Invalid("a person cannot be merged into itself")
        raise Invalid("an organisation cannot be merged into itself")
    kept, gone = fetch_row(session, model, into_id) or {}, fetch_stored(session, model, duplicate_id)
    visibility = visibility_of(session, gone.row["visible_from"])
    before = reachable(session, {table.name: {into_id, duplicate_id}})
    values = {"id": into_id, **_united(session, model, kept, gone.row)}
    _move_references(session, model, into_id, duplicate_id)
    rename_in_snapshots(session, into_id, duplicate_id)
    remove_merged(session, gone)
    saved = (save_person if model is Person else save_organization)(session, values)
    recompute(session, union(before, reachable(session, {table.name: {into_id}})))
    log(session, model, ChangeAction.DELETED, duplicate_id, visibility=visibility)
    return saved


def _united(session: Session, model: Model, kept: Row, gone: Row) -> Row:
    """Return the values of the one that stays: what it lacks of the other's, and the names, slugs and lists of both."""
    values = {name: gone[name] for name in FILLED if name in kept and kept[name] is None and gone[name] is not None}
    values["aliases"] = united_names([kept["name"]], [*kept["aliases"], gone["name"], *gone["aliases"]])
    values["former_slugs"] = slugs_of(session, gone["id"])
    if model is Person:
        rows = [row for each in (kept, gone) for row in fetch_rows(session, Affiliation, "person_id", [each["id"]])]
        values["affiliations"] = united_rows(rows, "person_id")
    return values


def _move_references(session: Session, model: Model, into_id: str, duplicate_id: str) -> None:
    """Let all rows that refer to the duplicate refer to the other, and keep revisions of what they are parts of."""
    owners: dict[str, Stored] = {}
    sections: set[str] = set()
    referring = [(*place, _rows(session, *place, duplicate_id)) for place in _places(model)]
    for table, _, rows in referring:
        sections |= {row["section_id"] for row in rows if "section_id" in row and table is not table_of(Recommendation)}
        for row in rows:
            owner_model, owner_id = _owner(session, table, row)
            if owner_id not in owners:
                owners[owner_id] = fetch_stored(session, owner_model, owner_id)
    for table, column, rows in referring:
        _move(session, table, column, rows, (into_id, duplicate_id))
    for section in fetch_rows(session, Section, "id", sorted(sections)):
        touch(session, Section, section["id"])
        log(
            session,
            Section,
            ChangeAction.UPDATED,
            section["id"],
            visibility=visibility_of(session, section["visible_from"]),
        )
    for stored in owners.values():
        touch_stored(session, stored)


def _places(model: Model) -> Iterator[tuple[sa.Table, str]]:
    """Yield where rows refer to one of a model that they are no part of: the tables and their columns."""
    target = table_of(model).c.id
    for table in SQLModel.metadata.sorted_tables:
        for column in table.c:
            if any(key.column is target and key.ondelete != "CASCADE" for key in column.foreign_keys):
                yield table, column.name


def _rows(session: Session, table: sa.Table, column: str, row_id: str) -> list[Row]:
    found = session.execute(sa.select(table).where(table.c[column] == row_id)).mappings()
    return [dict(row) for row in found]


def _owner(session: Session, table: sa.Table, row: Row) -> tuple[Model, str]:
    """Return what is edited of which a row is a part: a work, an issue, or a person."""
    if table in {table_of(kind.row) for kind in KINDS.values()}:
        return Work, row["id"]
    if "section_id" in row and "issue_id" not in row:
        (section,) = fetch_rows(session, Section, "id", [row["section_id"]])
        return Issue, section["issue_id"]
    column = next(name for name in ("issue_id", "work_id", "person_id") if name in row)
    return OWNERS[column], row[column]


def _move(session: Session, table: sa.Table, column: str, rows: list[Row], ids: tuple[str, str]) -> None:
    """Let rows of one table refer to the other; in a list that names both twice alike, one stays."""
    into_id, duplicate_id = ids
    if table is table_of(Recommendation) or "position" not in table.c:
        changed = {column: into_id} | ({"updated_at": now()} if "updated_at" in table.c else {})
        session.execute(sa.update(table).where(table.c[column] == duplicate_id).values(changed))
        for row in rows if table is table_of(Recommendation) else ():
            visibility = visibility_of(session, row["visible_from"])
            log(session, Recommendation, ChangeAction.UPDATED, row["id"], visibility=visibility)
        return
    owner = next(each.name for each in table.c if any(key.ondelete == "CASCADE" for key in each.foreign_keys))
    model = model_of(table.name)
    for owner_id in dict.fromkeys(row[owner] for row in rows):
        listed = fetch_rows(session, model, owner, [owner_id])
        moved = [{**row, column: into_id} if row[column] == duplicate_id else row for row in listed]
        replace_list(session, model, owner, owner_id, united_rows(moved, owner))
