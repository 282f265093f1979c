"""Stems: what a word has in common with its other forms, in French and in English.

Words are folded before: a query typed without accents has to reach the same stem. Endings are evened out for the same
reason, since Snowball's French tells ``-é`` and ``-e`` apart.
"""

from functools import cache
from typing import Any

FRENCH, ENGLISH = "french", "english"
LANGUAGES = {"fr": FRENCH, "en": ENGLISH}
"""The languages with stems, by the first part of a language tag."""
SHORTEST = 4
"""Shorter words have no stem but themselves."""
SHORTEST_REST = 5
"""What is left of a word without a derivational ending has to have so many letters, or the word stays whole."""
DERIVED = ("ment", "tion", "sion", "iste", "isme", "able", "ible", "ance", "ence", "eur", "euse", "ite", "ateur", "ive")
# fmt: off
STOP_WORDS = frozenset([
    "a", "as", "au", "aux", "avec", "ce", "ces", "cet", "cette", "d", "dans", "de", "des", "du", "elle", "en",
    "entre", "est", "et", "eu", "il", "ils", "je", "l", "la", "le", "les", "leur", "leurs", "lui", "m", "ma",
    "mais", "me", "mes", "mon", "n", "ne", "nos", "notre", "nous", "on", "ont", "ou", "par", "pas", "pour", "qu",
    "que", "qui", "s", "sa", "sans", "se", "ses", "si", "son", "sont", "sous", "sur", "t", "ta", "te", "tes", "ton",
    "tu", "un", "une", "vos", "votre", "vous", "y", "c", "j", "jusqu", "lorsqu", "puisqu", "quoiqu", "an", "and",
    "are", "at", "be", "been", "but", "by", "for", "from", "had", "has", "have", "her", "his", "i", "in", "is",
    "it", "its", "my", "not", "of", "or", "our", "she", "so", "that", "the", "their", "them", "they", "this", "to",
    "was", "we", "were", "what", "which", "who", "with", "you", "your", "us",
])
# fmt: on
"""Words that say nothing of what a text is about; what French elides is among them."""


def forms(word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return a folded word and its stems, each once."""
    found: tuple[str, ...] = (word,)
    for language in languages:
        if (other := stem(word, language)) not in found:
            found += (other,)
    return found


def stem(word: str, language: str) -> str:
    """Return the stem of a folded word; the word itself where it is short or no word of letters."""
    if len(word) < SHORTEST or not word.isalpha():
        return word
    if language != FRENCH:
        return str(_stemmer(language).stemWord(word))
    even = _even(word)
    rest = str(_stemmer(language).stemWord(even))
    return even if len(rest) < SHORTEST_REST and even.endswith(DERIVED) else rest


def _even(word: str) -> str:
    """Take off what marks a plural or a feminine: ``-s``, ``-aux``, ``-ux``, ``-ée``."""
    if word.endswith("aux") and not word.endswith("eaux") and len(word) > SHORTEST:
        return f"{word[:-3]}al"
    if word.endswith(("s", "ux")):
        word = word[:-1]
    return word[:-1] if word.endswith("ee") and len(word) > SHORTEST else word


@cache
def _stemmer(language: str) -> Any:
    import Stemmer  # noqa: PLC0415 - what only reads its settings starts sooner without

    return Stemmer.Stemmer(language, 0)  # its own memory, of which there is none, takes three times as long as a stem


def version() -> str:
    """Return the version of Snowball's rules."""
    import Stemmer  # noqa: PLC0415 - as above

    return str(Stemmer.version())
