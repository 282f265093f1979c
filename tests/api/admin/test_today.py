"""The first page: what waits, who changed what last, and what comes by the day."""

import re
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from api.admin.calendar import Month
from api.admin.today import by_day
from schema import db, writes
from schema.vocabulary import UserRole
from schema.writes.link_checks import claim_link_check, count_answers, count_links, finish_link_check
from tests.api.admin.catalogue.pages import path_to, told
from tests.api.admin.forms_of_pages import form_of, send
from tests.api.admin.people import signed_in
from tests.api.admin.test_screens import first_of
from tests.api.serving import Clock, publish


@pytest.fixture(autouse=True)
def _english(chief: httpx.Client) -> None:
    chief.headers["Accept-Language"] = "en"


def test_who_changed_what_last_is_told(chief: httpx.Client) -> None:
    path = path_to(chief, "works", "ChatGPT")
    send(chief, path, form_of(chief.get(path).text), title="ChatGPT Plus")
    page = chief.get("/admin").text
    assert re.search(r"ChatGPT Plus changed · Ada ·", told(page))
    assert f'href="{path}/history"' in page


def test_works_without_a_picture_wait(chief: httpx.Client) -> None:
    assert "Without a picture, in the newest issues" in told(chief.get("/admin").text)


def test_links_that_failed_on_two_days_are_told_with_where_they_stand(
    chief: httpx.Client,
    seeded_url: str,
    clock: Clock,
) -> None:
    url, work = "https://gone.example/page", path_to(chief, "works", "ChatGPT")
    engine = db.connect(seeded_url)
    issue = first_of(chief, "issues")
    assert "Links have not been checked yet." in told(chief.get("/admin").text)
    places = [work.rpartition("/")[2], issue.rpartition("/")[2], "pub_1", "wrk_gone"]
    answers = [
        writes.LinkAnswer(url, places, writes.LinkState.FAILED, 404, "status"),
        writes.LinkAnswer("https://dead.example/", ["pub_1"], writes.LinkState.FAILED, None, "no_host"),
    ]
    well = writes.LinkAnswer(url, places, writes.LinkState.WELL, 200)
    for days, given in ((3, [well]), (2, answers), (2, answers), (1, answers[:1])):
        with db.side_transaction(engine) as session:
            writes.record_answers(session, given, clock.now - timedelta(days=days))
    page = chief.get("/admin").text
    assert re.search(r"lead nowhere.*gone.example/page the server answers 404, worked on .*, 20", told(page))
    assert f'in <a href="{work}">ChatGPT</a>' in page
    assert f'in <a href="{issue}#link=https%3A%2F%2Fgone.example%2Fpage">Hollywood' in page
    assert 'in <a href="/admin/settings">The magazine</a>' in page
    assert "dead.example" not in page
    with db.side_transaction(engine) as session:
        writes.record_answers(session, answers, clock.now)
    engine.dispose()
    assert "there is no such site any more" in chief.get("/admin").text


@pytest.mark.parametrize(
    ("language", "button", "begins", "asked", "checked"),
    [
        ("en", "Check links now", "about to begin", "1,200 of 1,205 links asked, 3 failed", ": 1 link, 0 failed."),
        (
            "fr",
            "Vérifier les liens maintenant",
            "va commencer",
            "1 200 essayés sur 1 205 liens, 3 en échec",
            " : 1 lien, 0 en échec.",
        ),
    ],
)
def test_an_editor_has_links_checked_now(  # noqa: PLR0913, PLR0917 - two languages
    chief: httpx.Client,
    seeded_url: str,
    clock: Clock,
    language: str,
    button: str,
    begins: str,
    asked: str,
    checked: str,
) -> None:
    chief.headers.update(signed_in(seeded_url, UserRole.EDITOR, clock.now, email="b@liane.example", name="Bo"))
    chief.headers["Accept-Language"] = language
    engine = db.connect(seeded_url)

    def line() -> str:
        page = chief.get("/admin").text
        (found,) = LexborHTMLParser(page).css("#link-check")
        is_busy = 'id="link-check" data-busy' in page
        assert is_busy == ('id="failing-links" data-busy' in page) == (button not in page)
        return " ".join(found.text().split(" ")).replace("\xa0", " ").replace("\u202f", " ")

    assert button in line()
    answer = chief.post("/admin/links")
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin#link-check")
    assert begins in line()
    with db.side_transaction(engine) as session:
        claim = claim_link_check(session, "a", clock.now)
        assert claim
        assert begins in line()
        count_links(session, claim, 1_205, clock.now)
        count_answers(session, claim, 1_200, 3, clock.now)
    chief.post("/admin/links")  # in a page from before: nothing new begins
    assert asked in line()
    with db.side_transaction(engine) as session:
        finish_link_check(session, claim, clock.now)
    chief.post("/admin/links")
    with db.side_transaction(engine) as session:
        claim = claim_link_check(session, "b", clock.now)
        assert claim
        count_answers(session, claim, 1, 0, clock.now)
        finish_link_check(session, claim, clock.now)
    engine.dispose()
    assert checked in line()
    assert button in line()


