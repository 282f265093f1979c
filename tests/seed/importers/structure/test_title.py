"""The title of a letter and its date, where only its text states them."""

import pytest

from seed.importers import read
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
