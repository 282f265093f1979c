"""When an issue appears: at its own date, at the one that is given, or at none that is not one."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from api.commands.publishing import BadInstant, parse_instant, publish
from schema import db, writes

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-14T07:30", datetime(2026, 3, 14, 6, 30, tzinfo=UTC)),
        ("2026-07-14 07:30", datetime(2026, 7, 14, 5, 30, tzinfo=UTC)),
        ("2026-07-14", datetime(2026, 7, 13, 22, tzinfo=UTC)),
        ("2026-03-14T07:30Z", datetime(2026, 3, 14, 7, 30, tzinfo=UTC)),
        ("2026-10-25T02:30+01:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_the_magazines_own_unless_it_says_otherwise(text: str, instant: datetime) -> None:
    assert parse_instant(text, PARIS) == instant


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("tomorrow", "is not a time like"),
        ("2026-03-29T02:30", "there is no 2026-03-29T02:30 in Europe/Paris"),
        ("2026-10-25T02:30", "write 2026-10-25T02:30:00\\+02:00 or 2026-10-25T02:30:00\\+01:00"),
    ],
)
def test_a_time_that_is_not_one_is_asked_about(text: str, reason: str) -> None:
    with pytest.raises(BadInstant, match=reason):
        parse_instant(text, PARIS)


def test_an_issue_is_published_under_its_date_or_scheduled(engine: sa.Engine) -> None:
    with db.write_transaction(engine) as session:
        writes.save_publication(session, {"name": "Phares", "time_zone": "Europe/Paris"})
        writes.save_issue(session, {"slug": "un", "title": "Un", "published_at": datetime(2019, 3, 14, 6, tzinfo=UTC)})
        assert publish(session, "un", None) == "Published un, dated 2019-03-14 07:00 (Europe/Paris)."
        assert publish(session, "un", "2091-03-14T07:30") == "un will appear at 2091-03-14 07:30 (Europe/Paris)."
        assert publish(session, "un", "2020-01-01").startswith("Published un, dated 2020-01-01 00:00")
