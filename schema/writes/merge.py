"""Merging two works that are one: all that leads to the duplicate leads to the other from then on, its slugs too."""

from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from schema.bases import now, table_of
from schema.kinds import KINDS
from schema.rows import Row, fetch_row, fetch_rows
from schema.tables import Issue, Recommendation, Section, Tag, Work, WorkOrganization, WorkTag
from schema.vocabulary import ChangeAction, RecommendationRole
from schema.writes import slugs
from schema.writes.catalogue import WORK_LISTS, save_work
from schema.writes.errors import Invalid
from schema.writes.log import log, search_again, visibility_of
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
from schema.writes.reach import reachable, union
from schema.writes.revisions import fetch_stored

FILLED = ("original_title", "release_date", "year", "summary", "image_url", "part_of_id")
"""What the duplicate gives where the other has nothing; each takes the columns along that begin alike."""
ALONG = {
    "release_date": ("release_date_basis",),
    "image_url": ("image_alt", "image_width", "image_height", "image_credit", "image_focal_x", "image_focal_y"),
}


class MergedWorks(NamedTuple):
    """The work that stayed, and the ids of the recommendations that lead to it now, or were there twice and went."""

    id: str
    moved: list[str]
    dropped: list[str]


@write
def merge_works(session: Session, into: str, duplicate: str) -> MergedWorks:
    """Move all that leads to a duplicate to another work, and delete the duplicate.

    The other work gets the duplicate's names as aliases, its slugs as former ones, the columns that it lacks, and all
    credits, availability, external ids, links, tags and organisations that it has not. A section that names both keeps
    one recommendation: that of the other work, with the duplicate's reason where it has none.

    Args:
        session: the open transaction.
        into: the slug of the work that stays.
        duplicate: the slug of the one that goes.

    Raises:
        NotFound: no work has one of the slugs.
        Invalid: the works are the same, of two kinds, or one is a part of the other.
    """
    into_id, duplicate_id = (slugs.find_id(session, Work, slug) for slug in (into, duplicate))
    kept, gone = (fetch_row(session, Work, row_id) or {} for row_id in (into_id, duplicate_id))
    _refuse(session, kept, gone)
    visibility = visibility_of(session, gone["visible_from"])
    before = reachable(session, {table_of(Work).name: {into_id, duplicate_id}})
    deleted = fetch_stored(session, Work, duplicate_id)
    values = {"id": into_id, **_filled(kept, gone), **_united_lists(session, kept, gone)}
    moved, dropped = _move_recommendations(session, into_id, duplicate_id)
    _move_references(session, into_id, duplicate_id)
    rename_in_snapshots(session, into_id, duplicate_id)
    remove_merged(session, deleted)
    save_work(session, values)
    recompute(session, union(before, reachable(session, {table_of(Work).name: {into_id}})))
    log(session, Work, ChangeAction.DELETED, duplicate_id, visibility=visibility)
    return MergedWorks(into_id, moved, dropped)


def _refuse(session: Session, kept: Row, gone: Row) -> None:
    if kept["id"] == gone["id"]:
        raise Invalid("a work cannot be merged into itself")
    if kept["kind"] != gone["kind"]:
        raise Invalid(
            f"{kept['slug']} is of the kind {kept['kind']}, {gone['slug']} of {gone['kind']}: make them one first"
        )
    works = table_of(Work)
    for part, whole in ((kept, gone), (gone, kept)):
        above = part["part_of_id"]
        while above is not None:
            if above == whole["id"]:
                raise Invalid(f"{part['slug']} is a part of {whole['slug']}")
            above = session.execute(sa.select(works.c.part_of_id).where(works.c.id == above)).scalar()


def _filled(kept: Row, gone: Row) -> Row:
    """Return the columns that the duplicate has and the other lacks, and the names of both as aliases."""
    given: Row = {}
    for name in FILLED:
        if kept[name] is None and gone[name] is not None:
            given |= {column: gone[column] for column in (name, *ALONG.get(name, ()))}
    titles = (kept["title"], kept["original_title"] or given.get("original_title"))
    names = [*kept["aliases"], gone["title"], gone["original_title"], *gone["aliases"]]
    return given | {"aliases": united_names(titles, names)}


