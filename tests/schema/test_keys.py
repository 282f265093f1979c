"""What a key looks like."""

import random

from schema.keys import ALPHABET, checksum, digest_of, new_key, prefix_of


def test_a_key_is_47_letters_of_which_8_are_public() -> None:
    key = new_key()
    assert (len(key), key[:3], prefix_of(key)) == (47, "lk_", key[3:11])
    assert key[3:].isalnum()
    assert key.isascii()


def test_no_two_keys_are_alike() -> None:
    keys = [new_key() for _ in range(200)]
    assert len({prefix_of(key) for key in keys}) == len({digest_of(key) for key in keys}) == len(keys)


def test_one_wrong_letter_and_two_that_changed_places_are_noticed() -> None:
    chance = random.Random(16)  # noqa: S311 - the same at every run
    key = new_key()
    for place in range(3, len(key)):
        other = chance.choice([letter for letter in ALPHABET if letter != key[place]])
        assert prefix_of(key[:place] + other + key[place + 1 :]) is None
    for place in range(3, len(key) - 1):
        if key[place] != key[place + 1]:
            assert prefix_of(key[:place] + key[place + 1] + key[place] + key[place + 2 :]) is None


def test_what_only_resembles_a_key_is_none() -> None:
    key = new_key()
    for text in ("", "lk_", key[:-1], f"{key}0", f" {key}", f"{key}\n", key.replace("lk_", "LK_"), f"lk_é{key[4:]}"):
        assert prefix_of(text) is None


def test_the_checksum_is_the_crc_32_in_base_62() -> None:
    assert checksum("") == "000000"
    assert checksum("123456789") == "3jZRME"  # CBF43926, the check value of CRC-32
