"""One open write transaction, as ``schema.writes`` takes it."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from schema.db import write_transaction


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """A session inside the content transaction of a migrated, empty database; nothing of it stays."""
    with write_transaction(engine) as session:
        yield session
        session.rollback()
