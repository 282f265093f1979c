"""The names of charsets that mails and pages declare, and the codecs that read what their senders mean."""

import codecs
import re

# Names that Python does not know, from the WHATWG's list of encodings and from mail programs.
ALIASES = {
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-6-e": "iso8859-6",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "logical": "iso8859-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "unicode": "utf-16",
    "ucs-2": "utf-16",
    "ansi": "cp1252",
    "sjis": "cp932",
    "macroman": "mac-roman",
    "mac": "mac-roman",
    "gb-2312": "gb18030",
    "gb_2312-80": "gb18030",
    "euc-tw": "big5",
    "dos-874": "cp874",
    "windows-874": "cp874",
    "windows-31j": "cp932",
    "windows-936": "gb18030",
    "windows-949": "cp949",
    "koi8-ru": "koi8-u",
}
# What mail programs send. Python knows more codecs, some of which are no encodings of text.
KNOWN = re.compile(
    r"utf-8|utf-7|utf-16(?:-[lb]e)?|ascii|iso8859-\d{1,2}|cp125\d|cp8\d\d|cp9(?:32|49|50)|koi8-[rut]|tis-620|"
    r"mac-(?:roman|cyrillic|greek|turkish|latin2)|big5(?:hkscs)?|gb2312|gbk|gb18030|hz|euc_jp|euc_kr|johab|"
    r"shift_jis|iso2022_(?:jp(?:_\w{1,4})?|kr)"
)
# Senders and browsers mean the superset when they name the standard: Windows' tables have more signs.
MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
}
# Their bytes are ASCII, so that being valid UTF-8 proves nothing.
SEVEN_BIT = re.compile(r"utf-7|utf-16|hz|iso2022")
ENCODED_WORD = re.compile(r"=\?([\w.:-]{2,40})(?=[*?])")


def codec_of(charset: str | None) -> str | None:
    """Return the name of the codec that reads a declared charset; None when there is none."""
    if not charset:
        return None
    name = charset.strip().lower()
    name = ALIASES.get(name) or ALIASES.get(name.removeprefix("x-")) or name
    for spelling in (name, name.removeprefix("x-")):
        try:
            found = codecs.lookup(spelling).name
        except (LookupError, ValueError):
            continue
        return found if KNOWN.fullmatch(found) else None
    return None


def meant_by(codec: str) -> str:
    """Return the codec that reads all that senders write under the name of this one."""
    return MEANT.get(codec, codec)


def with_known_charsets(header: str) -> str:
    """Return a mail's header with charsets in its encoded words that Python knows."""
    return ENCODED_WORD.sub(lambda word: f"=?{_known(word[1])}", header)


def _known(charset: str) -> str:
    codec = codec_of(charset)
    return meant_by(codec) if codec else charset
