"""From bytes to text: UTF-8 for text files, if it can be; for mails and pages the charset they declare."""

import re
from typing import NamedTuple

from charset_normalizer import from_bytes

from schema.text import clean
from seed.importers.charsets import SEVEN_BIT, codec_of, meant_by
from seed.importers.parsed_issue import Unreadable

# What Python and Unicode count as the end of a line, beside LF and CR.
LINE_ENDS = re.compile("[\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
# A stray control character comes from a word processor; one in a hundred comes from something that is no text.
CONTROL_SHARE = 0.01
MOST_STRAY = 3
# The words of a thick book: rendering more would take long, and no newsletter has them.
LONGEST_TEXT = 600_000
# Guessing between Latin tables is guessing at a few accents, and most senders use Windows; other scripts are certain.
OTHER_SCRIPTS = re.compile(
    r"cp125[1356]|koi8_[rut]|iso8859_[5678]|big5|gb2312|gbk|gb18030|euc_jp|euc_kr|shift_jis|iso2022_jp"
)
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
META_WITHIN = 4096
SAMPLE = 60_000
LONGEST_SOURCE = 4_000_000


class Decoded(NamedTuple):
    """A text, and what to warn the editor of."""

    text: str
    warnings: tuple[str, ...] = ()


def decode_text(data: bytes) -> Decoded:
    """Decode a text file to NFC text with LF line ends: UTF-8, or what else it can be, with a warning.

    Raises:
        Unreadable: it is no text at all, or more text than any newsletter has.
    """
    mark = next((name for sign, name in BYTE_ORDER_MARKS if data.startswith(sign)), None) or _utf16_without_mark(data)
    text = _try(data, mark or "utf-8")
    warning = None
    if text is None:
        text, warning = _damaged_utf8(data) or _decode(data, None)
    text = text.removeprefix("\ufeff")
    _check_text(text, LONGEST_TEXT)
    return Decoded(clean(LINE_ENDS.sub("\n", text)), (warning,) if warning else ())


def decode_html(data: bytes) -> Decoded:
    """Decode a page by its byte order mark or its ``meta`` tag.

    Raises:
        Unreadable: it is no text, or more than any newsletter has.
    """
    declaration = META.search(data[:META_WITHIN])
    return decode_declared(data, declaration[1].decode("ascii") if declaration else None)


def decode_declared(data: bytes, charset: str | None) -> Decoded:
    """Decode bytes by the charset they declare; by another, with a warning, where that one cannot be true.

    Raises:
        Unreadable: it is no text, or more than any newsletter has.
    """
    mark = next(((sign, name) for sign, name in BYTE_ORDER_MARKS if data.startswith(sign)), None)
    if mark:
        data, charset = data[len(mark[0]) :], mark[1]
    text, warning = _decode(data, charset)
    _check_text(text, LONGEST_SOURCE)
    text = LINE_ENDS.sub("\n", text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""))
    return Decoded(text, (warning,) if warning else ())


def _check_text(text: str, longest: int) -> None:
    if len(text) > longest:
        raise Unreadable(f"the text is too long: more than {longest:,} characters is no newsletter")
    if len(CONTROL.findall(text)) > max(MOST_STRAY, CONTROL_SHARE * len(text)):
        raise Unreadable("this is a binary file, not a text")


def _utf16_without_mark(data: bytes) -> str | None:
    """Return the codec of UTF-16 that does not say so: every other byte of Latin letters is zero."""
    sample = data[:SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 4 < len(sample) or min(even, odd) * 20 > len(sample):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _damaged_utf8(data: bytes) -> tuple[str, str] | None:
    """Return UTF-8 of which a few characters were cut or lost; None for bytes of another encoding."""
    text = data.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    whole = sum(char > "\x7f" for char in text) - lost
    if lost * 10 > whole:
        return None
    return text, f"{lost} character(s) were damaged before they came here, and stand as \ufffd"


def _decode(data: bytes, charset: str | None) -> tuple[str, str | None]:
    """Return the text and a warning, where the charset is missing or wrong."""
    codec = codec_of(charset)
    as_utf8 = _try(data, "utf-8")
    if as_utf8 is not None and not (codec and SEVEN_BIT.match(codec)):
        wrong = charset and codec != "utf-8" and not data.isascii()
        return as_utf8, f"it says it is {_quoted(charset)}, but it is UTF-8 and was read so" if wrong else None
    text = _try(data, meant_by(codec)) if codec else None
    if text is not None:
        return text, None
    if codec and codec.startswith("iso2022"):
        return data.decode(codec, "replace"), f"it says it is {_quoted(charset)}, with signs that this does not have"
    guess = from_bytes(data[:SAMPLE]).best()
    encoding = guess.encoding if guess and OTHER_SCRIPTS.fullmatch(guess.encoding) else "cp1252"
    text = data.decode(encoding, "replace")
    if charset:
        return text, f"it says it is {_quoted(charset)}, which does not fit; it was read as {encoding}"
    return text, f"it does not say its encoding; it was read as {encoding}"


def _try(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        # Five codes mean nothing in Windows' tables and are harmless in Latin-1.
        return data.decode("latin-1") if codec == "cp1252" else None


def _quoted(charset: str | None) -> str:
    return repr((charset or "")[:30])
