"""Labels that a newsletter puts before a title, "À voir :" or "Playing", and the kind of work that they announce.

Each kind declares its own in ``schema.kinds``. A label announces one kind, unless the words near a title tell another
that people do the same with: "Watching" stands over films and series alike.
"""

import re

from schema.kinds import KINDS
from schema.text import fold
from schema.vocabulary import WorkKind

SEPARATOR = re.compile(r"\s*(?:[:–—|→>]|-\s)\s*")
SIGNS_BEFORE = re.compile(r"^[^\w«“\"]+")
ARTICLE = re.compile(r"^(?:un|une|le|la|les|l|a|an|the|one|notre|our|my) ")
LONGEST = 30
"""How many characters a label has at most."""


def _key(text: str) -> str:
    """Return what different writings of a label have in common; nothing for a text that is too long to be one."""
    return " ".join(re.sub(r"[^\w]+", " ", fold(text)).split()) if len(text) <= 2 * LONGEST else ""


BARE = frozenset(_key(label) for kind in KINDS.values() for label in kind.bare_labels)
KIND_OF_LABEL = {_key(label): kind.name for kind in KINDS.values() for label in (*kind.labels, *kind.bare_labels)}
KIND_OF_BUTTON = {_key(button): kind.name for kind in KINDS.values() for button in kind.buttons}


KIND_OF_HINT = {hint.casefold(): kind.name for kind in KINDS.values() for hint in kind.hints}
ANY_HINT = "|".join(sorted(map(re.escape, KIND_OF_HINT), key=len, reverse=True))
HINT_RIGHT_BEFORE = re.compile(rf"(?<!\w)({ANY_HINT})s?\s+(?::\s+)?$", re.IGNORECASE)
HINT_RIGHT_AFTER = re.compile(
    rf"[\s»”“\"]{{0,3}}[,–—:(]\s*(?:\w{{1,3}}[\s’'])?(?:\w{{1,12}}\s)?({ANY_HINT})s?(?!\w)", re.IGNORECASE
)


def hint_right_before(text: str, position: int) -> str | None:
    """Return the word for a kind of work that stands right before a position: "le film Barbie"."""
    hint = HINT_RIGHT_BEFORE.search(text[max(0, position - 2 * LONGEST) : position])
    return hint[1] if hint else None


def hint_right_after(text: str, position: int) -> str | None:
    """Return the word for a kind of work that stands right behind a position: "Barbie, un film"."""
    hint = HINT_RIGHT_AFTER.match(text, position)
    return hint[1] if hint else None


def kind_of(heading: str | None) -> WorkKind | None:
    """Return the kind that a heading announces, whatever signs stand around its words: "🎬 À VOIR"."""
    return _kind(heading) if heading else None


def kind_of_button(text: str) -> WorkKind | None:
    """Return the kind of what a button leads to: "Acheter en librairie →"."""
    return KIND_OF_BUTTON.get(_key(text))


def refine(label: WorkKind, near: WorkKind | None) -> WorkKind:
    """Return the kind that the words near a title tell where its label leaves it open, else the label's."""
    return near if near and set(KINDS[label].activities) & set(KINDS[near].activities) else label


def _kind(text: str) -> WorkKind | None:
    key = _key(text)
    return KIND_OF_LABEL.get(key) or KIND_OF_LABEL.get(ARTICLE.sub("", key))


def split(line: str) -> tuple[str, str, WorkKind] | None:
    """Split a line into its label, what follows, and the kind that the label announces; None when it has none."""
    line = SIGNS_BEFORE.sub("", line)
    separator = SEPARATOR.search(line[: LONGEST + 3])
    if separator and (kind := _kind(line[: separator.start()])) and line[separator.end() :].strip():
        return line[: separator.start()].strip(), line[separator.end() :], kind
    words = line.split(" ")
    for length in (2, 1):
        label, rest = " ".join(words[:length]), " ".join(words[length:])
        if _key(label) in BARE and label[:1].isupper() and rest[:1] and not rest[0].islower():
            return label, rest, KIND_OF_LABEL[_key(label)]
    return None
