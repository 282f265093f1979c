"""Alembic's environment, run for every command; ``schema.migrations.runner`` passes the connection."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import AutoString, SQLModel

import schema.bases  # noqa: F401  (so that constraints are named as the models name them)
from schema.migrations import checks


def render_item(kind: str, item: Any, autogen_context: AutogenContext) -> str | Literal[False]:
    """Render plain types into a migration, and ours with their import."""
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    if kind == "type" and type(item).__module__ == "schema.column_types":
        autogen_context.imports.add("import schema.column_types")
        return f"schema.column_types.{type(item).__name__}()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
    render_item=render_item,
    include_name=checks.is_compared,
    autogenerate_plugins=["alembic.autogenerate.*", checks.PLUGIN],
)
with context.begin_transaction():
    context.run_migrations()
