"""The spaces of French typography, which do not break a line before its punctuation."""

import re

NO_BREAK, NARROW = "\u00a0", "\u202f"
GROUP = r"(?:(?<=(?<!\d)\d )|(?<=(?<!\d)\d\d )|(?<=(?<!\d)\d\d\d ))(?=\d{3}(?!\d))"
# Each begins with the space itself and goes on with what follows it, which few spaces pass: so texts are searched fast.
FRENCH_SPACES = (
    (re.compile(rf" (?=[;!?%€\d])(?:(?=[;!?])|(?<=\d )(?=[%€])|{GROUP})"), NARROW),
    (re.compile(r" (?:(?=[:»])|(?<=« ))"), NO_BREAK),
    (re.compile(r"\u00a0(?=[;!?])"), NARROW),
)
TAG = re.compile(r"(<[^>]*+>?)")
BETWEEN = "\0"
"""Stands between pieces of text: content that holds one is refused."""


def typeset(text: str, language: str) -> str:
    """Replace plain spaces by those of French typography; return texts in other languages as they are."""
    if language == "fr":
        for pattern, space in FRENCH_SPACES:
            text = pattern.sub(space, text)
    return text


def typeset_html(html: str, language: str) -> str:
    """Return sanitised HTML with the text between its tags typeset."""
    pieces = TAG.split(html)
    pieces[::2] = typeset(BETWEEN.join(pieces[::2]), language).split(BETWEEN)
    return "".join(pieces)
