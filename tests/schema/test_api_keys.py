"""The list of keys: for whoever may make them, without what proves one; for all others there is none."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from schema import db, writes
from schema.visibility import DRAFT, PUBLISHED, View
from schema.vocabulary import Scope
from tests.schema.mutation.editing import Editing, editing

KEYS = "{ keys { prefix name scopes origins pointsPerMinute createdAt expiresAt revokedAt lastUsedOn } }"
OTHERS = [scope for scope in Scope if scope is not Scope.ADMIN]


@pytest.fixture
async def magazine(database_url: str) -> AsyncIterator[Editing]:
    async with editing(database_url) as made:
        yield made


async def make(magazine: Editing, name: str, **more: object) -> tuple[str, str]:
    """Make a key; return its letters, and all of it."""
    made = await magazine.edit("createKey", "key { prefix } secret", name=name, **{"scopes": [], **more})
    return made["key"]["prefix"], made["secret"]


async def test_keys_are_listed_with_all_but_what_proves_them(magazine: Editing) -> None:
    origins, end = ["https://example.org"], "2999-01-01T00:00:00Z"
    first, secret = await make(
        magazine, 'The "front"', scopes=["PUBLISH"], origins=origins, expiresAt=end, pointsPerMinute=60
    )
    second, _ = await make(magazine, "Old")
    await magazine.edit("revokeKey", prefix=second)
    engine = db.connect(magazine.url)
    with db.side_transaction(engine) as session:
        writes.record_use(session, {first: date(2031, 1, 2)})
    engine.dispose()
    answer = await magazine.answer(KEYS, scopes=[Scope.ADMIN])
    keys = {key["prefix"]: key for key in answer["data"]["keys"]}
    assert {name: keys[first][name] for name in ("name", "scopes", "origins", "pointsPerMinute", "expiresAt")} == {
        "name": 'The "front"',
        "scopes": ["PUBLISH"],
        "origins": origins,
        "pointsPerMinute": 60,
        "expiresAt": end,
    }
    assert (keys[first]["lastUsedOn"], keys[first]["revokedAt"]) == ("2031-01-02", None)
    assert (keys[second]["lastUsedOn"], keys[second]["pointsPerMinute"]) == (None, None)
    assert keys[second]["revokedAt"] is not None
    digests = [row["digest"] for row in magazine.content()["keys"]]
    assert not any(hidden in repr(answer) for hidden in (secret, *digests))


async def test_where_there_is_none_the_list_is_empty(magazine: Editing) -> None:
    assert (await magazine.ask(KEYS))["keys"] == []


@pytest.mark.parametrize("view", [PUBLISHED, DRAFT])
@pytest.mark.parametrize(("scopes", "code"), [(OTHERS, "FORBIDDEN"), ([], "FORBIDDEN"), (None, "UNAUTHENTICATED")])
async def test_nobody_else_learns_of_any_key(
    magazine: Editing, scopes: list[Scope] | None, code: str, view: View
) -> None:
    prefix, _ = await make(magazine, "Front")
    answer = await magazine.answer(KEYS, scopes=scopes, view=view)
    assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
    assert answer["data"] is None
    assert prefix not in repr(answer)
