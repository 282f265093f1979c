"""What was counted of embeds, added up: bounded, in the end forgotten, and read with the titles of what is shown."""

from datetime import date, timedelta

import sqlalchemy as sa

from schema import db, writes
from schema.embeds import read_sites
from schema.rows import fetch_rows
from schema.tables import Embed
from schema.writes import embeds
from schema.writes.embeds import FORGOTTEN, MOST, MOST_VIEWS

MONDAY = date(2026, 11, 30)
WORK, ISSUE = "works/the-deepest-breath", "issues/hollywood-en-greve-contre-ses-doubles"


def add(engine: sa.Engine, counted: dict[tuple[str, str], int], today: date = MONDAY) -> None:
    with db.side_transaction(engine) as session:
        writes.add_embeds(session, counted, today)


def test_what_several_servers_count_is_added_up(seeded_engine: sa.Engine) -> None:
    add(seeded_engine, {("a.example", WORK): 2, ("b.example", WORK): 1})
    add(seeded_engine, {("a.example", WORK): 3, ("a.example", ISSUE): 1, ("", "works/gone"): 1}, MONDAY + timedelta(1))
    with db.read_transaction(seeded_engine) as session:
        first, *others = read_sites(session)
    assert (first.host, first.views, first.first_on, first.seen_on) == ("a.example", 6, MONDAY, MONDAY + timedelta(1))
    assert [(card.path, card.title, card.views) for card in first.cards] == [
        (f"/{WORK}", "The Deepest Breath", 5),
        (f"/{ISSUE}", "Hollywood en grève contre ses doubles", 1),
    ]
    assert [(site.host, site.cards[0].title) for site in others] == [("", None), ("b.example", "The Deepest Breath")]


def test_what_is_not_seen_for_a_year_is_forgotten(engine: sa.Engine) -> None:
    add(engine, {("a.example", WORK): 2})
    add(engine, {("b.example", WORK): 1}, MONDAY + FORGOTTEN + timedelta(1))
    with db.read_transaction(engine) as session:
        assert [row["host"] for row in fetch_rows(session, Embed)] == ["b.example"]


def test_names_that_are_made_up_do_not_displace_who_shows_cards_often(engine: sa.Engine) -> None:
    add(engine, {("partner.example", WORK): 5})
    add(engine, {(f"a{number:05}.example", WORK): 1 for number in range(MOST + 7)}, MONDAY + timedelta(1))
    with db.read_transaction(engine) as session:
        hosts = {row["host"] for row in fetch_rows(session, Embed)}
        assert (len(hosts), read_sites(session)[0].host) == (MOST, "partner.example")


def test_counting_ends_before_a_number_is_too_large(engine: sa.Engine) -> None:
    for _ in range(2):
        add(engine, {("a.example", WORK): 10 * MOST_VIEWS})
    with db.read_transaction(engine) as session:
        assert read_sites(session)[0].views == MOST_VIEWS
    assert embeds.MOST_VIEWS < 2**31
