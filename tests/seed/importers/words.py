"""Counting words, to prove that none is lost and none is told twice."""

import re
from collections import Counter
from collections.abc import Iterable

from schema.text import clean
from seed.importers import ParsedIssue, Reason

WORD = re.compile(r"[^\W_]+")


def words(*texts: str | None) -> Counter[str]:
    """Count the words of texts; punctuation is none."""
    return Counter(word for text in texts for word in WORD.findall(clean(text or "")))


def words_of(reading: ParsedIssue, *, without: Iterable[Reason] = ()) -> Counter[str]:
    """Count what a reading tells: title, headings, texts and what was left out."""
    parts = [part for section in reading.sections for part in (section.heading, section.text)]
    left = [part.text for part in reading.left_out if part.reason not in set(without)]
    return words(reading.title, *parts, *left)
