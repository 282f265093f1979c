"""Keys on the command line: shown once, listed by their public letters, ended by them."""

import pytest

from schema.keys import prefix_of
from tests.api.commands.conftest import Liane


@pytest.mark.usefixtures("empty")
def test_a_key_is_printed_when_it_is_made_and_never_again(liane: Liane) -> None:
    options = ("--scope", "read_drafts", "--scope", "SYNC", "--origin", "https://a.example", "--points", 5)
    made = liane("keys", "create", "--name", "Front", *options, "--expires", "2099-03-14")
    key = made.out.strip()
    prefix = prefix_of(key)
    assert prefix
    assert (made.code, key in made.err) == (0, False)
    columns = ("VALID", "READ_DRAFTS,SYNC", "https://a.example", "5", "2099-03-15T00:00:00Z", "-")
    assert liane("keys", "list") == (0, "\t".join((prefix, "Front", *columns)) + "\n", "")
    revoked = liane("keys", "revoke", prefix)
    assert revoked == (0, "", f"Revoked {prefix} (Front).\n")
    listed = liane("keys", "list")
    assert listed.out.startswith(f"{prefix}\tFront\tREVOKED\t")
    assert not [result for result in (revoked, listed) if key[11:41] in str(result)]


@pytest.mark.usefixtures("empty")
def test_a_key_that_was_found_somewhere_is_revoked_by_itself(liane: Liane) -> None:
    key = liane("keys", "create", "--name", "Lost").out.strip()
    assert liane("keys", "revoke", key).err == f"Revoked {key[3:11]} (Lost).\n"
    other = liane("keys", "create", "--name", "Lost").out.strip()
    assert liane("keys", "revoke", other[:11]).err == f"Revoked {other[3:11]} (Lost).\n"


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("create", "--name", "x", "--scope", "ALL"), "'ALL' is no scope: READ_DRAFTS, WRITE_CONTENT"),
        (("create", "--name", "x", "--origin", "example.org"), "'example.org' is no origin"),
        (("create", "--name", "x", "--expires", "soon"), "'soon' is not a time"),
        (("create", "--name", "x", "--expires", "2020-01-01"), "the end lies in the past"),
        (("revoke", "abcdefgh"), "there is no key 'abcdefgh'"),
    ],
)
def test_what_makes_no_sense_is_told_in_a_line(liane: Liane, arguments: tuple[str, ...], reason: str) -> None:
    result = liane("keys", *arguments)
    assert (result.code, result.out) == (1, "")
    assert reason in result.err


@pytest.mark.usefixtures("empty")
def test_a_key_with_a_mistake_is_not_repeated(liane: Liane) -> None:
    key = liane("keys", "create", "--name", "Lost").out.strip()
    result = liane("keys", "revoke", key[:-1])
    assert (result.code, key[11:40] in result.err) == (1, False)
    assert "8 public letters" in result.err
