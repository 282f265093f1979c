"""Keys are made, ended and used, and nothing of their secrets is stored."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from schema import db, writes
from schema.keys import digest_of, prefix_of
from schema.rows import fetch_rows
from schema.tables import Change, Key
from schema.vocabulary import Scope

LATER = datetime(2099, 1, 1, tzinfo=UTC)


def stored(session: Session) -> list[dict[str, object]]:
    return [dict(row) for row in fetch_rows(session, Key)]


def test_a_key_is_stored_by_its_public_letters_and_its_digest(engine: sa.Engine) -> None:
    with db.write_transaction(engine) as session:
        text = writes.create_key(
            session, " Front ", {Scope.PUBLISH, Scope.READ_DRAFTS}, ["https://b.example", "http://a:1"], 5, LATER
        )
        (row,) = stored(session)
    assert row["created_at"]
    assert {name: value for name, value in row.items() if name != "created_at"} == {
        "prefix": prefix_of(text),
        "digest": digest_of(text),
        "name": "Front",
        "scopes": ["READ_DRAFTS", "PUBLISH"],
        "origins": ["http://a:1", "https://b.example"],
        "points": 5,
        "expires_at": LATER,
        "revoked_at": None,
        "last_used_on": None,
    }
    assert text[11:41] not in str(row)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"name": " "}, "the name is empty"),
        ({"points": 0}, "points must be 1 at least"),
        ({"expires_at": datetime(2020, 1, 1, tzinfo=UTC)}, "the end lies in the past"),
        ({"origins": ["https://a.example/"]}, "is no origin such as"),
        ({"origins": ["*"]}, "is no origin such as"),
        ({"origins": ["https://a.example; script-src *"]}, "is no origin such as"),
        ({"origins": [f"https://{number}.example" for number in range(101)]}, "more than 100 origins"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused(engine: sa.Engine, options: dict[str, object], reason: str) -> None:
    with pytest.raises(writes.Invalid, match=reason), db.write_transaction(engine) as session:
        writes.create_key(session, **{"name": "Front", **options})  # type: ignore[arg-type]


def test_a_key_is_ended_once_and_each_write_is_in_the_log(engine: sa.Engine) -> None:
    with db.write_transaction(engine) as session:
        prefix = str(prefix_of(writes.create_key(session, "Front")))
        assert writes.revoke_key(session, prefix) == "Front"
        (first,) = stored(session)
        assert writes.revoke_key(session, prefix) == "Front"
        assert stored(session) == [first]
        assert first["revoked_at"]
        logged = [(change["type"], change["target_id"], change["action"]) for change in fetch_rows(session, Change)]
    assert logged == [("Key", prefix, "CREATED"), ("Key", prefix, "UPDATED")]


def test_what_is_no_key_cannot_be_ended(engine: sa.Engine) -> None:
    with pytest.raises(writes.Invalid, match="there is no key 'abcdefgh'"), db.write_transaction(engine) as session:
        writes.revoke_key(session, "abcdefgh")


def test_the_day_of_the_last_use_only_goes_forward_and_is_not_in_the_log(engine: sa.Engine) -> None:
    with db.write_transaction(engine) as session:
        prefix = str(prefix_of(writes.create_key(session, "Front")))
        for day in (date(2026, 1, 2), date(2026, 1, 1)):
            writes.record_use(session, {prefix: day, "unknown1": day})
        (row,) = stored(session)
        assert row["last_used_on"] == date(2026, 1, 2)
        assert len(fetch_rows(session, Change)) == 1