def _united_lists(session: Session, kept: Row, gone: Row) -> Row:
    """Return the lists and details of both works, and the duplicate's slugs among the former ones."""
    lists: dict[str, Any] = {}
    for name, model in WORK_LISTS.items():
        rows = [row for work in (kept, gone) for row in fetch_rows(session, model, "work_id", [work["id"]])]
        lists[name] = united_rows(rows, "work_id")
    ids = [kept["id"], gone["id"]]
    both = [row for work_id in ids for row in fetch_rows(session, WorkOrganization, "work_id", [work_id])]
    lists["organizations"] = list(dict.fromkeys(row["organization_id"] for row in both))
    names = {row["id"]: row["name"] for row in fetch_rows(session, Tag)}
    tags = [row for work_id in ids for row in fetch_rows(session, WorkTag, "work_id", [work_id])]
    lists["tags"] = list(dict.fromkeys(names[row["tag_id"]] for row in tags))
    lists["former_slugs"] = slugs_of(session, gone["id"])
    return lists | {"details": _details(session, kept, gone)}


def _details(session: Session, kept: Row, gone: Row) -> Row:
    model = KINDS[kept["kind"]].row
    own, others = (fetch_row(session, model, row["id"]) or {} for row in (kept, gone))
    defaults = {name: field.default for name, field in model.model_fields.items()}
    return {name: others[name] if own[name] in (None, defaults[name]) else own[name] for name in own if name != "id"}


def _move_recommendations(session: Session, into_id: str, duplicate_id: str) -> tuple[list[str], list[str]]:
    """Let recommendations of the duplicate lead to the other work; return the ids of those moved and those dropped."""
    table = table_of(Recommendation)
    own = {row["section_id"]: row for row in fetch_rows(session, Recommendation, "work_id", [into_id])}
    moved, dropped = [], []
    rows = fetch_rows(session, Recommendation, "work_id", [duplicate_id])
    issues = [fetch_stored(session, Issue, issue_id) for issue_id in dict.fromkeys(row["issue_id"] for row in rows)]
    for row in rows:
        twin = own.get(row["section_id"])
        if twin is None:
            moved.append(row["id"])
            continue
        dropped.append(row["id"])
        values = {name: row[name] for name in ("reason", "recommended_by_id") if twin[name] is None and row[name]}
        if twin["role"] == RecommendationRole.REFERENCE and row["role"] != twin["role"]:
            values["role"] = row["role"]
        if values:
            session.execute(sa.update(table).where(table.c.id == twin["id"]).values(**values, updated_at=now()))
            visibility = visibility_of(session, twin["visible_from"])
            log(session, Recommendation, ChangeAction.UPDATED, twin["id"], visibility=visibility)
    session.execute(sa.delete(table).where(table.c.id.in_(dropped)))
    session.execute(sa.update(table).where(table.c.id.in_(moved)).values(work_id=into_id, updated_at=now()))
    for row in rows:
        action = ChangeAction.UPDATED if row["id"] in moved else ChangeAction.DELETED
        log(session, Recommendation, action, row["id"], visibility=visibility_of(session, row["visible_from"]))
    search_again(session, Section, {row["section_id"] for row in rows})
    for issue in issues:
        touch_stored(session, issue)
    return moved, dropped


def _move_references(session: Session, into_id: str, duplicate_id: str) -> None:
    """Let all other rows that refer to the duplicate, such as its parts, refer to the other work."""
    works = table_of(Work)
    for table in SQLModel.metadata.sorted_tables:
        for column in table.c:
            if any(key.column is works.c.id and key.ondelete != "CASCADE" for key in column.foreign_keys):
                of_duplicate = column == duplicate_id
                ids = session.execute(sa.select(works.c.id).where(of_duplicate)).scalars() if table is works else ()
                parts = [fetch_stored(session, Work, part_id) for part_id in ids]
                session.execute(sa.update(table).where(of_duplicate).values({column.name: into_id}))
                for part in parts:
                    touch_stored(session, part)
