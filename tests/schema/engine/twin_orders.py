"""The orders of lists, in plain Python over dictionaries: the key of each row as a viewer sees it."""

from collections.abc import Callable

from tests.schema.engine.twin_offers import offers_asked_for
from tests.schema.engine.twin_rows import Orders, Row, View

Key = Callable[[View, Row, Row], str]


def column(name: str) -> Key:
    """Return a key that is a column."""
    return lambda view, row, wanted: str(row[name])


def picks(view: View, work: Row) -> list[Row]:
    """List the picks of a work."""
    return view.where("recommendations", work_id=work["id"], role="PICK")


def pick_count(view: View, work: Row) -> int:
    """Return in how many issues a work was picked."""
    return len({row["issue_id"] for row in picks(view, work)})


def by_picks(view: View, work: Row, wanted: Row) -> str:
    """Return in how many issues a work was picked, then when last."""
    del wanted
    newest = max((row["sort_key"] for row in picks(view, work)), default="")
    return f"{pick_count(view, work):09}{newest}"


def by_last_recommendation(view: View, work: Row, wanted: Row) -> str:
    """Return when a work was last named."""
    del wanted
    return max((row["sort_key"] for row in view.where("recommendations", work_id=work["id"])), default="")


def by_first_day(view: View, work: Row, wanted: Row) -> str:
    """Return the newest first day of the offers that are open and asked for."""
    days = [offer["from_date"] for offer in offers_asked_for(view, work["id"], wanted)]
    return str(max((day for day in days if day is not None), default=""))


NEWEST: Orders = {"NEWEST_FIRST": (column("sort_key"), True)}
NAMED: Orders = {"NAME_ASC": (column("name_key"), False)}
ISSUES: Orders = {"PUBLISHED_AT_DESC": (column("sort_key"), True), "PUBLISHED_AT_ASC": (column("sort_key"), False)}
RECOMMENDATIONS = ISSUES
WORKS: Orders = {
    "TITLE_ASC": (column("title_key"), False),
    "TITLE_DESC": (column("title_key"), True),
    "RELEASE_DATE_DESC": (column("release_key"), True),
    "RELEASE_DATE_ASC": (column("release_key"), False),
    "MOST_RECOMMENDED": (by_picks, True),
    "LAST_RECOMMENDED": (by_last_recommendation, True),
    "AVAILABLE_FROM_DESC": (by_first_day, True),
    "AVAILABLE_FROM_ASC": (by_first_day, False),
}
"""But for `RELEVANCE`, which takes words: those have tests of their own."""
