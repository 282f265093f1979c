"""The migration scripts of this version. Alembic, which reads them, loads slowly: import this where it is used."""

from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

FOLDER = Path(__file__).parent


def config(connection: sa.Connection | None = None) -> Config:
    """Return Alembic's configuration, for commands on a connection if there is one."""
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings


@cache
def revisions() -> tuple[str, ...]:
    """Return the names of all migrations, oldest first; reading them takes as long as rendering a page."""
    scripts = ScriptDirectory.from_config(config()).walk_revisions()
    return tuple(script.revision for script in scripts)[::-1]


def current_revision(connection: sa.Connection) -> str | None:
    """Return the name of the last migration that the database has, if it has any."""
    return MigrationContext.configure(connection).get_current_revision()
