"""The budgets of a first visit."""

import pytest

from bench.first_view import View

GOOD = View(requests=3, bytes=60_000, moved=0.1, text=9_999, face=9_999)


@pytest.mark.parametrize(
    ("view", "within"),
    [
        (GOOD, True),  # whatever the clock says
        (GOOD._replace(requests=4), False),
        (GOOD._replace(bytes=60_001), False),
        (GOOD._replace(moved=0.11), False),
    ],
)
def test_requests_bytes_and_what_moves_have_budgets(view: View, within: bool) -> None:
    assert view.within_budget is within
