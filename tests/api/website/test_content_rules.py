"""Rules of what pages show of content."""

import pytest

from api.website.content_rules import headings, length_class, opens_with_a_letter
from api.website.results import SectionAnchor

WORDS = "mot " * 60


@pytest.mark.parametrize(
    ("heading", "column", "shown"),
    [
        ("Le feu", "À voir", ("Le feu", "À voir")),
        ("UN PAVÉ DANS LA  JUNGLE", "Un pavé dans la jungle", ("Un pavé dans la jungle", None)),
        (None, "À voir", ("À voir", None)),
        ("Le feu", None, ("Le feu", None)),
        (None, None, (None, None)),
    ],
)
def test_a_column_and_a_heading_of_the_same_words_are_shown_once(
    heading: str | None, column: str | None, shown: tuple[str | None, str | None]
) -> None:
    section: SectionAnchor = {
        "heading": heading,
        "column": {"slug": "c", "name": column, "description": None} if column else None,
        "position": 1,
    }
    assert headings(section) == shown


@pytest.mark.parametrize(
    ("html", "opens"),
    [
        (f"<p>À {WORDS}</p>", True),
        (f"<p><em><strong>À</strong></em> {WORDS}</p>", True),
        (f'<p><a href="https://a.test">L’œuvre</a> {WORDS}</p>', True),
        (f"<p>« À {WORDS}</p>", False),
        (f"<p>1 {WORDS}</p>", False),
        (f"<p>_{WORDS}</p>", False),
        (f'<p><img src="https://a.test/a" alt="À">À {WORDS}</p>', False),
        (f"<h3>À</h3><p>À {WORDS}</p>", False),
        (f"<p>Court.</p><p>À {WORDS}</p>", False),
        ("", False),
    ],
)
def test_a_large_letter_opens_only_a_long_paragraph_that_begins_with_one(html: str, opens: bool) -> None:
    assert opens_with_a_letter(html) is opens


@pytest.mark.parametrize(("letters", "shown"), [(55, ""), (56, ' class="long"'), (180, ' class="longest"')])
def test_a_long_title_is_set_in_smaller_letters(letters: int, shown: str) -> None:
    assert length_class("a" * letters) == shown
