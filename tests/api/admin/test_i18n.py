"""The words of the back office are printed as their language is."""

import re
from pathlib import Path

import pytest
import yaml

from api.admin.i18n import translator_of
from api.admin.paths import HERE
from api.website.paths import TEMPLATES

FILES = [HERE / name for name in ("strings.yaml", "sentences.yaml", "importer_sentences.yaml")]
WRONG = re.compile(r"[^\u00a0]:(?!//|\d)|[^\u202f<][;?!]|«(?!\u00a0)|[^\u00a0]»")
"""A sign without the space that French has beside it; times, addresses and code have none."""


@pytest.mark.parametrize("file", [*FILES, TEMPLATES / "strings.yaml"], ids=lambda file: file.parent.name + file.name)
def test_french_has_its_spaces(file: Path) -> None:
    for name, texts in yaml.safe_load(file.read_text(encoding="utf-8")).items():
        french = texts["fr"] if isinstance(texts, dict) else texts
        for text in french.values() if isinstance(french, dict) else [french]:
            assert not WRONG.search(text), name


@pytest.mark.parametrize(
    ("language", "told"),
    [("fr", "24/12/2026 à\N{NO-BREAK SPACE}08:00"), ("en", "12/24/26, 8:00\N{NARROW NO-BREAK SPACE}AM")],
)
def test_an_instant_is_told_as_one_says_it(language: str, told: str) -> None:
    assert translator_of(language).instant("2026-12-24T07:00:00Z", "Europe/Paris") == told


def test_the_type_of_a_work_is_not_called_a_genre() -> None:
    french = translator_of("fr")
    assert french.field("kind") == "Type"
    assert french.problem("Kind x is not one of the known values.") == "Le type x n’est pas connu."
