"""What newsletters say around their text, by language: each file in ``languages/`` is one, and a new one is a new file.

A letter is read with the phrases of all languages, since templates speak another one than the letter.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from seed.importers.boilerplate.phrases import Phrases


@cache
def languages() -> dict[str, dict[str, Any]]:
    """Return what the file of each language says."""
    every = sorted((files(__package__) / "languages").iterdir(), key=lambda file: file.name)
    return {
        file.name.removesuffix(".toml"): tomllib.loads(file.read_text("utf-8"))
        for file in every
        if file.name.endswith(".toml")
    }


@cache
def phrases(name: str) -> Phrases:
    """Return the phrases of all languages that stand under one name in their files."""
    every = Phrases()
    for language in languages().values():
        every.add(language.get(name, ()), language["letter"])
    return every


@cache
def words(name: str) -> frozenset[str]:
    """Return the words of all languages that stand under one name in their files."""
    return frozenset(word for language in languages().values() for word in _listed(language.get(name, "")))


def _listed(value: str | list[str]) -> list[str]:
    return value.split() if isinstance(value, str) else value
