"""Keys of the API as texts: ``lk_`` and 44 letters and digits.

8 of them are public and name the key, 30 are secret, and the last 6 are a checksum, so that programs that look for lost
secrets are sure, and a slip of the pen is noticed without a look at the stored keys. A double click selects all.
"""

import re
import string
from hashlib import sha256
from secrets import choice
from zlib import crc32

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
PREFIX_LENGTH, SECRET_LENGTH, CHECKSUM_LENGTH = 8, 30, 6
KEY = re.compile(
    rf"(lk_([0-9A-Za-z]{{{PREFIX_LENGTH}}})[0-9A-Za-z]{{{SECRET_LENGTH}}})([0-9A-Za-z]{{{CHECKSUM_LENGTH}}})"
)
PREFIX = re.compile(rf"[0-9A-Za-z]{{{PREFIX_LENGTH}}}")


def new_key() -> str:
    """Make a key, of 178 bits of chance."""
    text = "lk_" + "".join(choice(ALPHABET) for _ in range(PREFIX_LENGTH + SECRET_LENGTH))
    return text + checksum(text)


def checksum(text: str) -> str:
    """Return the CRC-32 of a text, in base 62."""
    rest, digits = crc32(text.encode()), ""
    for _ in range(CHECKSUM_LENGTH):
        rest, digit = divmod(rest, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits


def prefix_of(text: str) -> str | None:
    """Return the public letters of a key; None where the text is no key, or one with a mistake."""
    found = KEY.fullmatch(text)
    return found[2] if found and checksum(found[1]) == found[3] else None


def digest_of(text: str) -> str:
    """Return what is stored of a key: nobody finds 178 bits of chance by trying, so a fast digest will do."""
    return sha256(text.encode()).hexdigest()
