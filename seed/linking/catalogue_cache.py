"""The catalogue between the files of one run: read once, and then brought up to date from the change log."""

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from schema.bases import table_of
from schema.changelog import literals
from schema.tables import (
    Change,
    Column,
    Credit,
    DatabaseIdentity,
    ExternalId,
    Organization,
    Person,
    Work,
    WorkOrganization,
)
from schema.vocabulary import ChangeAction
from seed.linking.catalogue import ORGANIZATION, PERSON, WORK, Catalogue, NamedColumn
from seed.linking.column_roles import ColumnRole, learn_column_roles
from seed.linking.known_sites import recognise
from seed.linking.names import CatalogueEntry, Names

CATALOGUE_TYPES = [model.__name__ for model in (Column, Organization, Person, Work)]
EDITS = [ChangeAction.CREATED, ChangeAction.UPDATED, ChangeAction.DELETED]
CHANGES = table_of(Change).c
CATALOGUE_CHANGES = (
    CHANGES.sequence > sa.bindparam("after"),
    CHANGES.type.in_(literals(CATALOGUE_TYPES)),
    CHANGES.action.in_(literals(EDITS)),
)
# The database's identity, its last change, and a change of the catalogue after :after. It runs for every file, so it is
# built once.
LAST_CHANGES = sa.select(
    sa.select(table_of(DatabaseIdentity).c.identity).scalar_subquery(),
    sa.func.max(CHANGES.sequence),
    sa.select(CHANGES.sequence).where(*CATALOGUE_CHANGES).limit(1).scalar_subquery(),
)
CHANGED_IDS = sa.select(CHANGES.target_id).where(*CATALOGUE_CHANGES).distinct()
MOST_CHANGED = 2_000
"""How many changed entries are read one by one; where more have changed, all are read again."""
ROWS_AT_ONCE = 2_000
WORK_COLUMNS = (col(Work.id), col(Work.slug), col(Work.title), col(Work.kind), col(Work.part_of_id), col(Work.year))
WORKS = sa.select(*WORK_COLUMNS, col(Work.original_title), col(Work.aliases))
NAMED = {
    entry_type: sa.select(col(model.id), col(model.slug), col(model.name), col(model.aliases))
    for entry_type, model in ((PERSON, Person), (ORGANIZATION, Organization))
}
WORKS_BY_EXTERNAL_ID = sa.select(col(ExternalId.scheme), col(ExternalId.value), *WORK_COLUMNS).join(
    Work, col(Work.id) == col(ExternalId.work_id)
)


class CatalogueCache:
    """The names of the catalogue, and the last change that they are known to include."""

    def __init__(self) -> None:
        self._names: Names | None = None
        self._columns: dict[str, NamedColumn] = {}
        self._database: str | None = None
        self._last_change = 0

    def catalogue(self, session: Session, identity: str, urls: Iterable[str] = ()) -> Catalogue:
        """Return the catalogue as it is now.

        Args:
            session: the open transaction.
            identity: of the issue being imported, from which no column role is learnt.
            urls: where its links lead; works are found by these alone, not by any address.
        """
        names = self._current_names(session)
        roles, makers = _roles(session, self._columns, identity), partial(_makers, session)
        return Catalogue(names, self._columns, roles, _works_at(session, urls), makers)

    def _current_names(self, session: Session) -> Names:
        database, last_change, has_changed = session.execute(LAST_CHANGES, {"after": self._last_change}).one()
        last_change = last_change or 0
        names = self._names
        # A restored database has another identity. With fewer changes, the transaction read from was rolled back.
        if names is None or database != self._database or last_change < self._last_change:
            names = self._read_all(session)
        elif has_changed:
            ids = session.scalars(CHANGED_IDS, {"after": self._last_change}).all()
            if len(ids) > MOST_CHANGED:
                names = self._read_all(session)
            else:
                names.remove(set(ids))
                _add_names(names, session, ids)
                self._columns = _columns(session)
        self._names, self._database, self._last_change = names, database, last_change
        return names

    def _read_all(self, session: Session) -> Names:
        names = Names()
        with _no_collections():
            _add_names(names, session)
        self._columns = _columns(session)
        return names


def catalogue_of(
    session: Session, work_ids: Collection[str], names: Iterable[tuple[str, CatalogueEntry]], identity: str
) -> Catalogue:
    """Return a catalogue of few works, which takes no time: nothing else is found by it.

    Args:
        session: the open transaction.
        work_ids: the works of the database that are in it.
        names: other names, and what they stand for.
        identity: of an issue from which no column role is learnt.
    """
    small = Names()
    _add_names(small, session, work_ids)
    for name, entry in names:
        small.add(name, entry)
    columns = _columns(session)
    roles, makers = _roles(session, columns, identity), partial(_makers, session)
    return Catalogue(small, columns, roles, makers=makers)


@contextmanager
def _no_collections() -> Iterator[None]:
    """Let no garbage be looked for among new names, now or later: with 200,000 works each search takes half a second.

    What is there afterwards is frozen: it goes when nothing refers to it, as before, but in a cycle it stays.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()


def _add_names(names: Names, session: Session, ids: Collection[str] | None = None) -> None:
    """Add the names of the works, people and organisations with these ids, or of all."""
    for *columns, original_title, aliases in _rows(session, WORKS, Work, ids):
        entry = CatalogueEntry(WORK, *columns)
        for name in (entry.title, original_title or "", *aliases):
            names.add(name, entry)
    for entry_type, model in ((PERSON, Person), (ORGANIZATION, Organization)):
        for row_id, slug, name, aliases in _rows(session, NAMED[entry_type], model, ids):
            entry = CatalogueEntry(entry_type, row_id, slug, name)
            for each in (name, *aliases):
                names.add(each, entry)


def _rows(session: Session, select: Any, model: Any, ids: Collection[str] | None) -> Iterator[Any]:
    if ids is not None:
        select = select.where(col(model.id).in_(ids))
    return iter(session.execute(select, execution_options={"yield_per": ROWS_AT_ONCE}))


def _columns(session: Session) -> dict[str, NamedColumn]:
    columns = sa.select(col(Column.name_key), col(Column.id), col(Column.slug))
    return {name: NamedColumn(column_id, slug) for name, column_id, slug in session.execute(columns)}


def _roles(session: Session, columns: Mapping[str, NamedColumn], identity: str) -> dict[str, ColumnRole]:
    return learn_column_roles(session, {column.id: column.slug for column in columns.values()}, identity)


def _works_at(session: Session, urls: Iterable[str]) -> dict[tuple[str, str], CatalogueEntry]:
    """Return the works that URLs of known sites lead to, by scheme and value."""
    pages = {(page.scheme, page.value) for url in urls if (page := recognise(url))}
    if not pages:
        return {}
    condition = sa.tuple_(col(ExternalId.scheme), col(ExternalId.value)).in_(sorted(pages))
    return {
        (scheme, value): CatalogueEntry(WORK, *work)
        for scheme, value, *work in session.execute(WORKS_BY_EXTERNAL_ID.where(condition))
    }


def _makers(session: Session, work_ids: Collection[str]) -> dict[str, set[str]]:
    """Return the ids of the people and organisations that are behind works."""
    makers: dict[str, set[str]] = {}
    for owner, maker in (
        (Credit.work_id, Credit.person_id),
        (WorkOrganization.work_id, WorkOrganization.organization_id),
    ):
        for work_id, maker_id in session.execute(sa.select(col(owner), col(maker)).where(col(owner).in_(work_ids))):
            makers.setdefault(work_id, set()).add(maker_id)
    return makers
