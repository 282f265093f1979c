"""Keys are made and ended by whoever has the scope ``ADMIN``."""

from schema.keys import prefix_of
from tests.schema.mutation.editing import Editing, operation_of

KEY = "key { prefix name scopes origins pointsPerMinute createdAt expiresAt revokedAt lastUsedOn }"


async def test_a_key_is_made_and_its_secret_shown_once(empty: Editing) -> None:
    payload = await empty.edit(
        "createKey",
        f"{KEY} secret",
        name="Front",
        scopes=["PUBLISH", "READ_DRAFTS"],
        origins=["https://example.org"],
        expiresAt="2999-01-01T00:00:00Z",
        pointsPerMinute=600,
    )
    key, secret = payload["key"], payload["secret"]
    assert prefix_of(secret) == key["prefix"]
    assert (key["scopes"], key["origins"]) == (["READ_DRAFTS", "PUBLISH"], ["https://example.org"])
    assert (key["expiresAt"], key["pointsPerMinute"], key["revokedAt"]) == ("2999-01-01T00:00:00Z", 600, None)
    assert secret not in repr(empty.content())


async def test_what_is_wrong_with_a_key_is_a_problem(empty: Editing) -> None:
    for wrong in (
        {"name": " "},
        {"origins": ["nowhere"]},
        {"expiresAt": "2001-01-01T00:00:00Z"},
        {"pointsPerMinute": 0},
    ):
        payload = await empty.attempt("createKey", "key { name } secret", **{"name": "Front", "scopes": [], **wrong})
        assert [each["code"] for each in payload["problems"]] == ["INVALID"]
        assert (payload["key"], payload["secret"]) == (None, None)


async def test_a_key_is_ended_once_and_for_good(empty: Editing) -> None:
    made = (await empty.edit("createKey", KEY, name="Front", scopes=[]))["key"]
    ended = (await empty.edit("revokeKey", KEY, prefix=made["prefix"]))["key"]
    assert ended["revokedAt"] is not None
    assert (await empty.edit("revokeKey", KEY, prefix=made["prefix"]))["key"] == ended
    payload = await empty.attempt("revokeKey", prefix="AbCdEf12")
    assert [(each["code"], each["path"][-1]) for each in payload["problems"]] == [("NOT_FOUND", "prefix")]


async def test_an_answer_with_a_secret_is_not_kept_for_another_time(empty: Editing) -> None:
    operation = operation_of("createKey", "secret", '@idempotent(key: "one") ')
    before = empty.digest()
    answer = await empty.answer(operation, {"input": {"name": "Front", "scopes": []}})
    assert [each["extensions"]["code"] for each in answer["errors"]] == ["BAD_USER_INPUT"]
    assert empty.digest() == before
