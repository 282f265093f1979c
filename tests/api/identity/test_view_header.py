"""``Liane-View`` names a view, and only ever one that goes forward."""

from datetime import UTC, datetime, timedelta

import pytest

from api.identity.refusal import Refusal
from api.identity.view_header import parse_view
from schema.visibility import AHEAD, DRAFT, PUBLISHED, View

NOW = datetime(2026, 12, 1, 8, 30, 15, tzinfo=UTC)
EVE = View(AHEAD, datetime(2026, 12, 24, 18, tzinfo=UTC))


@pytest.mark.parametrize(
    ("value", "view"),
    [
        ("draft", DRAFT),
        (" draft ", DRAFT),
        ("published", PUBLISHED),
        ("published; at=2026-12-24T18:00Z", EVE),
        ("published;at=2026-12-24T18:00:00Z", EVE),
        ("published ;  at=2026-12-24T19:00+01:00", EVE),
        ("published; at=2026-12-01T08:30:15Z", View(AHEAD, NOW)),
    ],
)
def test_a_view_is_named_by_a_word_and_an_instant(value: str, view: View) -> None:
    assert parse_view(value, NOW) == view


@pytest.mark.parametrize(
    "value",
    [
        *("", "Draft", "drafts", "draft; at=2026-12-24T18:00Z", "published; at=", "published at=2026-12-24T18:00Z"),
        *("published; at=2026-12-24T18:00", "published; at=2026-12-24", "published; at=2026-13-24T18:00Z", "*", "é"),
        *("published; at=2026-12-01T08:30:14Z", "published; at=0001-01-01T00:00+14:00", "published, draft"),
        *("published; at=9999-12-31T23:59-12:00", "published; at=٢٠٢٦-12-24T18:00Z", f"draft{' ' * 9}x", "x" * 9_000),
    ],
)
def test_anything_else_is_refused_and_so_is_the_past(value: str) -> None:
    with pytest.raises(Refusal, match="an instant to come") as refused:
        parse_view(value, NOW)
    assert (refused.value.status_code, refused.value.code) == (400, "BAD_USER_INPUT")


def test_a_view_of_later_is_one_of_now_once_its_instant_has_passed() -> None:
    assert EVE.instant(NOW) == EVE.at
    assert EVE.instant(NOW + timedelta(days=90)) == NOW + timedelta(days=90)
