"""Codes of authenticator apps, as their standard has them, and recovery codes."""

from base64 import b32encode
from datetime import UTC, datetime

import pytest

from api.identity.one_time_codes import (
    RECOVERY_CODES,
    SECRET,
    app_address,
    digest_of_recovery_code,
    matching_step,
    new_recovery_codes,
    new_secret,
    qr_code,
)

STANDARD = b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(("second", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_codes_are_those_of_the_standard(second: int, code: str) -> None:
    now = datetime.fromtimestamp(second, UTC)
    assert matching_step(STANDARD, code, now) == second // 30  # RFC 6238, appendix B, with six digits
    assert matching_step(STANDARD, f" {code[:3]} {code[3:]}", now) == second // 30


@pytest.mark.parametrize("code", ["", "28708", "2870822", "abcdef", "２８７０８２", "é", "0" * 1_000])
def test_what_is_no_code_is_none(code: str) -> None:
    assert matching_step(STANDARD, code, datetime.fromtimestamp(59, UTC)) is None


def test_a_secret_is_taken_over_by_an_address_in_a_picture() -> None:
    secret = new_secret()
    assert SECRET.fullmatch(secret)
    assert secret != new_secret()
    address = app_address(secret, "ada@example.org", "liane.example")
    assert address == f"otpauth://totp/liane.example:ada%40example.org?secret={secret}&issuer=liane.example"
    picture = qr_code(address)
    assert picture.startswith("<svg")
    assert not [word for word in ("style=", "<script", "href") if word in picture]


def test_recovery_codes_differ_and_are_known_however_they_are_typed() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == RECOVERY_CODES
    digest = digest_of_recovery_code(codes[0])
    for typed in (codes[0].upper(), codes[0].replace("-", ""), f" {codes[0].replace('-', ' ')} "):
        assert digest_of_recovery_code(typed) == digest
    assert codes[0] not in digest