def test_a_check_for_which_no_link_was_due_says_so(chief: httpx.Client, seeded_url: str, clock: Clock) -> None:
    chief.post("/admin/links")
    engine = db.connect(seeded_url)
    with db.side_transaction(engine) as session:
        claim = claim_link_check(session, "a", clock.now)
        assert claim
        count_links(session, claim, 0, clock.now)
        finish_link_check(session, claim, clock.now)
    engine.dispose()
    assert "none was to be asked" in told(chief.get("/admin").text)


def test_no_page_of_somebody_else_has_links_checked(chief: httpx.Client) -> None:
    assert chief.post("/admin/links", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert "about to begin" not in chief.get("/admin").text
    assert chief.get("/admin/links").status_code == 405


def test_what_comes_is_listed_by_the_day_of_the_publication() -> None:
    instants = ("2026-10-24T21:30:00Z", "2026-10-24T22:30:00Z", "2026-10-25T12:00:00Z")
    issues = [{"publishedAt": instant, "replacesAt": None} for instant in instants]
    days = [(day, len(found)) for day, found in by_day(issues, "Europe/Paris")]
    assert days == [("2026-10-24", 1), ("2026-10-25", 2)]


def test_months_are_whole_weeks_and_follow_each_other() -> None:
    months = [Month(2026, 12)]
    for _ in range(30):
        months.append(months[-1].following)
        assert months[-1].previous == months[-2]
    for month in months:
        weeks = month.weeks(0, {})
        days = [day for week in weeks for day, _ in week]
        assert all(len(week) == 7 and week[0][0].weekday() == 0 for week in weeks)
        assert (month.first in days, month.last in days) == (True, True)
        assert (month.last + timedelta(days=1)).day == 1
    assert months[0].weeks(6, {"2026-12-24": ["a"]})[3][4] == (date(2026, 12, 24), ["a"])


@pytest.mark.parametrize("text", ["", "x", "2026-13", "2026-1", "0000-01", "2026-12-01"])
def test_what_names_no_month_is_this_one(text: str) -> None:
    assert Month.read(text, date(2026, 11, 30)) == Month(2026, 11)


def test_the_calendar_shows_what_appears_on_which_day(chief: httpx.Client, seeded_url: str) -> None:
    publish(seeded_url, "by-night", datetime(2023, 12, 24, 23, 30, tzinfo=UTC))
    page = LexborHTMLParser(chief.get("/admin?month=2023-12").text)
    table = page.css_first("table.month")
    assert table is not None
    cells = {
        str(time.attributes["datetime"]): cell
        for cell in table.css("td")
        if (time := cell.css_first("time")) is not None
    }
    assert len(cells) % 7 == 0
    assert "12:30 AM by-night" in " ".join(cells["2023-12-25"].text().split())
    assert [head.text() for head in table.css("th")][:2] == ["Mon", "Tue"]
    assert "December 2023" in told(page.html or "")
    assert 'aria-current="date"' in chief.get("/admin").text
    assert "?month=2024-01#calendar" in (page.html or "")


def test_drafts_of_others_say_whose_they_are(chief: httpx.Client, seeded_url: str, clock: Clock) -> None:
    send(chief, "/admin/issues/new", [], title="Ada’s words")
    chief.headers.update(signed_in(seeded_url, UserRole.EDITOR, clock.now, email="b@liane.example", name="Bo"))
    send(chief, "/admin/issues/new", [], title="Bo’s words")
    shown = told(chief.get("/admin").text)
    own, _, others = shown.partition("Drafts of others")
    assert ("Bo’s words" in own, "Ada’s words" in own) == (True, False)
    assert re.search(r"Ada’s words .*? Ada ", others)
