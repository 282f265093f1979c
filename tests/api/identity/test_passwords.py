"""Passwords: which may be chosen, and how they are hashed."""

import asyncio
import threading

import pytest

from api.identity import passwords
from api.identity.passwords import (
    AT_ONCE,
    MOST_WAITING,
    PasswordRefused,
    PasswordThreads,
    check_password,
    hash_password,
    is_outdated,
    verify_password,
)
from api.identity.refusal import Refusal
from tests.api.admin.people import cheap_passwords
from tests.patience import PATIENCE


def test_hashes_are_argon2id_with_64_mib_and_verify_however_a_keyboard_writes_letters() -> None:
    stored = hash_password("très longue phrase")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert verify_password(stored, "tre\u0300s longue phrase")
    assert not is_outdated(stored)


def test_what_is_no_hash_is_the_hash_of_nothing() -> None:
    with cheap_passwords():
        for stored in (None, "", "x", "$argon2id$v=19$m=65536,t=3,p=4$"):
            assert not verify_password(stored, "")


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("a" * 11, "length"),
        ("ab" * 501, "length"),
        ("abc" * 4, "easy"),
        ("ADA@liane.example", "easy"),
        ("Ada Lovelace", "easy"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused_and_not_repeated(password: str, reason: str) -> None:
    with pytest.raises(PasswordRefused) as refused:
        check_password(password, "ada@liane.example", "Ada Lovelace")
    assert refused.value.reason == reason
    assert password not in str(refused.value)


@pytest.mark.parametrize("password", ["correct horse battery", "ééé ààà ùùù çç", "123456789012", "🐎🐴🦄🐂" * 3])
def test_words_of_all_sorts_may_be_chosen(password: str) -> None:
    check_password(password, "ada@liane.example", "Ada")


async def test_two_are_hashed_at_once_some_wait_and_more_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    running, go_on = threading.Semaphore(0), threading.Event()

    def slow(_: str) -> str:
        running.release()
        assert go_on.wait(PATIENCE)
        return "hash"

    monkeypatch.setattr(passwords, "hash_password", slow)
    threads = PasswordThreads()
    waiting = [asyncio.ensure_future(threads.hash("x")) for _ in range(MOST_WAITING)]
    for _ in range(AT_ONCE):
        assert await asyncio.to_thread(running.acquire, timeout=PATIENCE)
    assert not running.acquire(blocking=False)
    with pytest.raises(Refusal) as refused:
        await threads.hash("x")
    assert (refused.value.status_code, refused.value.code) == (503, "OVERLOADED")
    go_on.set()
    assert await asyncio.gather(*waiting) == ["hash"] * MOST_WAITING
    threads.close()
