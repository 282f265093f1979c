"""Which words of a text are others than before, so that a change of one word is seen as that."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
"""With the spaces behind them: what is in a text everywhere makes comparing slow."""
LONGEST = 1_000
"""Of texts with more words and signs all is told: comparing takes the square of them, and readers wait meanwhile."""
FEW = 4
"""Of fewer words, such as dates and names, all is told too."""
ALIKE = 0.4
"""Below this share of equal words, texts are two texts, and not one that was changed."""


class Piece(NamedTuple):
    """A stretch of a text, and whether it is another than before."""

    text: str
    is_changed: bool


def changed_words(before: str | None, after: str | None) -> tuple[list[Piece], list[Piece]]:
    """Return both texts in pieces; where they have little in common, or there is one alone, all is changed."""
    old, new = WORDS.findall(before or ""), WORDS.findall(after or "")
    few = min(len((text or "").split()) for text in (before, after)) < FEW
    if few or max(len(old), len(new)) > LONGEST:
        return _whole(before), _whole(after)
    matcher = SequenceMatcher(None, old, new)
    if matcher.ratio() < ALIKE:
        return _whole(before), _whole(after)
    steps = matcher.get_opcodes()
    return (
        list(_pieces(("".join(old[a:b]), tag != "equal") for tag, a, b, _, _ in steps)),
        list(_pieces(("".join(new[a:b]), tag != "equal") for tag, _, _, a, b in steps)),
    )


def _whole(text: str | None) -> list[Piece]:
    return [Piece(text, is_changed=True)] if text else []


def _pieces(found: Iterator[tuple[str, bool]]) -> Iterator[Piece]:
    return (Piece(text, is_changed) for text, is_changed in found if text)
