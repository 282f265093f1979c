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
