"""From the bytes of a mail or a page to text: by what they say of themselves, as far as that can be true."""

import codecs
import re
from typing import NamedTuple

from charset_normalizer import from_bytes

from seed.importers.decoding import CONTROL, CONTROL_SHARE, LINE_ENDS
from seed.importers.parsed_issue import Unreadable

# What mail programs send. Python knows more codecs, some of which are no encodings of text.
KNOWN = re.compile(
    r"utf-8|ascii|iso8859-\d{1,2}|cp125\d|cp8\d\d|koi8-[rut]|mac-roman|big5|gb2312|gbk|gb18030|euc_jp|euc_kr|shift_jis|"
    r"iso2022_jp|utf-16(?:-[lb]e)?"
)
# Senders and browsers mean Windows' superset when they say Latin-1 or ASCII.
MEANT = {"ascii": "cp1252", "iso8859-1": "cp1252"}
# A guess between the Latin tables is a guess at a few accents, and senders' is Windows'; other scripts are told surely.
OTHER_SCRIPTS = re.compile(
    r"cp125[1356]|koi8_[rut]|iso8859_[5678]|big5|gb2312|gbk|gb18030|euc_jp|euc_kr|shift_jis|iso2022_jp"
)
MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
META_WITHIN = 4096
SAMPLE = 60_000
LONGEST_SOURCE = 4_000_000


class Decoded(NamedTuple):
    """A text, and what to tell the editor of its decoding."""

    text: str
    warnings: tuple[str, ...] = ()


def decode_page(data: bytes) -> Decoded:
    """Decode a page by its byte order mark or its ``meta`` tag.

    Raises:
        Unreadable: it is no text.
    """
    found = META.search(data[:META_WITHIN])
    return decode_as(data, found[1].decode("ascii") if found else None)


def decode_as(data: bytes, declared: str | None) -> Decoded:
    """Decode bytes by the charset they declare; by another, with a warning, where that cannot be the one.

    Raises:
        Unreadable: it is no text, or more than any newsletter has.
    """
    mark = next(((sign, name) for sign, name in MARKS if data.startswith(sign)), None)
    if mark:
        data, declared = data[len(mark[0]) :], mark[1]
    text, warning = _decode(data, declared)
    if len(text) > LONGEST_SOURCE:
        raise Unreadable(f"the text is too long: more than {LONGEST_SOURCE:,} characters is no newsletter")
    if len(CONTROL.findall(text)) > CONTROL_SHARE * len(text):
        raise Unreadable("this is a binary file, not a text")
    text = LINE_ENDS.sub("\n", text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""))
    return Decoded(text, (warning,) if warning else ())


def _decode(data: bytes, declared: str | None) -> tuple[str, str | None]:
    name = _codec(declared)
    as_utf8 = _try(data, "utf-8")
    if as_utf8 is not None and (name in {None, "utf-8"} or not name.startswith(("utf-16", "iso2022"))):
        lied = declared and name != "utf-8" and not data.isascii()
        return as_utf8, f"it says it is {_short(declared)}, but it is UTF-8 and was read so" if lied else None
    text = _try(data, MEANT.get(name, name)) if name else None
    if text is not None:
        return text, None
    guess = from_bytes(data[:SAMPLE]).best()
    other = guess.encoding if guess and OTHER_SCRIPTS.fullmatch(guess.encoding) else "cp1252"
    text = data.decode(other, "replace")
    if declared:
        return text, f"it says it is {_short(declared)}, which does not fit; it was read as {other}"
    return text, f"it does not say its encoding; it was read as {other}"


def _codec(name: str | None) -> str | None:
    try:
        found = codecs.lookup(name).name if name else None
    except (LookupError, ValueError):
        return None
    return found if found and KNOWN.fullmatch(found) else None


def _try(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        # Five codes mean nothing in Windows' tables and are harmless in Latin-1.
        return data.decode("latin-1") if name == "cp1252" else None


def _short(name: str | None) -> str:
    return repr((name or "")[:30])
