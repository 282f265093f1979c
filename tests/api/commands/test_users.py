"""Users on the command line: made with a password that nothing shows, listed, changed."""

import io
import sys
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from api.identity.passwords import verify_password
from schema import db
from schema.bases import table_of
from schema.identity_tables import User
from tests.api.admin.people import EMAIL, PASSWORD, cheap_passwords
from tests.api.commands.conftest import Liane

pytestmark = pytest.mark.usefixtures("empty")
ADA = ("--email", EMAIL, "--name", "Ada")


@pytest.fixture(autouse=True)
def _passwords_cost_nothing() -> Iterator[None]:
    with cheap_passwords():
        yield


def type_in(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Be a program that writes to the command."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def hash_of(url: str) -> str:
    engine = db.connect(url)
    with db.read_transaction(engine) as session:
        found = session.execute(sa.select(table_of(User).c.password)).scalar_one()
    engine.dispose()
    return str(found)


def test_a_user_is_made_with_a_password_from_the_input(
    liane: Liane, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(monkeypatch, f"{PASSWORD}\nmore\n")
    made = liane("users", "create", *ADA, "--role", "chief")
    assert made == (0, "", f"Ada signs in at /admin with {EMAIL}.\n")
    stored = hash_of(database_url)
    assert verify_password(stored, PASSWORD)
    listed = liane("users", "list")
    assert listed == (0, f"{EMAIL}\tAda\tCHIEF\tACTIVE\t-\n", "")
    assert PASSWORD not in str(made)
    assert stored not in str(listed)


def test_a_password_is_asked_for_twice_on_a_terminal(
    liane: Liane, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [PASSWORD, "another one altogether", PASSWORD, PASSWORD]
    asked: list[bool] = []

    def prompt(_: str, *, hide_input: bool, err: bool) -> str:
        asked.append(hide_input and err)
        return answers.pop(0)

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("typer.prompt", prompt)
    assert liane("users", "create", *ADA) == (1, "", "liane: the two passwords differ\n")
    assert liane("users", "create", *ADA).code == 0
    assert asked == [True] * 4
    assert verify_password(hash_of(database_url), PASSWORD)


def test_a_password_that_is_made_here_is_printed_once(liane: Liane, database_url: str) -> None:
    made = liane("users", "create", *ADA, "--generate")
    first = made.out.strip()
    assert len(first) == 24
    assert verify_password(hash_of(database_url), first)
    changed = liane("users", "password", EMAIL.upper(), "--generate")
    assert "signed out everywhere" in changed.err
    assert verify_password(hash_of(database_url), changed.out.strip())
    assert not verify_password(hash_of(database_url), first)


def test_a_user_gets_another_role_is_disabled_and_enabled(liane: Liane) -> None:
    liane("users", "create", *ADA, "--generate")
    assert liane("users", "role", EMAIL, "ADMIN").err == "Ada is ADMIN now.\n"
    assert "the last administrator" in liane("users", "disable", EMAIL).err
    liane("users", "create", "--email", "bo@liane.example", "--name", "Bo", "--role", "ADMIN", "--generate")
    assert "can sign in no more" in liane("users", "disable", EMAIL).err
    assert liane("users", "list").out.splitlines()[0].split("\t") == [EMAIL, "Ada", "ADMIN", "DISABLED", "-"]
    assert liane("users", "enable", EMAIL).err == "Ada can sign in again.\n"


@pytest.mark.parametrize(
    ("arguments", "typed", "reason"),
    [
        (("create", *ADA, "--role", "BOSS"), PASSWORD, "'BOSS' is no role: EDITOR, CHIEF, ADMIN"),
        (("create", "--email", "ada", "--name", "Ada"), PASSWORD, "the e-mail address is none"),
        (("create", *ADA), "short", "a password has 12 to 1000 characters"),
        (("create", *ADA), "aaaaaaaaaaaa", "easily guessed"),
        (("create", *ADA), EMAIL, "easily guessed"),
        (("create", *ADA), "", "give the password as the first line of the input, or --generate"),
        (("role", "nobody@liane.example", "ADMIN"), "", "there is no user with the e-mail address"),
        (("password", "nobody@liane.example"), PASSWORD, "there is no user with the e-mail address"),
        (("disable", "nobody@liane.example"), "", "there is no user with the e-mail address"),
    ],
)
def test_what_makes_no_sense_is_told_in_a_line(
    liane: Liane, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], typed: str, reason: str
) -> None:
    type_in(monkeypatch, typed)
    result = liane("users", *arguments)
    assert (result.code, result.out) == (1, "")
    assert reason in result.err
    assert not (typed and typed != EMAIL and typed in result.err)
