"""Counting words, to prove that none is lost and none is reported twice."""

import re
from collections import Counter
from collections.abc import Iterable

from schema.text import clean
from seed.importers import ParsedIssue, Reason
from seed.importers.invisible import without_hyphenation

WORD = re.compile(r"[^\W_]+")


def words(*texts: str | None) -> Counter[str]:
    """Count the words of texts; punctuation is none."""
    return Counter(word for text in texts for word in WORD.findall(without_hyphenation(clean(text or ""))))


def words_of(issue: ParsedIssue, *, without: Iterable[Reason] = ()) -> Counter[str]:
    """Count the words of an issue: title, headings, texts and what was left out."""
    parts = [part for section in issue.sections for part in (section.heading, section.text)]
    left = [part.text for part in issue.left_out if part.reason not in set(without)]
    return words(issue.title, *parts, *left)
