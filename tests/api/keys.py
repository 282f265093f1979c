"""Keys for tests of the API."""

from collections.abc import Iterable
from datetime import datetime

from schema import db, writes
from schema.keys import prefix_of
from schema.vocabulary import Scope

DRAFTS = (Scope.READ_DRAFTS,)


def make_key(
    url: str,
    *scopes: Scope,
    origins: Iterable[str] = (),
    points: int | None = None,
    expires_at: datetime | None = None,
    name: str = "Front",
) -> str:
    """Make a key in a database, as another process does."""
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        key = writes.create_key(session, name, scopes, list(origins), points, expires_at)
    engine.dispose()
    return key


def revoke(url: str, key: str) -> None:
    """Revoke a key, as another process does."""
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        writes.revoke_key(session, str(prefix_of(key)))
    engine.dispose()


def bearer(key: str, view: str | None = None) -> dict[str, str]:
    """Return the headers of a request with a key, and a view if need be."""
    return {"Authorization": f"Bearer {key}", **({"Liane-View": view} if view else {})}
