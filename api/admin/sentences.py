"""Sentences of the API in French: by patterns of the English ones, with what stands in their gaps."""

import re
from collections.abc import Mapping

GAP = re.compile(r"\{(\w+)\}")
LISTS = {"labels": ("; ", "\N{NARROW NO-BREAK SPACE}; "), "uses": (", ", ", ")}
"""The gaps that hold several sentences, and what stands between these in English and in French."""
WITHIN = frozenset({"label", "field", "beside", "reason", "refused"})
"""The gaps that hold a sentence, or a part of one, or the name of a field."""


class Sentences:
    """Translates sentences.

    Args:
        patterns: sentences with gaps such as ``{place}``, and what they become; the first that fits is taken.
    """

    def __init__(self, patterns: Mapping[str, str]) -> None:
        self._patterns = [(_compiled(english), other) for english, other in patterns.items()]

    def __call__(self, text: str) -> str:
        """Return a sentence in French; one that no pattern fits stays as it is."""
        for pattern, other in self._patterns:
            if found := pattern.fullmatch(text):
                return other.format(**{name: self._gap(name, value) for name, value in found.groupdict().items()})
        return text

    def _gap(self, name: str, value: str) -> str:
        if name in LISTS:
            english, french = LISTS[name]
            return french.join(map(self, value.split(english)))
        return self(value) if name in WITHIN else value


def _compiled(english: str) -> re.Pattern[str]:
    literal, *rest = GAP.split(english)
    gaps = zip(rest[::2], rest[1::2], strict=True)
    pattern = re.escape(literal) + "".join(f"(?P<{name}>.+?){re.escape(text)}" for name, text in gaps)
    return re.compile(pattern, re.DOTALL)
