"""Ids name a thing by what it is, so that one file gives the same ids in every database."""

from schema.engine.id_pattern import ID_PATTERN
from schema.ids import PREFIXES, new_id


def test_an_id_is_its_prefix_and_sixteen_letters_or_digits() -> None:
    assert new_id("iss", "juillet") == "iss_yrokitqp5cip4tkq"


def test_the_same_key_gives_the_same_id_and_another_key_another() -> None:
    assert new_id("rec", "sec_1", "wrk_1") == new_id("rec", "sec_1", "wrk_1")
    assert len({new_id("rec", "a", "b"), new_id("rec", "ab"), new_id("rec", "b", "a"), new_id("sec", "a", "b")}) == 4


def test_every_id_has_the_form_that_the_api_promises() -> None:
    assert all(ID_PATTERN.fullmatch(new_id(prefix, "Élan", "☃")) for prefix in PREFIXES.values())


def test_no_two_tables_share_a_prefix() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES)
