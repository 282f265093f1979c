"""A program for ``test_adding_a_kind``: uses a database by the command line and over HTTP, and prints what it saw.

It is run with the packages of a copy; ``LIANE_DATABASE_URL`` names the database, and its argument a folder with a
newsletter, to which it exports.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlmodel import SQLModel

import schema.identity_tables
import schema.kinds  # noqa: F401  (so that the tables of all kinds are known)
from api.commands.cli import app
from schema import db, writes
from schema.migrations.checks import is_compared
from seed.files.load import CONTENT
from tests.api.pages import BROWSER
from tests.api.serving import application, serving


def liane(*arguments: str) -> str:
    """Run a command of ``liane``; return what it prints."""
    output = StringIO()
    with redirect_stdout(output):
        assert not app(list(arguments), standalone_mode=False), arguments
    return output.getvalue()


def differences(url: str) -> list[str]:
    """Return what the tables of a database lack or have beside what the models declare."""
    engine = db.connect(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_compared})
        found = compare_metadata(context, SQLModel.metadata)
    engine.dispose()
    return list(map(str, found))


def pages(url: str, path: str) -> Iterator[tuple[str, str]]:
    """Yield a page in each language of the publication."""
    engine = db.connect(url)
    with serving(application(url)) as client:
        for language in ("fr", "en"):
            with db.write_transaction(engine) as session:
                writes.save_publication(session, {"language": language})
            yield language, client.get(path, headers=BROWSER).text
    engine.dispose()


def use(url: str, folder: Path) -> dict[str, Any]:
    """Migrate, load, import, read, export, and load the export into another database."""
    liane("migrate")
    liane("seed", str(CONTENT))
    imported = json.loads(liane("import", "--publish", "--json", str(folder / "lune.md")))
    seen = {"differences": differences(url), "imported": imported, **dict(pages(url, "/works/cendrelune"))}
    liane("export", str(folder / "first"))
    os.environ["LIANE_DATABASE_URL"] = f"sqlite:///{folder}/other.db"
    liane("migrate")
    liane("seed", str(folder / "first"))
    liane("export", str(folder / "second"))
    return seen


if __name__ == "__main__":
    sys.stdout.write(json.dumps(use(os.environ["LIANE_DATABASE_URL"], Path(sys.argv[1]))))
