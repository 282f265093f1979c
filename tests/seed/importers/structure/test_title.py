"""The title of a letter and its date, where only its text states them."""

# ruff: noqa: E501 - letters as programs write them

import pytest
from babel import Locale

from schema.text import fold
from seed.importers import read
from seed.importers.dates import MONTH_NAMES, MONTHS
from tests.seed.importers.pages import TEXT, parse


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Vendredi 8 mars 2024 – n° 17", "2024-03-08"),
        ("1er août 2023", "2023-08-01"),
        ("March 12th, 2024", "2024-03-12"),
        ("12 March 2024", "2024-03-12"),
        ("2024-03-12", "2024-03-12"),
        ("Vendredi 8 mars", None),
        ("31 février 2024", None),
        ("Du 8 mars 2024 au 9 mars 2024", None),
        ("Le 8 mars 2024, la mer était calme, et nous y sommes allés à pied, tous ensemble.", None),
    ],
)
def test_a_day_that_a_line_at_the_top_states_in_full(line: str, day: str | None) -> None:
    issue = parse(f"<p>{line}</p>{TEXT}")
    assert (issue.date and issue.date.isoformat(), issue.date_source) == (day, "text" if day else None)


@pytest.mark.parametrize(
    ("name", "title", "source"), [("Sous la pluie", "Sous la pluie", "header"), ("Newsletter", None, None)]
)
def test_the_name_of_a_page_is_its_title_unless_a_template_gave_it(name: str, title: str | None, source: str) -> None:
    issue = read(f"<html><head><title>{name}</title></head>{TEXT}</html>".encode(), "a.html")
    assert (issue.title, issue.title_source) == (title, source)


@pytest.mark.parametrize(
    "name",
    [
        "Untitled", "untitled-3", "Untitled document", "Sans titre", "Document", "Document1", "Newsletter preview",
        "Unbenanntes Dokument", "Documento sin título", "Senza titolo", "Sem título", "Naamloos document", "index.html",
        "Email template", "Mailchimp template", "Nouvelle page 1", "Microsoft Word", "{{ page.title }}", "no subject",
    ],
)  # fmt: skip
def test_what_programs_call_what_has_no_title_is_none(name: str) -> None:
    page = f"<html><head><title>{name}</title></head><h1>La mer</h1>{TEXT}</html>"
    assert read(page.encode(), "a.html").title == "La mer"
    assert (
        read(f"---\ntitle: '{name}'\n---\n\n# La mer\n\n## A\n\nMot.\n\n## B\n\nMot.".encode(), "a.md").title
        == "La mer"
    )


def test_a_mails_subject_is_its_title_where_it_has_no_other() -> None:
    assert read(b"Subject: Newsletter\nFrom: a@b.test\nMIME-Version: 1.0\n\nUn mot.", "a.eml").title == "Newsletter"


@pytest.mark.parametrize("name", ["Mars 2024", "14 mars 2024", "March 14, 2024", "Numéro 12", "N° 12", "Issue #12", "#12",
    "Lettre 12", "Ausgabe 3", "Newsletter #5 – le port", "Weekly 33"])  # fmt: skip
def test_the_first_of_many_headings_alike_is_the_title_where_it_names_the_issue(name: str) -> None:
    issue = read(f"# {name}\n\nUn mot avant tout.\n\n# À voir\n\nUn film.\n\n# À lire\n\nUn livre.".encode(), "a.md")
    assert (issue.title, [section.heading for section in issue.sections]) == (name, [None, "À voir", "À lire"])


@pytest.mark.parametrize("first", ["À écouter", "Le film de 2024", "Blade Runner 2049"])
def test_the_first_of_many_headings_alike_is_a_section_otherwise(first: str) -> None:
    issue = read(f"# {first}\n\nUn disque.\n\n# À voir\n\nUn film.\n\n# À lire\n\nUn livre.".encode(), "a.md")
    assert (issue.title, issue.sections[0].heading) == (None, first)


@pytest.mark.parametrize("line", ["14. März 2024", "14 de marzo de 2024", "14 marzo 2024", "14 de março de 2024",
    "donderdag 14 maart 2024", "14.3.2024", "2024年3月14日"])  # fmt: skip
def test_a_day_is_read_in_every_language(line: str) -> None:
    assert str(parse(f"<p>{line}</p>{TEXT}").date) == "2024-03-14"


@pytest.mark.parametrize("language", MONTH_NAMES)
def test_the_months_are_those_of_unicodes_data(language: str) -> None:
    wide = Locale(language).months["format"]["wide"]
    assert MONTH_NAMES[language].split() == [fold(wide[number]) for number in range(1, 13)]
    for number, name in Locale(language).months["format"]["abbreviated"].items():
        assert MONTHS[fold(name).rstrip(".")] == number
