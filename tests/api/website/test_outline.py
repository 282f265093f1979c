"""The headings of a text within its page."""

import pytest

from api.website.outline import outline


@pytest.mark.parametrize(
    ("levels", "first", "shown"),
    [
        ("5", 3, "3"),
        ("24", 3, "34"),
        ("2454", 3, "3454"),
        ("3 2", 3, "3 3"),
        ("42", 2, "22"),
        ("123456", 4, "456666"),
        ("1", 1, "1"),
        ("", 2, ""),
    ],
)
def test_headings_begin_below_what_stands_above_and_skip_no_level(levels: str, first: int, shown: str) -> None:
    before, after = (
        "".join(f'<h{level} id="a">a</h{level}>b' for level in numbers.replace(" ", "")) for numbers in (levels, shown)
    )
    assert outline(before, first) == after


def test_nothing_else_is_a_heading() -> None:
    html = "<p>a<br></p><hr><h7>x</h7><header>y</header>"
    assert outline(html, 4) == html
