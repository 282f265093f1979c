"""Propagates ``visible_from`` from the issues: each row takes the earliest instant among the rows that lead to it.

Which rows lead to which, ``schema.writes.reach`` reads from the foreign keys. All of it is set-based SQL.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema.among import chunks
from schema.bases import table_of
from schema.tables import Issue
from schema.vocabulary import StoredStatus
from schema.writes.log import Appearance, append_entries, log_appearances
from schema.writes.reach import Dependency, dependencies, model_of, propagation_order, reachable


def follow(session: Session, led: Mapping[str, set[str]] | None) -> None:
    """Recompute ``visible_from`` of what is led to otherwise than before, and of all that it leads to."""
    if led and any(led.values()):
        recompute(session, reachable(session, led))


def recompute_visibility(session: Session) -> int:
    """Recompute every ``visible_from`` from the issues. Return the number of rows that were wrong."""
    issues = table_of(Issue)
    correct = sa.case((issues.c.status == StoredStatus.PUBLISHED, issues.c.published_at), else_=sa.null())
    after = sa.type_coerce(correct, issues.c.visible_from.type)
    wrong = sa.select(issues.c.id, issues.c.visible_from, after).where(issues.c.visible_from.is_distinct_from(after))
    corrected = _correct(session, issues, wrong) + sum(
        _recompute(session, table, None) for table in propagation_order()
    )
    append_entries(session)
    return corrected


def recompute(session: Session, ids_by_table: Mapping[str, set[str]]) -> None:
    """Recompute ``visible_from`` of these rows; everything they lead to has to be among them."""
    for table in propagation_order():
        for ids in chunks(ids_by_table.get(table.name, set())):
            _recompute(session, table, ids)


def _recompute(session: Session, table: sa.Table, ids: list[str] | None) -> int:
    """Recompute ``visible_from`` of one table's rows (all of them without ``ids``); log and count what was wrong."""
    incoming = [dep for dep in dependencies() if dep.target_table is table and dep.source_table is not table]
    if not incoming:
        return 0
    pairs = _with_sources(table, ids)
    # Outer joins begin with the rows in question, and say of what nothing leads to that it is seen at no time. Of inner
    # ones SQLite, which knows no numbers, would read all that refers to any row.
    reached = sa.union_all(*(_led_to(pairs, dep) for dep in incoming)).subquery("reached")
    earliest = sa.type_coerce(sa.func.min(reached.c.at), table.c.visible_from.type).label("at")
    right = sa.select(reached.c.id, earliest).group_by(reached.c.id).subquery("seen")
    wrong = (
        sa.select(table.c.id, table.c.visible_from, right.c.at)
        .join(right, right.c.id == table.c.id)
        .where(table.c.visible_from.is_distinct_from(right.c.at))
    )
    return _correct(session, table, wrong)


def _led_to(pairs: sa.CTE, dep: Dependency) -> "sa.Select[Any]":
    """Select the instants from which on readers see what leads to some rows in one way."""
    select = sa.select(pairs.c.id, dep.source_table.c.visible_from.label("at"))
    select = select.outerjoin_from(pairs, dep.via, dep.target == pairs.c.source_id)
    if dep.via is dep.source_table:
        return select
    return select.outerjoin(dep.source_table, dep.source_table.c.id == dep.source)


def _correct(session: Session, table: sa.Table, wrong: "sa.Select[Any]") -> int:
    """Write ``visible_from`` of the selected rows: their ids, what it is, and what it has to be; log and count them."""
    rows = [Appearance(*row) for row in session.execute(wrong)]
    log_appearances(session, model_of(table.name), rows)
    ids_by_instant: dict[datetime | None, set[str]] = defaultdict(set)
    for row in rows:
        ids_by_instant[row.after].add(row.id)
    for instant, ids in ids_by_instant.items():
        for chunk in chunks(ids):
            session.execute(sa.update(table).where(table.c.id.in_(chunk)).values(visible_from=instant))
    return len(rows)


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
