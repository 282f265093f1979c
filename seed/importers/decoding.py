"""From bytes to clean text: UTF-8 or a refusal, since a guessed encoding corrupts an editor's accents silently."""

import re
import unicodedata

from schema.text import clean
from seed.importers.parsed_issue import Unreadable

# What Python and Unicode count as the end of a line, beside LF and CR.
LINE_ENDS = re.compile("[\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
# A stray control character comes from a word processor; one in a hundred comes from something that is no text.
CONTROL_SHARE = 0.01
# The words of a thick book: rendering more would take long, and no newsletter has them.
LONGEST_TEXT = 600_000
# Controls, formats (zero-width characters among them) and spaces.
UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp"}
# U+034F joins nothing: senders pad their hidden preheaders with it.
FILLER = "\u034f"


def decode(data: bytes) -> str:
    """Decode UTF-8 (with or without a byte order mark) to NFC text with LF line ends.

    Raises:
        Unreadable: the bytes are another encoding, no text at all, or more text than any newsletter has.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("the text is UTF-16, not UTF-8; save it as UTF-8 and import it again")
    if b"\0" in data:
        raise Unreadable("this is a binary file, not a text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"the text is not UTF-8 (byte {error.start + 1} does not fit); save it as UTF-8 and import it again"
        ) from None
    if len(text) > LONGEST_TEXT:
        raise Unreadable(f"the text is too long: more than {LONGEST_TEXT:,} characters is no newsletter")
    if len(CONTROL.findall(text)) > CONTROL_SHARE * len(text):
        raise Unreadable("this is a binary file, not a text")
    return clean(LINE_ENDS.sub("\n", text))


def is_blank(text: str) -> bool:
    """Tell whether a reader sees nothing in ``text``: spaces, zero-width characters and fillers only."""
    return all(unicodedata.category(char) in UNSEEN or char == FILLER for char in text)
