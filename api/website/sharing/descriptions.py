"""The description of a page for who links to it: what was written for it, else the first sentences of its text."""

import re
from collections.abc import Iterable

from markupsafe import Markup

LENGTH = 200
"""About as many characters as search engines and networks show."""
SENTENCE_END = re.compile(r"[.!?…](?:[\u00a0\u202f ]?[»”\"’)])*(?=\s(?![a-zà-öø-ÿ]))")


def first_of(*texts: str | None) -> str:
    """Return the first text that says anything; an empty one where none does."""
    return next((text for text in texts if text and text.strip()), "")


def first_sentences(html: Iterable[str]) -> str:
    """Return the first sentences of sanitised HTML that a description has room for, and words of the first at least."""
    text = next(filter(None, (Markup(part).striptags() for part in html)), "")  # noqa: S704 - sanitised
    if len(text) <= LENGTH:
        return text
    ends = [match.end() for match in SENTENCE_END.finditer(text, 0, LENGTH + 1)]
    if ends:
        return text[: ends[-1]]
    return f"{text[:LENGTH].rpartition(' ')[0] or text[:LENGTH]}…"
