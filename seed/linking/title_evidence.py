"""What speaks for words being a title, and what against it: the signs around them, and what they are themselves.

Writers put names, days, prices and calls into bold or quotation marks as often as titles. So a title has something
beside it, a year, who made it, what kind of work it is; only italics may stand alone.
"""

import re

from schema.text import fold
from seed.importers.dates import MONTHS
from seed.importers.language import LITTLE_WORD_SETS
from seed.importers.wordlist import wordset

NEAR = 60
"""So many characters before and after a title are near it."""
MAKERS = r"(?:de|du|par|by|von|di|da|do|door|van|directed by|written by|réalisé(?:e)? par|écrit(?:e)? par)\s+|d[’']"
SEEN = (
    r"(?:re)?(?:vu|voir|lu|lire|regardé|écouté|joué à)|(?:re)?(?:watch(?:ed|ing)?|read(?:ing)?|saw|seen)|"
    r"listen(?:ed|ing)? to|"
    r"(?:he )?(?:visto|leído|escuchado)|(?:ho )?(?:letto|ascoltato)|(?:gesehen|gelesen|gehört)|gelezen|gezien"
)
SEEN_BEFORE = re.compile(rf"(?<!\w)({SEEN})\s+[«“„\"]?\s*$", re.IGNORECASE)
CLOSED = r"[»”“\"’]?"
YEAR_AFTER = re.compile(rf"\s?{CLOSED}\s*\((?:[^()\d]{{1,40}},\s*)?(?:19|20)\d\d\)")
MAKER_AFTER = re.compile(rf"\s?{CLOSED},?\s+(?:{MAKERS})[A-ZÀ-Þ][\w’'.-]*\s+[A-ZÀ-Þ]")
PUBLISHER_AFTER = re.compile(rf"\s?{CLOSED}\s+\((?:éd|ed|[A-ZÀ-Þ])[^()]{{2,40}}\)")
MAKER_BEFORE = re.compile(rf"(?:[,:»”“\")]|\bde\b)\s*(?:{MAKERS})$", re.IGNORECASE)
MAKER_RIGHT_BEFORE = re.compile(rf"(?<!\w)(?:{MAKERS})$", re.IGNORECASE)
PRESS_NEAR = re.compile(
    r"\b(?:magazine|journal|quotidien|hebdo\w*|revue|newspaper|weekly|daily|zeitung|diario|giornale)\b"
)
# What ends a line's first words where they are its title: "**Basse mer**, ...", "**Basse mer** (en salles)".
TITLE_ENDS = re.compile(r"\s*(?:$|\n|,|\(|–|—|\|| - |\. [A-ZÀ-Þ])")
WEEKDAYS = wordset(
    "lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday sunday "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag lunes martes miercoles jueves viernes sabado "
    "domingo lunedi martedi mercoledi giovedi venerdi sabato domenica segunda terca quarta quinta sexta maandag "
    "dinsdag woensdag donderdag vrijdag zaterdag zondag"
)
UNITS = wordset(
    "€ $ £ % euro euros dollars pounds min minutes minuten minuti minutos h heures hours uhr ore horas km m ans "
    "years jahre anni años anos jaar pages seiten pagine páginas episodes épisodes folgen episodi episodios stars "
    "étoiles"
)
LITTLE = frozenset().union(*(map(fold, words) for words in LITTLE_WORD_SETS.values()))
SHORTEST = 3
FEW = 2
SHORT_DAY = 3
"""Up to so many words around a weekday tell when, not what."""


def is_never_title(text: str) -> bool:
    """Whether words tell a day, a number, a price or an hour, or are a single little word: no title."""
    words = fold(text).replace(".", " ").replace(",", " ").split()
    if not any(char.isalpha() for char in text) or sum(map(str.isdigit, text)) > sum(map(str.isalpha, text)):
        return True
    counted = any(word[:1].isdigit() for word in words)
    measured = counted and (
        any(word in MONTHS for word in words) or bool(UNITS.intersection(words)) or text[0] in "£$€"
    )
    day = any(word in WEEKDAYS for word in words) and (counted or len(words) <= SHORT_DAY)
    single = len(words) == 1 and (words[0] in LITTLE or words[0] in MONTHS or len(words[0]) < SHORTEST)
    return measured or day or single or (len(words) <= FEW and bool(UNITS.intersection(words)))


def evidence_beside(text: str, start: int, end: int) -> str | None:
    """Return what stands beside words and speaks for a title: a year, who made it or brought it out, who saw it."""
    if is_maker(text, start):
        return None
    if YEAR_AFTER.match(text, end):
        return "with a year"
    if MAKER_AFTER.match(text, end):
        return "with a name"
    if PUBLISHER_AFTER.match(text, end):
        return "with a name"
    seen = SEEN_BEFORE.search(text[max(0, start - NEAR) : start])
    return f"after “{seen[1]}”" if seen else None


def is_maker(text: str, start: int) -> bool:
    """Whether words say who made what stands before them."""
    return bool(MAKER_BEFORE.search(text[max(0, start - NEAR) : start]))


def without_preposition(text: str, start: int) -> int:
    """Return where the preposition before a name begins, "de" in "un film de Lou Voss"; ``start`` without one."""
    preposition = MAKER_RIGHT_BEFORE.search(text[max(0, start - NEAR) : start])
    return start - len(preposition[0]) if preposition else start


def opens_line(text: str, start: int, end: int) -> bool:
    """Whether words stand at the beginning of a line, and a sign ends them there."""
    return text[:start].rpartition("\n")[2].strip("•*- 0123456789.") == "" and bool(TITLE_ENDS.match(text, end))


def is_press(text: str, start: int, end: int) -> bool:
    """Whether words name a paper or a magazine, or who is cited: nothing to recommend by itself."""
    around = fold(text[max(0, start - NEAR // 2) : start] + " " + text[end : end + NEAR // 2])
    return bool(PRESS_NEAR.search(around)) or bool(re.match(r"\s?:", text[end : end + 2]))
