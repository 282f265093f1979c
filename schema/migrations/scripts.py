"""Alembic, set up for the migrations of this version. It loads slowly: import this where it is used."""

from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

FOLDER = Path(__file__).parent


def config(connection: sa.Connection | None = None) -> Config:
    """Return Alembic's configuration, for commands on a connection if there is one."""
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings


def current_revision(connection: sa.Connection) -> str | None:
    """Return the name of the last migration that the database has, if it has any."""
    return MigrationContext.configure(connection).get_current_revision()
