"""Which rows lead to which, as the foreign keys say: a new table or kind of work needs no code here.

- An owner leads to what it owns (a key that cascades).
- A content row leads to what its other keys refer to; where a row has no ``visible_from``, its owner does.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from graphlib import TopologicalSorter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

import schema.kinds  # noqa: F401  (registers the kinds' tables, whose foreign keys are read here)
from schema.among import chunks
from schema.bases import table_of
from schema.rows import Model, Row

IdsByTable = dict[str, set[str]]
# Ids per statement, each bound up to ten times; SQLite allows 32,766 parameters, PostgreSQL 65,535.


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


@cache
def references(table: sa.Table) -> tuple[tuple[str, str], ...]:
    """List the columns by which a table's rows lead on, each with the name of the table that it leads to."""
    onward = {dep.target.name: dep.target_table.name for dep in dependencies() if dep.via is table}
    return tuple((column, target) for column, target in onward.items() if column != "id")


def led_by(*owners: Row) -> IdsByTable | None:
    """Return where to note what a write of a row changes in what it leads to; None where no reader may ever see it.

    Args:
        owners: the row before and after the write.
    """
    shown = any(row.get("visible_from") is not None for row in owners)
    return defaultdict(set) if shown else None


def note_references(led: IdsByTable | None, model: Model, before: Iterable[Row], after: Iterable[Row]) -> None:
    """Add to ``led`` what some rows of one owner lead to before a write and not after it, or the other way round.

    Where that is all that changed, nothing else can have another ``visible_from`` but what these lead to.
    """
    if led is not None:
        before, after = list(before), list(after)
        for column, target in references(table_of(model)):
            moved = {row.get(column) for row in before} ^ {row.get(column) for row in after}
            led[target] |= {row_id for row_id in moved if row_id is not None}


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


def union(one: IdsByTable, other: IdsByTable) -> IdsByTable:
    """Unite two collections of ids."""
    return {name: one.get(name, set()) | other.get(name, set()) for name in one.keys() | other.keys()}


def _next_rows(session: Session, name: str, ids: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the table and id of every row that depends directly on these rows."""
    outgoing = [dep for dep in dependencies() if dep.source_table.name == name]
    for chunk in chunks(ids) if outgoing else ():
        steps = [
            sa.select(sa.literal_column(f"'{dep.target_table.name}'").label("name"), dep.target.label("id"))
            .select_from(dep.via)
            .where(dep.source.in_(chunk), dep.target.is_not(None))
            for dep in outgoing
        ]
        for row in session.execute(sa.union(*steps)):
            yield row.name, row.id


@cache
def model_of(name: str) -> Model:
    """Return the model of a table."""
    models = [mapper.class_ for mapper in SQLModel._sa_registry.mappers]  # noqa: SLF001  (the only list of models)
    return next(model for model in models if model.__tablename__ == name)
