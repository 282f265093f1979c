"""What a mistyped word may have been meant to be: every word at one slip of the fingers from it.

A slip is two letters swapped, one missing, one too many or a wrong one (Damerau and Levenshtein's distance of one).
"""

from string import ascii_lowercase

SHORTEST, LONGEST = 4, 24
"""Of shorter words nearly all are another's variant; of longer ones there are too many variants to look up."""


def is_correctable(word: str) -> bool:
    """Whether typos in a word are put right: never in numbers, nor in short words."""
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def variants(word: str) -> list[str]:
    """Return the words at one slip from a folded word, the likeliest first: first letters are oftenest right."""
    cuts = [(word[:place], word[place:]) for place in range(len(word), -1, -1)]
    swapped = [f"{head}{tail[1]}{tail[0]}{tail[2:]}" for head, tail in cuts if len(tail) > 1]
    missing = [f"{head}{letter}{tail}" for head, tail in cuts for letter in ascii_lowercase]
    too_many = [head + tail[1:] for head, tail in cuts if tail]
    wrong = [f"{head}{letter}{tail[1:]}" for head, tail in cuts if tail for letter in ascii_lowercase]
    return [*dict.fromkeys(one for one in (*swapped, *missing, *too_many, *wrong) if one != word)]
