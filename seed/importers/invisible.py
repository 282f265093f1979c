"""Signs that nobody sees: hyphenation hints and spaces without width, which would keep words from being found."""

import re

INVISIBLE = re.compile("[\u00ad\ufeff\u2060\u200b-\u200d]")
# A soft hyphen, a byte order mark or a word joiner inside a text says nothing to a reader.
UNSEEN = re.compile("[\u00ad\ufeff\u2060]")
# Thai, Lao, Burmese and Khmer have no spaces between words, and mark where a line may break.
WITHOUT_SPACES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
ZERO_WIDTH_SPACE = re.compile(f"(?<![{WITHOUT_SPACES}])\u200b|\u200b(?![{WITHOUT_SPACES}])")
# Joiners mean something in Arabic and Indian scripts and in emoji; between Latin letters they only part a ligature.
LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
LATIN_JOINER = re.compile(f"(?<=[{LATIN}])[\u200c\u200d](?=[{LATIN}])")


def without_hyphenation(text: str) -> str:
    """Return text without the signs that only say where its lines may break."""
    if not INVISIBLE.search(text):
        return text
    return LATIN_JOINER.sub("", ZERO_WIDTH_SPACE.sub("", UNSEEN.sub("", text)))
