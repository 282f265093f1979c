"""One letter, saved as text, HTML, mail and Markdown, is understood alike: the steps after its format are the same."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from schema.text import fold
from seed.importers import FORMATS, ParsedIssue, read
from seed.importers.pipeline import STEPS

LETTERS = {path.suffix: path for path in (Path(__file__).parents[2] / "fixtures" / "one-letter").iterdir()}


def understood(issue: ParsedIssue) -> dict[str, Any]:
    """What is read from a letter, but for the capitals of headings and for where the title and the date are stated."""
    return {
        "title": issue.title,
        "date": issue.date,
        "language": issue.language,
        "headings": [section.heading and fold(section.heading) for section in issue.sections],
        "markdown": [section.markdown for section in issue.sections],
        "links": [section.links for section in issue.sections],
        "left out": [(left.text, str(left.reason)) for left in issue.left_out],
        "warnings": issue.warnings,
    }


@pytest.mark.parametrize("suffix", [".txt", ".eml", ".md"])
def test_a_letter_is_the_same_in_every_format(suffix: str) -> None:
    path = LETTERS[suffix]
    assert understood(read(path.read_bytes(), path.name)) == understood(read(LETTERS[".html"].read_bytes(), "a.html"))


def test_the_letter_is_understood() -> None:
    issue = read(LETTERS[".txt"].read_bytes(), "letter.txt")
    assert (issue.title, issue.date) == ("Le vent se lève", date(2024, 3, 14))
    assert [section.heading for section in issue.sections] == [None, "À VOIR", "À ÉCOUTER", "À LIRE"]
    assert issue.sections[1].links == ("https://salles.exemple.test/basse-mer?ville=brest",)
    assert issue.sections[2].markdown.endswith("- Une heure de cornes de brume")
    assert [(left.text, left.reason) for left in issue.left_out] == [
        ("Lire cette lettre en ligne", "PREHEADER"),
        ("Bonjour Camille,", "GREETING"),
        ("Vous recevez cette lettre car vous vous êtes inscrit sur notre site.", "FOOTER"),
        ("Lettre du port, 3 rue du Môle, 29200 Brest", "FOOTER"),
        ("Se désabonner", "UNSUBSCRIBE"),
    ]


def test_no_format_has_steps_of_its_own() -> None:
    assert {module.__module__.rpartition(".")[2] for module in FORMATS.values()} == set(FORMATS)
    assert {step.__module__.split(".")[2] for step in STEPS} == {"boilerplate", "structure"}
