"""The server thins out old revisions, a step at a time."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from api.pruning import Pruning
from schema import db, writes
from schema.rows import fetch_rows
from schema.tables import Revision
from schema.writes import Retention


def test_a_step_deletes_what_a_later_save_replaces(database_url: str) -> None:
    engine = db.connect(database_url)
    for title in ("Un", "Deux", "Trois"):
        with db.write_transaction(engine) as session:
            writes.save_issue(session, {"slug": "issue", "title": title})
    now = datetime.now(UTC)
    assert Pruning(database_url, Retention(), lambda: now).step() == 0
    assert Pruning(database_url, Retention(), lambda: now + timedelta(days=2)).step() == 2
    with db.read_transaction(engine) as session:
        assert [row["version"] for row in fetch_rows(session, Revision)] == [3]
        assert session.execute(sa.select(sa.func.count()).select_from(Revision)).scalar() == 1
    engine.dispose()
