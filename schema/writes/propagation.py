"""Propagates ``visible_from`` from the issues: each row takes the earliest instant among the rows that lead to it.

Which rows lead to which is read from the foreign keys, so a new table or kind of work needs no code here:

- an owner leads to what it owns (a key that cascades);
- a content row leads to what its other keys refer to; where a row has no ``visible_from``, its owner does.

All of it is set-based SQL.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from graphlib import TopologicalSorter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

import schema.kinds  # noqa: F401  (registers the kinds' tables, whose foreign keys are read here)
from schema.bases import now, table_of
from schema.rows import Model
from schema.tables import Issue
from schema.vocabulary import ChangeAction, StoredStatus
from schema.writes.log import log

IdsByTable = dict[str, set[str]]
# Ids per statement, each bound up to ten times; SQLite allows 32,766 parameters, PostgreSQL 65,535.
CHUNK = 1000


class Dependency(NamedTuple):
    """The visibility of ``target`` rows depends on that of ``source`` rows; rows of ``via`` refer to both."""

    via: sa.Table
    source: sa.Column[Any]
    target: sa.Column[Any]
    source_table: sa.Table
    target_table: sa.Table


@cache
def dependencies() -> tuple[Dependency, ...]:
    """List every way in which visibility propagates from table to table."""
    result = []
    for table in SQLModel.metadata.sorted_tables:
        keys = [key for column in table.c for key in column.foreign_keys if "visible_from" in key.column.table.c]
        owners = [(key.parent, key.column.table) for key in keys if key.ondelete == "CASCADE"]
        referenced = [(key.parent, key.column.table) for key in keys if key.ondelete != "CASCADE"]
        if "visible_from" in table.c:
            result += [Dependency(table, owner, table.c.id, owner_table, table) for owner, owner_table in owners]
            owners = [(table.c.id, table)]
        for owner, owner_table in owners:
            result += [
                Dependency(table, owner, target, owner_table, target_table) for target, target_table in referenced
            ]
    return tuple(result)


@cache
def propagation_order() -> tuple[sa.Table, ...]:
    """List the tables with ``visible_from``, each after all that it depends on."""
    sorter: TopologicalSorter[sa.Table] = TopologicalSorter()
    for dep in dependencies():
        if dep.source_table is not dep.target_table:
            sorter.add(dep.target_table, dep.source_table)
    return tuple(sorter.static_order())


@contextmanager
def propagate_visibility(session: Session, model: Model, row_id: str, *, shown: bool) -> Iterator[None]:
    """Recompute ``visible_from`` of everything the row leads to, before or after the block that writes it.

    Args:
        session: the open transaction.
        model: the row's table.
        row_id: the row that the block writes.
        shown: whether the row has a ``visible_from`` before or after the block; without one it makes nothing visible.
    """
    if not shown:
        yield
        return
    start = {table_of(model).name: {row_id}}
    before = reachable(session, start)
    yield
    recompute(session, union(before, reachable(session, start)))


def recompute_visibility(session: Session) -> int:
    """Recompute every ``visible_from`` from the issues. Return the number of rows that were wrong."""
    issues = table_of(Issue)
    correct = sa.case((issues.c.status == StoredStatus.PUBLISHED, issues.c.published_at), else_=sa.null())
    wrong = (
        sa.update(issues)
        .where(issues.c.visible_from.is_distinct_from(correct))
        .values(visible_from=correct, updated_at=now())
    )
    ids = session.execute(wrong.returning(issues.c.id)).scalars().all()
    log(session, Issue, ChangeAction.UPDATED, *ids)
    return len(ids) + sum(_recompute(session, table, None) for table in propagation_order())


def reachable(session: Session, start: Mapping[str, set[str]]) -> IdsByTable:
    """Collect the ids, by table, of the rows of ``start`` and of everything they lead to."""
    visited: IdsByTable = defaultdict(set)
    frontier: IdsByTable = {name: set(ids) for name, ids in start.items()}
    while frontier:
        for name, ids in frontier.items():
            visited[name] |= ids
        following: IdsByTable = defaultdict(set)
        for name, ids in frontier.items():
            for target, row_id in _next_rows(session, name, ids):
                if row_id not in visited[target]:
                    following[target].add(row_id)
        frontier = dict(following)
    return visited


def recompute(session: Session, ids_by_table: Mapping[str, set[str]]) -> None:
    """Recompute ``visible_from`` of these rows; everything they lead to has to be among them."""
    for table in propagation_order():
        for ids in _chunks(ids_by_table.get(table.name, set())):
            _recompute(session, table, ids)


def union(one: IdsByTable, other: IdsByTable) -> IdsByTable:
    """Unite two collections of ids."""
    return {name: one.get(name, set()) | other.get(name, set()) for name in one.keys() | other.keys()}


def _next_rows(session: Session, name: str, ids: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the table and id of every row that depends directly on these rows."""
    outgoing = [dep for dep in dependencies() if dep.source_table.name == name]
    for chunk in _chunks(ids) if outgoing else ():
        steps = [
            sa.select(sa.literal_column(f"'{dep.target_table.name}'").label("name"), dep.target.label("id"))
            .select_from(dep.via)
            .where(dep.source.in_(chunk), dep.target.is_not(None))
            for dep in outgoing
        ]
        for row in session.execute(sa.union(*steps)):
            yield row.name, row.id


def _recompute(session: Session, table: sa.Table, ids: list[str] | None) -> int:
    """Recompute ``visible_from`` of one table's rows (all of them without ``ids``); log and count the changed ones."""
    incoming = [dep for dep in dependencies() if dep.target_table is table and dep.source_table is not table]
    if not incoming:
        return 0
    pairs = _with_sources(table, ids)
    reached = sa.union_all(
        sa.select(pairs.c.id, sa.null().label("at")),
        *(
            sa.select(pairs.c.id, dep.source_table.c.visible_from)
            .join(dep.via, dep.target == pairs.c.source_id)
            .join_from(dep.via, dep.source_table, dep.source_table.c.id == dep.source)
            if dep.via is not dep.source_table
            else sa.select(pairs.c.id, dep.via.c.visible_from).join(dep.via, dep.target == pairs.c.source_id)
            for dep in incoming
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


def _with_sources(table: sa.Table, ids: list[str] | None) -> sa.CTE:
    """Pair each row with itself and with all rows of its own table that lead to it (the parts of a whole)."""
    rows = sa.select(table.c.id.label("id"), table.c.id.label("source_id"))
    if ids is not None:
        rows = rows.where(table.c.id.in_(ids))
    within = [dep for dep in dependencies() if dep.source_table is table and dep.target_table is table]
    pairs = rows.cte("pairs", recursive=bool(within))
    for dep in within:
        pairs = pairs.union(sa.select(pairs.c.id, dep.source).join(dep.via, dep.target == pairs.c.source_id))
    return pairs


@cache
def _model_of(name: str) -> Model:
    models = [mapper.class_ for mapper in SQLModel._sa_registry.mappers]  # noqa: SLF001  (the only list of models)
    return next(model for model in models if model.__tablename__ == name)


def _chunks(ids: set[str]) -> Iterator[list[str]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]
