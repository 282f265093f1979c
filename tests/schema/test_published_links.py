"""The links of what readers see, and what is kept of how they are."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from schema import db, writes
from schema.published_links import failing_links, published_links
from schema.rows import fetch_rows
from schema.tables import CheckedLink
from schema.writes import LinkAnswer, LinkState

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)
URL = "https://site.example/page?a=1&b=2"


def record(engine: sa.Engine, at: datetime, state: LinkState, status: int | None = None, url: str = URL) -> None:
    with db.side_transaction(engine) as session:
        reason = "status" if state is LinkState.FAILED else None
        writes.record_answers(session, [LinkAnswer(url, ["iss_1"], state, status, reason)], at)


def days(engine: sa.Engine) -> list[int]:
    with db.read_transaction(engine) as session:
        return [link.failed_days for link in failing_links(session)]


def test_links_of_what_readers_see_are_found_with_their_places(engine: sa.Engine) -> None:
    body = f"Here: [one]({URL}) and [again]({URL}#part), a [mail](mailto:a@b.example), a [work](work:film)."
    recommendation = {"work_id": None, "role": "PICK"}
    with db.write_transaction(engine) as session:
        writes.save_publication(
            session, {"name": "Liane", "url": "https://liane.example/", "about_markdown": f"<{URL}>"}
        )
        offers = [{"access": "FREE", "url": "https://offer.example/"}]
        links = [{"rel": "official", "url": "https://film.example/"}]
        film = writes.save_work(
            session, {"slug": "film", "kind": "FILM", "title": "Film", "links": links, "availability": offers}
        )
        section = {
            "body_markdown": body,
            "sources": [{"title": "A source", "url": "https://source.example/"}],
            "recommendations": [{**recommendation, "work_id": film.id}],
        }
        issue = {"slug": "a", "title": "A", "sections": [section]}
        issue_id = writes.save_issue(session, {**issue, "status": "PUBLISHED", "published_at": NOON - DAY}).id
        hidden = {"slug": "b", "title": "B", "sections": [{"body_markdown": "[x](https://draft.example/)"}]}
        writes.save_issue(session, hidden)
    with db.read_transaction(engine) as session:
        assert {url: sorted(places) for url, places in published_links(session, NOON).items()} == {
            URL: sorted([issue_id, "pub_1"]),
            "https://liane.example/": ["pub_1"],
            "https://source.example/": [issue_id],
            "https://film.example/": [film.id],
            "https://offer.example/": [film.id],
        }
        assert published_links(session, NOON - 2 * DAY).keys() == {URL, "https://liane.example/"}


def test_one_that_fails_twice_on_a_day_has_failed_once(engine: sa.Engine) -> None:
    record(engine, NOON, LinkState.FAILED, 404)
    record(engine, NOON + timedelta(hours=1), LinkState.FAILED, 404)
    assert days(engine) == []
    record(engine, NOON + DAY, LinkState.FAILED, 404)
    assert days(engine) == [2]
    record(engine, NOON + 2 * DAY, LinkState.UNKNOWN, 403)
    assert days(engine) == [2]
    record(engine, NOON + 3 * DAY, LinkState.WELL, 200)
    assert days(engine) == []
    record(engine, NOON + 4 * DAY, LinkState.FAILED, 404)
    assert days(engine) == []


def test_what_failed_is_asked_the_next_day_and_what_is_well_a_week_later(engine: sa.Engine) -> None:
    urls = [f"https://{name}.example/" for name in ("well", "failed", "new")]
    record(engine, NOON, LinkState.WELL, 200, urls[0])
    record(engine, NOON, LinkState.FAILED, 404, urls[1])
    record(engine, NOON, LinkState.FAILED, 404, "https://gone.example/")

    def due(at: datetime, failed_before: datetime | None = None) -> list[str]:
        with db.side_transaction(engine) as session:
            return writes.due_links(session, urls, at, failed_before)

    assert due(NOON + timedelta(hours=1)) == [urls[2]]
    assert due(NOON + DAY) == [urls[1], urls[2]]
    assert due(NOON + 8 * DAY) == [urls[1], urls[2], urls[0]]
    soon = NOON + timedelta(minutes=1)
    assert due(soon, failed_before=soon) == [urls[1], urls[2]]
    assert due(soon, failed_before=NOON) == [urls[2]]
    with db.read_transaction(engine) as session:
        assert {row["url"] for row in fetch_rows(session, CheckedLink)} == set(urls[:2])
