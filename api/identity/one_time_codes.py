"""Codes of authenticator apps (TOTP, RFC 6238), and recovery codes for when the app is lost."""

import re
from base64 import b32encode
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from secrets import token_bytes

SECONDS = 30
DRIFT = (0, -1, 1)
"""The steps of time whose codes are taken: the present one, and those beside it, for clocks that are wrong."""
RECOVERY_CODES, RECOVERY_BYTES, GROUP = 10, 10, 4
SECRET = re.compile(r"[A-Z2-7]{32}")


def new_secret() -> str:
    """Make what an app's codes follow from: 160 bits of chance."""
    return b32encode(token_bytes(20)).decode()


def app_address(secret: str, email: str, issuer: str) -> str:
    """Return the address by which an app takes a secret over."""
    import pyotp  # noqa: PLC0415 - readers' servers do without

    return pyotp.TOTP(secret, name=email, issuer=issuer).provisioning_uri()


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the step of time whose code this is; None where it is none of those that are taken now."""
    import pyotp  # noqa: PLC0415 - as above

    given, present = "".join(code.split()), int(now.timestamp()) // SECONDS
    steps = [present + drift for drift in DRIFT]
    matching = [
        step for step in steps if compare_digest(pyotp.TOTP(secret).generate_otp(step).encode(), given.encode())
    ]
    return matching[0] if matching else None


def new_recovery_codes() -> list[str]:
    """Make codes to write down: each 80 bits of chance, in groups of letters and digits."""
    texts = [b32encode(token_bytes(RECOVERY_BYTES)).decode().lower() for _ in range(RECOVERY_CODES)]
    return ["-".join(text[place : place + GROUP] for place in range(0, len(text), GROUP)) for text in texts]


def digest_of_recovery_code(code: str) -> str:
    """Return what is stored of a recovery code, however it is typed."""
    return sha256(re.sub(r"[^a-z2-7]", "", code.lower()).encode()).hexdigest()


def qr_code(text: str) -> str:
    """Return a QR code as SVG."""
    import segno  # noqa: PLC0415 - as above

    return str(segno.make(text, error="m").svg_inline(scale=5, light="#fff", dark="#000", border=4))
