"""Writes of everything that issues refer to: the publication, columns, organisations, people and works.

Each function takes one mapping of column values and lists, and changes only what differs. An update leaves alone what
is not given; a given list is the whole list.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.colors import COLOR, NO_COLOR
from schema.documents import LISTS, given_values
from schema.kinds import KINDS
from schema.rows import Model, Row, Values, fetch_row, fetch_rows
from schema.tables import (
    Affiliation,
    Availability,
    Column,
    Credit,
    ExternalId,
    Link,
    Organization,
    Person,
    Publication,
    Tag,
    Work,
    WorkOrganization,
    WorkTag,
)
from schema.text import fold, render, tag_slug
from schema.writes import slugs
from schema.writes.days import date_issues_again
from schema.writes.documents import read_details, read_lists
from schema.writes.errors import Invalid, at
from schema.writes.log import Saved, Visibility, log_save, visibility_of
from schema.writes.new_ids import free_id
from schema.writes.propagation import follow
from schema.writes.public import write
from schema.writes.reach import IdsByTable, led_by, note_references
from schema.writes.revisions import Stored, fetch_stored, keep_revision
from schema.writes.rows import replace_list, upsert, upsert_known
from schema.writes.validation import split_lists, validate, with_defaults

PUBLICATION_TEXTS = {"about", "subscribing"}
WORK_LISTS: dict[str, Model] = {
    "credits": Credit,
    "availability": Availability,
    "external_ids": ExternalId,
    "links": Link,
}


@write
def save_publication(session: Session, publication: Values) -> Saved:
    """Write the one publication. Its texts are given as Markdown; HTML and plain text follow from it.

    Raises:
        Invalid: a value does not fit.
    """
    row = validate(Publication, publication)
    if (color := row.get("accent_color")) and not COLOR.fullmatch(color):
        with at("accent_color"):
            raise Invalid(NO_COLOR)
    for name in PUBLICATION_TEXTS & {column.removesuffix("_markdown") for column in row}:
        body = render(row[f"{name}_markdown"] or "")
        row |= {
            f"{name}_markdown": body.markdown or None,
            f"{name}_html": body.html or None,
            f"{name}_text": body.text or None,
        }
    before = fetch_stored(session, Publication, "pub_1")
    action = upsert_known(session, Publication, "pub_1", before.row, row)
    if "time_zone" in publication:
        date_issues_again(session)
    if action:
        _keep(session, before, with_defaults(Publication, before.row | row), {}, visibility=Visibility.VISIBLE)
    return log_save(session, Publication, "pub_1", action, visibility=Visibility.VISIBLE)


def _keep(session: Session, before: Stored, row: Row, given: Iterable[str], *, visibility: Visibility) -> None:
    """Keep a revision of what was saved; of the lists only those that were given are read again."""
    names = given if before.row else LISTS[before.model]
    document = before.document | given_values(before.model, row) | read_lists(session, before.model, row, names)
    if "details" in given:
        document |= read_details(session, row)
    keep_revision(session, before, document, visibility=visibility)


@write
def save_column(session: Session, column: Values) -> Saved:
    """Write a column: its column values and ``former_slugs``.

    Raises:
        Invalid: a value does not fit, or another column's name folds to the same.
        SlugTaken: a slug belongs to another column.
    """
    return _save_named(session, Column, column)


@write
def save_organization(session: Session, organization: Values) -> Saved:
    """Write an organisation: its column values and ``former_slugs``.

    Raises:
        Invalid: a value does not fit.
        SlugTaken: a slug belongs to another organisation.
    """
    return _save_named(session, Organization, organization)


@write
def save_person(session: Session, person: Values) -> Saved:
    """Write a person: their column values, ``former_slugs`` and ``affiliations`` (``organization_id``, ``title``).

    Raises:
        Invalid: a value does not fit.
        SlugTaken: a slug belongs to another person.
    """
    return _save_named(session, Person, person, {"affiliations": Affiliation})


def _save_named(session: Session, model: Model, values: Values, list_tables: dict[str, Model] | None = None) -> Saved:
    """Write a row that has a name, and the lists it owns."""
    list_tables = list_tables or {}
    columns, lists = split_lists(model, values, ("former_slugs", *list_tables))
    row_id = slugs.resolve_id(session, model, columns, lists.get("former_slugs", ()))
    if "name" in columns:
        columns["name_key"] = fold(columns["name"])
    before = fetch_stored(session, model, row_id)
    current = before.row
    visibility = visibility_of(session, current.get("visible_from"))
    led = led_by(current)
    changed = _set_slugs(session, model, row_id, current, current | columns, lists)
    action = upsert_known(session, model, row_id, current, columns, led)
    owner_column = f"{model.__name__.lower()}_id"
    for name in list_tables.keys() & lists.keys():
        changed |= replace_list(session, list_tables[name], owner_column, row_id, lists[name], led)
    follow(session, led)
    if action or changed:
        row = with_defaults(model, {**current, **columns, "id": row_id})
        _keep(session, before, row, lists, visibility=visibility)
    return log_save(session, model, row_id, action, lists_changed=changed, visibility=visibility)


def _set_slugs(session: Session, model: Model, row_id: str, current: Row, row: Row, lists: dict[str, Any]) -> bool:
    """Write the current slug and the given former ones. Return whether they changed."""
    if row.get("slug") is None:
        raise Invalid(f"{table_of(model).name}: slug is missing")
    return slugs.set_slugs(session, model, row_id, current.get("slug"), row["slug"], lists.get("former_slugs", ()))


@write
def save_work(session: Session, work: Values) -> Saved:
    """Write a work of any kind.

    Args:
        session: the open transaction.
        work: column values; ``details`` (the columns of its kind's own table, all of them); ``tags`` (names),
            ``organizations`` (ids), ``credits``, ``availability``, ``external_ids``, ``links`` (mappings of column
            values); ``former_slugs``. Organisations that the details refer to are added to ``organizations``.

    Raises:
        Invalid: a value does not fit, or the work would be a part of its own part.
        SlugTaken: a slug belongs to another work.
    """
    columns, lists = split_lists(Work, work, ("former_slugs", "details", "tags", "organizations", *WORK_LISTS))
    work_id = slugs.resolve_id(session, Work, columns, lists.get("former_slugs", ()))
    before = fetch_stored(session, Work, work_id)
    current = before.row
    row = with_defaults(Work, {"id": work_id, **current, **columns})
    columns |= _derived(row, columns)
    with at("part_of_id"):
        _refuse_cycle(session, work_id, columns.get("part_of_id"))
    visibility = visibility_of(session, row["visible_from"])
    led = led_by(current)
    changed = _set_slugs(session, Work, work_id, current, row, lists)
    action = upsert_known(session, Work, work_id, current, columns, led)
    changed |= _write_details(session, work_id, current.get("kind"), row["kind"], lists, led)
    changed |= _write_organizations(session, work_id, row["kind"], lists.get("organizations"), led)
    if "tags" in lists:
        changed |= replace_list(session, WorkTag, "work_id", work_id, _tag_rows(session, lists["tags"]))
    for name, model in WORK_LISTS.items():
        if name in lists:
            changed |= replace_list(session, model, "work_id", work_id, lists[name], led)
    follow(session, led)
    if action or changed:
        # The organisations follow from the details too.
        moved = {"details", "organizations"} if "details" in lists or current.get("kind") != row["kind"] else set()
        _keep(session, before, row | columns, lists.keys() | moved, visibility=visibility)
    return log_save(session, Work, work_id, action, lists_changed=changed, visibility=visibility)


def _derived(row: Row, columns: Row) -> Row:
    """Return the keys a work is sorted by, and its year: the given one, else that of its release date."""
    released = row["release_date"]
    year = columns.get("year") or (released.year if released else row["year"])
    release_key = released.isoformat() if released else f"{year:04d}" if year else ""
    return {"title_key": fold(row["title"]), "year": year, "release_key": release_key}


def _refuse_cycle(session: Session, work_id: str, whole: str | None) -> None:
    works = table_of(Work)
    while whole is not None:
        if whole == work_id:
            raise Invalid("a work cannot be a part of itself or of its own part")
        whole = session.execute(sa.select(works.c.part_of_id).where(works.c.id == whole)).scalar()


def _write_details(
    session: Session, work_id: str, old: str | None, kind: str, lists: dict[str, Any], led: IdsByTable | None
) -> bool:
    """Write the row in the kind's own table and delete that of the former kind. Return whether anything changed."""
    if kind not in KINDS:
        raise Invalid(f"works: kind {kind!r} is not one of the known values")
    if old == kind and "details" not in lists:
        return False
    if old is not None and old != kind:
        former = table_of(KINDS[old].row)
        note_references(led, KINDS[old].row, fetch_rows(session, KINDS[old].row, "id", [work_id]), [])
        session.execute(sa.delete(former).where(former.c.id == work_id))
    model = KINDS[kind].row
    details = validate(model, lists.get("details", {}))
    return upsert(session, model, work_id, with_defaults(model, {**details, "id": work_id}), led) is not None


def _write_organizations(
    session: Session, work_id: str, kind: str, organization_ids: Sequence[str] | None, led: IdsByTable | None
) -> bool:
    """Write the organisations in order, then those that the kind's row refers to. Return whether they changed."""
    if organization_ids is None:
        organization_ids = [
            row["organization_id"] for row in fetch_rows(session, WorkOrganization, "work_id", [work_id])
        ]
    ids = dict.fromkeys([*organization_ids, *_organizations_in_details(session, work_id, kind)])
    rows = [{"organization_id": organization_id} for organization_id in ids]
    return replace_list(session, WorkOrganization, "work_id", work_id, rows, led)


def _organizations_in_details(session: Session, work_id: str, kind: str) -> list[str]:
    model, organizations = KINDS[kind].row, table_of(Organization).c.id
    columns = [column.name for column in table_of(model).c if column.references(organizations)]
    row = (fetch_row(session, model, work_id) or {}) if columns else {}
    return [row[name] for name in columns if row[name] is not None]


def _tag_rows(session: Session, names: Sequence[str]) -> list[Row]:
    """Return the rows that link a work to its tags, creating tags that are missing.

    A tag is identified by the slug of its name and keeps the name it was created with.
    """
    table = table_of(Tag)
    rows: dict[str, Row] = {}
    for name in names:
        slug = tag_slug(name)
        tag_id = session.execute(sa.select(table.c.id).where(table.c.slug == slug)).scalar()
        if tag_id is None:
            tag_id = free_id(session, Tag, slug)
            upsert(session, Tag, tag_id, validate(Tag, {"slug": slug, "name": name}))
        rows[tag_id] = {"tag_id": tag_id}
    return list(rows.values())
