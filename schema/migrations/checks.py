"""Lets Alembic's autogenerate see CHECK constraints that are new, gone, or have another condition.

Alembic itself compares none of them, and its extension only their names, so a new value of a vocabulary would go
unnoticed. Migrations are generated on SQLite, which keeps a condition as it was written.
"""

import sys
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops
from alembic.runtime.plugins import Plugin
from alembic.util import PriorityDispatchResult
from sqlalchemy.sql.elements import conv

PLUGIN = "schema.migrations.checks"


def is_compared(name: str | None, kind: str, _parents: Any) -> bool:
    """Return whether the models know something by its name: the full-text index of search is SQL of its own."""
    return not (kind == "table" and (name or "").startswith("search_text"))


def compare(
    context: AutogenContext,
    operations: ops.ModifyTableOps,
    _schema: str | None,
    table_name: str,
    stored: sa.Table | None,
    declared: sa.Table | None,
) -> PriorityDispatchResult:
    """Drop the constraints of a table that differ from the models', and create the models' instead."""
    if stored is not None and declared is not None:  # a table that is created or dropped takes its constraints along
        before = _by_name(context.inspector.get_check_constraints(table_name))
        now = _by_name(
            {"name": constraint.name, "sqltext": str(constraint.sqltext)}
            for constraint in declared.constraints
            if isinstance(constraint, sa.CheckConstraint)
        )
        different = [name for name in sorted(before.keys() | now.keys()) if before.get(name) != now.get(name)]
        for name in different:
            if name in before:
                operations.ops.append(ops.DropConstraintOp.from_constraint(_constraint(name, before[name], stored)))
        for name in different:
            if name in now:
                operations.ops.append(ops.AddConstraintOp.from_constraint(_constraint(name, now[name], stored)))
    return PriorityDispatchResult.CONTINUE


def setup(plugin: Plugin) -> None:
    """Register the comparison, as Alembic asks a plugin to."""
    plugin.add_autogenerate_comparator(compare, "table", "checkconstraints")


def _by_name(constraints: Any) -> dict[str, str]:
    return {str(constraint["name"]): constraint["sqltext"] for constraint in constraints}


def _constraint(name: str, condition: str, table: sa.Table) -> sa.CheckConstraint:
    return sa.CheckConstraint(sa.text(condition), name=conv(name), table=table)  # the name is whole already


Plugin.setup_plugin_from_module(sys.modules[__name__], PLUGIN)
