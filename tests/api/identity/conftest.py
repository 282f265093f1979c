"""A server with the sample content, a draft, an issue to come, and a key for every set of scopes that matters."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
import pytest

from schema import db, writes
from schema.vocabulary import Scope
from tests.api.keys import make_key
from tests.api.serving import NOW, application, serving
from tests.conftest import fresh
from tests.databases import Databases

TO_COME = datetime(2023, 12, 24, 18, tzinfo=UTC)
PARTNER = "https://partner.example"


@dataclass(frozen=True)
class Served:
    """A server, its database, and keys by what they may do."""

    client: httpx.Client
    url: str
    keys: dict[str, str] = field(repr=False)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    """A server that no test changes; the tests of a module share it."""
    databases: Databases = request.getfixturevalue(f"{request.param}_databases")
    with fresh(databases, databases.seeded) as url:
        add_issues(url)
        keys = {
            "reader": make_key(url),
            "editor": make_key(url, Scope.READ_DRAFTS),
            "writer": make_key(url, *(scope for scope in Scope if scope is not Scope.READ_DRAFTS)),
            "partner": make_key(url, Scope.READ_DRAFTS, origins=[PARTNER]),
        }
        with serving(application(url, cors_origins="https://site.example")) as client:
            yield Served(client, url, keys)


def add_issues(url: str) -> None:
    """Save a draft, and an issue that is published later than the server's present."""
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        for slug, status, day in (("draft", "DRAFT", NOW), ("to-come", "PUBLISHED", TO_COME)):
            writes.save_issue(session, {"slug": slug, "title": slug, "status": status, "published_at": day})
    engine.dispose()
