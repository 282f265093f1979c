"""Markdown: what stands above the text, drawn tables, and how its sections and words are read."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from seed.files.export import export_directory
from seed.import_run import ImportRun
from seed.importers import ParsedIssue, Unreadable, read
from seed.importers.formats.grid_tables import expand_grid_tables
from tests.seed import lighthouse

DAY = date(2024, 1, 19)


def parse(text: str) -> ParsedIssue:
    return read(text.encode(), "a.md", "markdown")


@pytest.mark.parametrize(
    "above",
    [
        "---\ntitle: Un titre\ndate: 2024-01-19\n---\n",
        "\n \n---\ntitle: Un titre\ndate: 2024-01-19\n---\n",
        '---\ntitle: "Un titre"\ndate: 19 janvier 2024\n...\n',
        "---\nTitre: Un titre\npublishedAt: 2024-01-19T06:00:00Z\n---\n",
        "Title: Un titre\nDate: 2024-01-19\n\n",
        "Titre : Un titre\nDate : 19 janvier 2024\n\n",
        "Subject: Un titre\nDate: Fri, 19 Jan 2024 06:00:00 +0100\n\n",
        "---\ntitle: Un titre\ndate: 2024-01-19\ntags: [a, b]\nauthor:\n  name: c\n---\n",
    ],
)
def test_what_a_file_says_of_itself(above: str) -> None:
    issue = parse(above + "## A\n\nDu texte.\n\n---\n\n## B\n\nDu texte aussi.")
    assert (issue.title, issue.title_source) == ("Un titre", "frontmatter")
    assert (issue.date, issue.date_source) == (DAY, "frontmatter")
    assert [(part.heading, part.text) for part in issue.sections] == [("A", "Du texte."), ("B", "Du texte aussi.")]


@pytest.mark.parametrize(
    ("text", "title", "words"),
    [
        ("---\ntitle: Grève : le film\n---\n\nTexte.", "Grève : le film", "Texte."),
        ("---\ntitle: no\n---\n\nTexte.", "no", "Texte."),
        ("---\n\nUn texte : entre deux traits.\n\n---\n\nFin.", None, "Un texte : entre deux traits. Fin."),
        ("---\ntitle: [a\n", None, "title: [a"),
        ("---\na: &a [x]\ntitle: *a\n---\n\nTexte.", "*a", "Texte."),
        ("Note: ceci est du texte.", None, "Note: ceci est du texte."),
        ("# T\n\n`---`", "T", "---"),
    ],
)
def test_where_fields_end_and_words_begin(text: str, title: str | None, words: str) -> None:
    issue = parse(text)
    assert issue.title == title
    assert " ".join(part.text for part in issue.sections).split() == words.split()


def test_a_date_that_says_nothing_is_told() -> None:
    issue = parse("---\ntitle: T\ndate: hier\n---\n\nTexte.")
    assert (issue.date, issue.warnings) == (None, ("the date “hier” was not understood",))


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("+---+---+\n| a | b |\n+---+---+", ["a", "b"]),
        ("+---+---+\n| a | b |\n| c |   |\n+===+===+\n| d | e |\n+---+---+", ["a\nc", "b", "d", "e"]),
        ("+-------+\n| a | b |\n+-------+", ["a | b"]),
        ("+--------+\n| <http: |\n| //a.b> |\n+--------+", ["<http:\n//a.b>"]),
        ("+------------+\n| <https://a |\n| .test/b/c> |\n+------------+", ["<https://a.test/b/c>"]),
        (
            "+------------+\n| [a](https: |\n| //a.test/b |\n| ) c        |\n+------------+",
            ["[a](https:\n//a.test/b\n) c"],
        ),
        ("+-------------+\n| [a](https:/ |\n| /a.test) b  |\n+-------------+", ["[a](https:/\n/a.test) b"]),
        ("+-----------+\n| +---+---+ |\n| | a | b | |\n| +---+---+ |\n+-----------+", ["a", "b"]),
        ("+----+----+\n| 😀 | b  |\n+----+----+", ["😀", "b"]),
    ],
)
def test_drawn_tables_give_their_cells(table: str, cells: list[str]) -> None:
    assert [part.strip() for part in expand_grid_tables(table).split("\n\n") if part.strip()] == cells


def test_a_table_in_a_code_block_stays_as_it_is() -> None:
    code = "```\n+---+\n| a |\n+---+\n```"
    assert expand_grid_tables(code) == code


@pytest.mark.parametrize("text", ["", "\n \n", "---\ntitle: T\n---\n", "<!-- rien -->", "---\n" * 50])
def test_a_file_without_words_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        parse(text)


@pytest.mark.parametrize(
    "text", [">" * 5000 + " mot", "- " * 5000 + "mot", "[" * 5000 + "mot", "*a _b " * 3000 + "mot"]
)
def test_marks_without_end_end(text: str) -> None:
    assert "mot" in " ".join(part.text for part in parse(f"# T\n\n{text}").sections).split()[-1]


def test_an_exported_issue_is_the_same_issue(engine: sa.Engine, tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    lighthouse.fill(engine)
    html = b"<h2>A</h2><p>Un <a href='https://a.test'>lien</a>.</p><h2>B</h2><p>Deux.</p>"
    report = ImportRun(engine, "html", publish=False, dry_run=False).import_data("a.html", html)
    with Session(engine) as session:
        export_directory(session, folder)
    path = folder / "issues" / f"{report['slug']}.md"
    again = ImportRun(engine, "auto", publish=False, dry_run=False).import_data(path.name, path.read_bytes())
    assert (again["slug"], again["format"], again["action"], again["changes"]) == (
        report["slug"], "markdown", "unchanged", [],
    )  # fmt: skip


def test_a_list_with_typed_signs_is_a_list() -> None:
    assert parse("# T\n\nUn mot :\n• a\n• b").sections[0].markdown == "Un mot :\n\n* a\n* b"


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("mot[^1]\n\n[^1]: https://a.test\n", "mot[^1]\n\n[^1]: https://a.test"),
        ("Un <HomePage> et <b>b</b>.", "Un <HomePage> et b."),
        ("<DocumentOptions>\n\nmot", "<DocumentOptions>\n\nmot"),
        ("~~20 €~~ 15 €", "20 € 15 €"),
        ("- [ ] un\n- [x] deux", "[ ] un\n\n[x] deux"),
    ],
)
def test_what_looks_like_html_or_a_mark_stays(text: str, markdown: str) -> None:
    assert read(text.encode(), "a.md", "markdown").sections[0].text == markdown
