"""The flattened form of an e-mail: cells between bars, headings in capitals, and no word lost."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.text import clean, render
from seed.importers import ParsedIssue, Unreadable, read
from seed.importers.blocks import Block, Span, one_line
from seed.importers.document.markdown_writer import write_markdown
from tests.seed.importers.words import words, words_of

FIXTURES = Path(__file__).parents[3] / "fixtures" / "text"
# Anything a mail may hold, with the signs that matter to the format and to Markdown made likely.
CELLS = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40),
        st.text("aB1 #*_-+=~`<>[]()!&;:/\\.|\n\u00a0é«»", max_size=40),
        st.sampled_from(["", " ", "À VOIR", "NASA", "&amp;", "1. un", "- deux", "---", "<b>x</b>", "http://a.b/c_d"]),
    ),
    max_size=12,
)


def headings_and_texts(issue: ParsedIssue) -> list[tuple[str | None, str]]:
    return [(section.heading, section.text) for section in issue.sections]


def parse(text: str) -> ParsedIssue:
    return read(text.encode(), "lettre.txt", "text")


def paragraph(text: str) -> str:
    return write_markdown([Block(spans=[Span(one_line(text))])])


def as_json(issue: ParsedIssue) -> dict[str, Any]:
    return {
        "title": issue.title,
        "titleSource": issue.title_source,
        "date": issue.date and issue.date.isoformat(),
        "dateSource": issue.date_source,
        "language": issue.language,
        "sections": [
            {"heading": part.heading, "text": part.text, "links": list(part.links)} for part in issue.sections
        ],
        "leftOut": [{"text": left.text, "reason": left.reason} for left in issue.left_out],
        "warnings": list(issue.warnings),
    }


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.txt")), ids=lambda path: path.stem)
def test_fixture_gives_its_json_and_keeps_every_word(path: Path) -> None:
    issue = read(path.read_bytes(), path.name)
    assert as_json(issue) == json.loads(path.with_suffix(".json").read_text())
    assert words_of(issue) == words(path.read_text().replace("|", " "))


@pytest.mark.parametrize(
    ("text", "title", "sections"),
    [
        pytest.param("Un titre | Du texte.", "Un titre", [(None, "Du texte.")], id="title and text"),
        pytest.param("Un titre", "Un titre", [], id="one short cell is the title"),
        pytest.param("Mot. " * 60, None, [(None, ("Mot. " * 60).strip())], id="one long cell is a text"),
        pytest.param(" | | Un titre || |\n| Texte |", "Un titre", [(None, "Texte")], id="empty cells"),
        pytest.param("T | A. | B.", "T", [(None, "A.\n\nB.")], id="cells are paragraphs"),
        pytest.param("T | À VOIR | A.", "T", [("À VOIR", "A.")], id="heading at once"),
        pytest.param("T | A. | À VOIR", "T", [(None, "A."), ("À VOIR", "")], id="heading at the end"),
        pytest.param("T | UN DEUX | TROIS | A.", "T", [("UN DEUX", ""), ("TROIS", "A.")], id="heading after heading"),
        pytest.param(
            "T | L’ÉTÉ, C’EST MAINTENANT\u00a0! | A.", "T", [("L’ÉTÉ, C’EST MAINTENANT\u00a0!", "A.")], id="accents"
        ),
        pytest.param("T | LE XXe SIÈCLE | A.", "T", [("LE XXe SIÈCLE", "A.")], id="ordinal"),
        pytest.param(
            "T | Fin. | CULTURE | Début.", "T", [(None, "Fin."), ("CULTURE", "Début.")], id="one-word heading"
        ),
        pytest.param(
            "T | Vu à la | NASA | hier.", "T", [(None, "Vu à la\n\nNASA\n\nhier.")], id="acronym in its own cell"
        ),
        pytest.param(
            "T | Sans point | ÉDITO | Début.", "T", [(None, "Sans point"), ("ÉDITO", "Début.")], id="no full stop"
        ),
        pytest.param(
            "T | Fin. | ÉDITO\nDébut. |", "T", [(None, "Fin."), ("ÉDITO", "Début.")], id="heading in the cell"
        ),
        pytest.param("T | À la\nNASA\nhier.", "T", [(None, "À la NASA hier.")], id="acronym on its own line"),
        pytest.param("T | La NASA et l'ONU.", "T", [(None, "La NASA et l'ONU.")], id="acronyms inside a text"),
        pytest.param("T | A. | 24 | B.", "T", [(None, "A.\n\n24\n\nB.")], id="a number is no heading"),
        pytest.param("T | A. | B | C.", "T", [(None, "A.\n\nB\n\nC.")], id="one letter is no heading"),
        pytest.param(
            "T | " + "TOUT EN CAPITALES " * 9, "T", [(None, ("TOUT EN CAPITALES " * 9).strip())], id="shouted"
        ),
        pytest.param("T\r\n\r\nUN MOT\r\nA\r\nb.", "T", [("UN MOT", "A b.")], id="blank lines, CRLF"),
        pytest.param("T\nA.\nUN MOT\nB.", "T", [(None, "A."), ("UN MOT", "B.")], id="lines only"),
        pytest.param("T | A.\n\nB.", "T", [(None, "A.\n\nB.")], id="blank line inside a cell"),
        pytest.param("T\u2028A.\x0bB.", "T", [(None, "A.\n\nB.")], id="other line ends"),
        pytest.param(
            "\ufeffT | A\u00a0: «\u202fb\u202f».", "T", [(None, "A\u00a0: «\u202fb\u202f».")], id="no-break spaces"
        ),
        pytest.param("T | \u200b\u200c\u034f | A.", "T", [(None, "A.")], id="invisible filling"),
        pytest.param("T | cafe\u0301", "T", [(None, "café")], id="decomposed accents"),
        pytest.param("T | • A | • B | C.", "T", [(None, "A\n\nB\n\nC.")], id="typed bullets"),
        pytest.param("• A | • B", None, [(None, "A\n\nB")], id="a list has no title"),
        pytest.param("Bonjour, | T | À VOIR | A.", "T", [("À VOIR", "A.")], id="a greeting is no title"),
        pytest.param(
            "T | PUBLICITÉ | A. | À VOIR | B.",
            "T",
            [(None, "PUBLICITÉ\n\nA."), ("À VOIR", "B.")],
            id="advertiser",
        ),
    ],
)
def test_structure(text: str, title: str | None, sections: list[tuple[str | None, str]]) -> None:
    issue = parse(text)
    assert issue.title == title
    assert headings_and_texts(issue) == sections


@settings(deadline=None)
@given(CELLS)
def test_every_word_stands_exactly_once(cells: list[str]) -> None:
    text = "|".join(cells)
    try:
        issue = parse(text)
    except Unreadable:
        assert not any(char.isalnum() for char in text)
        return
    kept = words_of(issue)
    assert kept == words(text.replace("|", " "))


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])) | st.text("ab1 #*_-+=~`<>[]()!&;:/\\.|\té"))
def test_a_paragraph_shows_its_words_again(text: str) -> None:
    text = clean(text)
    assert render(paragraph(text)).text.split() == text.split()


@pytest.mark.parametrize(
    "text",
    [
        "# a",
        "1. a",
        "1986) a",
        "- a",
        "---",
        "> a",
        "***",
        "~~~",
        "| a |",
        "<b>a</b>",
        "&lt;",
        "a_b_ *c*",
        "`a`",
        "\\*",
        "[a]: http://b.c",
        "![a](b)",
        "a\\",
        "+ a",
        "=",
        "http://a.b/c_d*e?f=1&amp=2).",
    ],
)
def test_what_markdown_would_read_as_marks_stays_words(text: str) -> None:
    assert render(paragraph(text)).text == text


def test_addresses_become_links_without_the_sentence_around_them() -> None:
    section = parse("T | Voir (https://a.test/b_c?d=1&e=2). Et https://a.test/b_c?d=1&e=2, encore.").sections[0]
    assert section.links == ("https://a.test/b_c?d=1&e=2", "https://a.test/b_c?d=1&e=2")
    assert section.text == "Voir (https://a.test/b_c?d=1&e=2). Et https://a.test/b_c?d=1&e=2, encore."


def test_characters_lost_before_are_told() -> None:
    assert "lost" in parse("Gr\ufffdve | Texte.").warnings[0]


def test_the_footer_of_a_text_is_left_out() -> None:
    issue = parse("T | À VOIR | Un film. | Vous recevez cette lettre. | © 2024 Liane | Se désabonner")
    assert headings_and_texts(issue) == [("À VOIR", "Un film.")]
    assert [str(left.reason) for left in issue.left_out] == ["FOOTER", "FOOTER", "UNSUBSCRIBE"]


@pytest.mark.parametrize(
    ("name", "day", "source"), [("lettre.txt", "2024-03-08", "text"), ("2024-03-07.txt", "2024-03-07", "filename")]
)
def test_the_day_is_the_file_names_or_else_that_of_a_line_at_the_top(name: str, day: str, source: str) -> None:
    issue = read(b"T | Vendredi 8 mars 2024 | Un texte.", name)
    assert (str(issue.date), issue.date_source) == (day, source)


def test_addresses_are_those_that_the_sender_meant() -> None:
    [section] = parse("T | Voir https://a.test/b?utm_source=lettre&c=1").sections
    assert (section.links, section.text) == (("https://a.test/b?c=1",), "Voir https://a.test/b?utm_source=lettre&c=1")
