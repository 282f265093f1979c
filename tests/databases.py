"""Fresh databases for tests, copied from templates that are made once per process."""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import psycopg
import sqlalchemy as sa
from psycopg import sql

from schema import db
from schema.migrations import runner
from seed.files import load

Fill = Callable[[str], None]


class Databases(ABC):
    """Makes databases of one sort, copies of templates that are made once."""

    def __init__(self) -> None:
        self._templates: dict[Fill, str] = {}

    @abstractmethod
    def create(self, template: str | None = None) -> str:
        """Make a database, empty or as a copy of the one at the URL ``template``; give its URL."""

    @abstractmethod
    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected."""

    @property
    def migrated(self) -> str:
        """The URL of a template with all tables and no content."""
        return self.template(runner.migrate, None)

    @property
    def seeded(self) -> str:
        """The URL of a template with the sample content."""
        return self.template(fill_with_sample, self.migrated)

    def template(self, fill: Fill, before: str | None) -> str:
        """Return the URL of the template that ``fill`` makes from a copy of the one before; cached."""
        if fill not in self._templates:
            url = self.create(before)
            try:
                fill(url)
            except BaseException:
                self.drop(url)
                raise
            self._templates[fill] = url
        return self._templates[fill]

    def drop_templates(self) -> None:
        """Remove the templates."""
        for url in self._templates.values():
            self.drop(url)


class SqliteDatabases(Databases):
    """One file per database, in a folder of the test run."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def create(self, template: str | None = None) -> str:
        """Make a file; no connection to a template is open, so its write-ahead log is empty."""
        path = self._folder / f"{uuid4().hex}.db"
        if template:
            shutil.copyfile(self._path(template), path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        """Remove the file and what SQLite keeps beside it."""
        path = self._path(url)
        for beside in self._folder.glob(f"{path.name}*"):
            beside.unlink()

    @staticmethod
    def _path(url: str) -> Path:
        return Path(str(sa.make_url(url).database))


class PostgresDatabases(Databases):
    """Databases on one server; ``CREATE DATABASE ... TEMPLATE`` copies the files."""

    def __init__(self, server: str) -> None:
        super().__init__()
        self._server = server
        with psycopg.connect(server) as connection:
            (durable,) = connection.execute("SELECT current_setting('fsync')::boolean").fetchone() or (True,)
        # Copying the files takes half the work of PostgreSQL's own choice, which is made for disks that are waited for.
        self._strategy = sql.SQL("WAL_LOG" if durable else "FILE_COPY")

    def create(self, template: str | None = None) -> str:
        """Make a database under a name nobody else has."""
        name = f"liane_test_{uuid4().hex}"
        source = self._name(template) if template else "template0"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY {}")
        self._run(statement.format(sql.Identifier(name), sql.Identifier(source), self._strategy))
        return sa.make_url(self._server).set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Drop the database with its connections."""
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(self._name(url))))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement)

    @staticmethod
    def _name(url: str) -> str:
        return str(sa.make_url(url).database)


def fill_with_sample(url: str) -> None:
    """Load the sample content and leave no connection behind."""
    engine = db.connect(url)
    try:
        with db.write_transaction(engine) as session:
            load.load_directory(session, load.CONTENT)
    finally:
        engine.dispose()
