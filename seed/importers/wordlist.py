"""Sets of words, written as one writes words."""


def wordset(text: str) -> frozenset[str]:
    """Give the words of a text as a set."""
    return frozenset(text.split())
