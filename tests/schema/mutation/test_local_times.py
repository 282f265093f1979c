"""A time as the publication's clocks show it is an instant, or a choice where clocks are changed."""

from datetime import datetime
from typing import Any

import pytest

from schema.instants import zone
from schema.mutation.local_times import readings
from tests.schema.mutation.editing import Editing
from tests.schema.mutation.test_issues import draft

CHOICES = "problems { code message path ... on AmbiguousTime { choices } }"


async def publish(magazine: Editing, local: str, **more: Any) -> Any:
    """Publish a new issue at a time of the publication's clocks, which are those of Paris; return the payload."""
    issue = await draft(magazine, "one")
    operation = f"""mutation($input: PublishIssueInput!) {{ publishIssue(input: $input) {{
      issue {{ status publishedAt }} {CHOICES} }} }}"""
    return (await magazine.ask(operation, input={"id": issue["id"], "localTime": local, **more}))["publishIssue"]


@pytest.mark.parametrize(
    ("local", "instant"),
    [
        ("2031-01-15T06:30", "2031-01-15T05:30:00Z"),
        ("2031-07-15T06:30:20", "2031-07-15T04:30:20Z"),
        ("2031-03-30T01:59", "2031-03-30T00:59:00Z"),
        ("2031-03-30T03:00", "2031-03-30T01:00:00Z"),
        ("2031-10-26T03:00", "2031-10-26T02:00:00Z"),
    ],
)
async def test_it_is_the_instant_at_which_clocks_show_it(empty: Editing, local: str, instant: str) -> None:
    payload = await publish(empty, local)
    assert (payload["problems"], payload["issue"]) == ([], {"status": "SCHEDULED", "publishedAt": instant})


async def test_one_that_clocks_never_show_names_those_around_it(empty: Editing) -> None:
    [problem] = (await publish(empty, "2031-03-30T02:30"))["problems"]
    assert problem == {
        "code": "AMBIGUOUS_TIME",
        "message": "Clocks are put forward in Europe/Paris, and never show 2031-03-30T02:30. "
        "As `at` there are 2031-03-30T01:30:00+01:00 and 2031-03-30T03:30:00+02:00 around it.",
        "path": ["publishIssue", "input", "localTime"],
        "choices": ["2031-03-30T01:30:00+01:00", "2031-03-30T03:30:00+02:00"],
    }


async def test_one_that_clocks_show_twice_names_both_and_either_is_taken(empty: Editing) -> None:
    [problem] = (await publish(empty, "2031-10-26T02:30"))["problems"]
    first, second = problem["choices"]
    assert (first, second) == ("2031-10-26T02:30:00+02:00", "2031-10-26T02:30:00+01:00")
    assert problem["message"] == (
        f"Clocks are put back in Europe/Paris, and show 2031-10-26T02:30 twice. As `at` there are {first} and {second}."
    )
    issue = await draft(empty, "two")
    payload = await empty.edit("publishIssue", "issue { publishedAt }", id=issue["id"], at=second)
    assert payload["issue"] == {"publishedAt": "2031-10-26T01:30:00Z"}


async def test_the_publication_says_whose_clocks(sample: Editing) -> None:
    await sample.edit("updatePublication", timeZone="America/New_York")
    assert (await publish(sample, "2031-01-15T06:30"))["issue"]["publishedAt"] == "2031-01-15T11:30:00Z"


@pytest.mark.parametrize(
    "text",
    ["", "tomorrow", "2031-01-15", "2031-02-30T06:30", "2031-01-15T06:30Z", "2031-01-15 06:30", "٢٠٣١-٠١-١٥T٠٦:٣٠"],
)
async def test_what_is_no_time_without_an_offset_is_a_problem(empty: Editing, text: str) -> None:
    [problem] = (await publish(empty, text))["problems"]
    assert (problem["code"], problem["path"][-1]) == ("INVALID", "localTime")


@pytest.mark.parametrize("text", ["9999-12-31T23:59", "0001-01-01T00:00", "0000-01-01T00:00"])
async def test_what_lies_beyond_all_calendars_is_a_problem(sample: Editing, text: str) -> None:
    zones = {"9999": "America/New_York", "0001": "Asia/Tokyo", "0000": "UTC"}
    await sample.edit("updatePublication", timeZone=zones[text[:4]])
    assert [each["code"] for each in (await publish(sample, text))["problems"]] == ["INVALID"]


async def test_an_instant_and_a_time_exclude_each_other(empty: Editing) -> None:
    payload = await publish(empty, "2031-01-15T06:30", at="2031-01-15T05:30:00Z")
    assert [each["path"][-1] for each in payload["problems"]] == ["localTime"]


def test_whole_days_and_half_hours_are_left_out_and_repeated_too() -> None:
    samoa = readings(datetime.fromisoformat("2011-12-30T12:00"), zone("Pacific/Apia"))
    assert [each.isoformat() for each in samoa] == ["2011-12-29T12:00:00-10:00", "2011-12-31T12:00:00+14:00"]
    howe = readings(datetime.fromisoformat("2031-04-06T01:45"), zone("Australia/Lord_Howe"))
    assert [each.isoformat() for each in howe] == ["2031-04-06T01:45:00+11:00", "2031-04-06T01:45:00+10:30"]
