"""``visible_from``, flowing down from the issues: each row takes the earliest instant of what leads to it.

What leads where is read from the foreign keys, so that a new table or kind of work needs no line here. An owner (a
cascading key) leads to what it owns; a content row, or the owner of a row that is none, leads to what its other keys
name. The whole flow is set-based SQL.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from graphlib import TopologicalSorter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

import schema.kinds  # noqa: F401  (the tables of the kinds must be known before their foreign keys are read)
from schema.bases import now, table_of
from schema.tables import Issue
from schema.vocabulary import ChangeAction, StoredStatus
from schema.writes.log import log
from schema.writes.rows import Model

IdsByTable = dict[str, set[str]]
# How many ids one statement names, some ten times over; SQLite allows 32,766 parameters, PostgreSQL 65,535.
CHUNK = 1000


class Dependency(NamedTuple):
    """One way from row to row: the rows of ``via`` name both ends."""

    via: sa.Table
    source: sa.Column[Any]
    target: sa.Column[Any]
    source_table: sa.Table
    target_table: sa.Table


@cache
def dependencies() -> tuple[Dependency, ...]:
    """List every way in which visibility flows."""
    found = []
    for table in SQLModel.metadata.sorted_tables:
        keys = [key for column in table.c for key in column.foreign_keys if "visible_from" in key.column.table.c]
        owners = [(key.parent, key.column.table) for key in keys if key.ondelete == "CASCADE"]
        named = [(key.parent, key.column.table) for key in keys if key.ondelete != "CASCADE"]
        if "visible_from" in table.c:
            found += [Dependency(table, owner, table.c.id, owner_table, table) for owner, owner_table in owners]
            owners = [(table.c.id, table)]
        for owner, owner_table in owners:
            found += [Dependency(table, owner, target, owner_table, target_table) for target, target_table in named]
    return tuple(found)


@cache
def propagation_order() -> tuple[sa.Table, ...]:
    """List the tables with visibility, each after all that lead to it."""
    sorter: TopologicalSorter[sa.Table] = TopologicalSorter()
    for edge in dependencies():
        if edge.source_table is not edge.target_table:
            sorter.add(edge.target_table, edge.source_table)
    return tuple(sorter.static_order())


@contextmanager
def propagate_visibility(session: Session, model: Model, row_id: str, *, shown: bool) -> Iterator[None]:
    """Bring up to date what a row led to before the block, and what it leads to after it.

    Args:
        session: the open transaction.
        model: of the row.
        row_id: the row that the block writes.
        shown: whether the row has a ``visible_from`` before or after; one that never had any shows nothing else.
    """
    if not shown:
        yield
        return
    start = {table_of(model).name: {row_id}}
    before = reachable(session, start)
    yield
    recompute(session, union(before, reachable(session, start)))


def recompute_visibility(session: Session) -> int:
    """Derive every ``visible_from`` anew from the issues; give the number of rows that were wrong."""
    issues = table_of(Issue)
    shown = sa.case((issues.c.status == StoredStatus.PUBLISHED, issues.c.published_at), else_=sa.null())
    wrong = (
        sa.update(issues)
        .where(issues.c.visible_from.is_distinct_from(shown))
        .values(visible_from=shown, updated_at=now())
    )
    ids = session.execute(wrong.returning(issues.c.id)).scalars().all()
    log(session, Issue, ChangeAction.UPDATED, *ids)
    return len(ids) + sum(_recompute(session, table, None) for table in propagation_order())


def reachable(session: Session, start: Mapping[str, set[str]]) -> IdsByTable:
    """Collect the ids, by table, of everything that the rows of ``start`` lead to, themselves included."""
    found: IdsByTable = defaultdict(set)
    frontier: IdsByTable = {name: set(ids) for name, ids in start.items()}
    while frontier:
        for name, ids in frontier.items():
            found[name] |= ids
        ahead: IdsByTable = defaultdict(set)
        for name, ids in frontier.items():
            for target, row_id in _next_rows(session, name, ids):
                if row_id not in found[target]:
                    ahead[target].add(row_id)
        frontier = dict(ahead)
    return found


def recompute(session: Session, touched: Mapping[str, set[str]]) -> None:
    """Derive ``visible_from`` of the touched rows anew; everything they lead to must be touched too."""
    for table in propagation_order():
        for ids in _chunks(touched.get(table.name, set())):
            _recompute(session, table, ids)


def union(one: IdsByTable, other: IdsByTable) -> IdsByTable:
    """Unite two collections of ids."""
    return {name: one.get(name, set()) | other.get(name, set()) for name in one.keys() | other.keys()}


def _next_rows(session: Session, name: str, ids: set[str]) -> Iterator[tuple[str, str]]:
    """Give the table and id of every row one step on."""
    outgoing = [edge for edge in dependencies() if edge.source_table.name == name]
    for chunk in _chunks(ids) if outgoing else ():
        steps = [
            sa.select(sa.literal_column(f"'{edge.target_table.name}'").label("name"), edge.target.label("id"))
            .select_from(edge.via)
            .where(edge.source.in_(chunk), edge.target.is_not(None))
            for edge in outgoing
        ]
        for row in session.execute(sa.union(*steps)):
            yield row.name, row.id


def _recompute(session: Session, table: sa.Table, ids: list[str] | None) -> int:
    """Derive ``visible_from`` of one table's rows (all of them without ``ids``) and log what changed."""
    incoming = [edge for edge in dependencies() if edge.target_table is table and edge.source_table is not table]
    if not incoming:
        return 0
    family = _with_ancestors(table, ids)
    reached = sa.union_all(
        sa.select(family.c.id, sa.null().label("at")),
        *(
            sa.select(family.c.id, edge.source_table.c.visible_from)
            .join(edge.via, edge.target == family.c.member)
            .join_from(edge.via, edge.source_table, edge.source_table.c.id == edge.source)
            if edge.via is not edge.source_table
            else sa.select(family.c.id, edge.via.c.visible_from).join(edge.via, edge.target == family.c.member)
            for edge in incoming
        ),
    ).subquery("reached")
    earliest = sa.type_coerce(sa.func.min(reached.c.at), table.c.visible_from.type).label("at")
    seen = sa.select(reached.c.id, earliest).group_by(reached.c.id).subquery("seen")
    wrong = (
        sa.update(table)
        .where(table.c.id == seen.c.id, table.c.visible_from.is_distinct_from(seen.c.at))
        .values(visible_from=seen.c.at, updated_at=now())
        .returning(table.c.id)
    )
    changed = session.execute(wrong).scalars().all()
    log(session, _model_of(table.name), ChangeAction.UPDATED, *changed)
    return len(changed)


def _with_ancestors(table: sa.Table, ids: list[str] | None) -> sa.CTE:
    """Pair each row with itself and, where rows of its own table lead to it (a whole's parts), with all of those."""
    rows = sa.select(table.c.id.label("id"), table.c.id.label("member"))
    if ids is not None:
        rows = rows.where(table.c.id.in_(ids))
    within = [edge for edge in dependencies() if edge.source_table is table and edge.target_table is table]
    family = rows.cte("family", recursive=bool(within))
    for edge in within:
        family = family.union(sa.select(family.c.id, edge.source).join(edge.via, edge.target == family.c.member))
    return family


@cache
def _model_of(name: str) -> Model:
    models = [mapper.class_ for mapper in SQLModel._sa_registry.mappers]  # noqa: SLF001  (the only list of models)
    return next(model for model in models if model.__tablename__ == name)


def _chunks(ids: set[str]) -> Iterator[list[str]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]
