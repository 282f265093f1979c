"""The databases that are measured: made, filled, and removed when the command ends."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.content import Size
from bench.load import load
from schema import db
from tests.databases import PostgresDatabases
from tests.postgres import PrivateServer


@contextlib.contextmanager
def postgres(server: str | None, size: Size, **loaded: Any) -> Iterator[str]:
    """Fill a new database with content until the block ends; give its URL.

    Args:
        server: the URL of a PostgreSQL server to make it on; without one a private server is started and removed.
        size: how much content.
        loaded: what else ``load`` takes.
    """
    with contextlib.ExitStack() as stack:
        if server is None:
            private = PrivateServer()
            stack.callback(private.stop)
            server = private.url
        databases = PostgresDatabases(server)
        url = databases.create()
        stack.callback(databases.drop, url)
        load(url, size, **loaded)
        _tune(url)
        yield url


def _tune(url: str) -> None:
    """Set for everybody what Liane sets for its own connections, so that no peer loses by what is not its own."""
    engine = db.connect(url)
    with engine.begin() as connection:
        for setting in ("jit = off", "random_page_cost = 1.1"):
            connection.exec_driver_sql(f"ALTER DATABASE {engine.url.database} SET {setting}")
    engine.dispose()


def sqlite(folder: Path, size: Size, **loaded: Any) -> str:
    """Fill a new file in a folder with content; give its URL."""
    url = f"sqlite:///{folder / uuid4().hex}.db"
    load(url, size, **loaded)
    return url
