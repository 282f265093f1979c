"""The first page: what is being written, what comes, what has appeared; what waits, and who changed what last."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from api.admin.calendar import Month
from api.admin.editables import EDITABLES
from api.admin.i18n import visitors_language
from api.admin.operations import AdminOperations, Data
from api.admin.rendering import AdminRenderer
from api.website.local_time import local_date
from schema.attention import (
    select_failing_links,
    select_last_editors,
    select_latest_changes,
    select_link_check,
    select_to_review,
    select_unverified,
    select_without_picture,
)

CHANGES, CHANGED = 200, 12
"""How many entries of the log are read, and how many things that were changed are told."""
WAITING = 10
PATHS = {editable.type: editable.path for editable in EDITABLES}
PUBLICATION_ID, WORKS, ISSUES = "pub_1", PATHS["Work"], PATHS["Issue"]
"""What has no name or type among others: the magazine, and works, whose types are their kinds."""


class Today:
    """The first page.

    Args:
        operations: what reads it.
        renderer: the templates.
    """

    def __init__(self, operations: AdminOperations, renderer: AdminRenderer) -> None:
        self._operations = operations
        self._renderer = renderer

    async def show(self, request: Request) -> Response:
        """Answer with the page."""
        data = await self._operations.read("today")
        time_zone = data["publication"]["timeZone"]
        scheduled = data["scheduled"]["nodes"]
        context = {
            **data,
            **await self._drafts(data["drafts"]["nodes"], request.state.user.user),
            **await self._calendar(request, scheduled, time_zone),
            "days": by_day(scheduled, time_zone),
            "changes": await self._latest_changes(),
            "waiting": await self._waiting(),
            "links": await self._failing_links(),
            "link_check": (await self._operations.find(select_link_check()))[0],
            "imports": await self._operations.find(select_to_review(WAITING)),
        }
        return self._renderer.page(request, "today", context)

    async def _drafts(self, drafts: Sequence[Data], user: str) -> Data:
        """Return the drafts of who looks, and those of others, by who saved them last."""
        found = await self._operations.find(select_last_editors([draft["id"] for draft in drafts])) if drafts else []
        editors = {each["id"]: each for each in found}
        named = [{**draft, "by": editors.get(draft["id"], {}).get("by")} for draft in drafts]
        own = [draft for draft in named if editors.get(draft["id"], {}).get("actor") == user]
        return {"own_drafts": own, "other_drafts": [draft for draft in named if draft not in own]}

    async def _calendar(self, request: Request, scheduled: Sequence[Data], time_zone: str) -> Data:
        """Return the month that the query names, else that of today, with what appears on its days."""
        today = local_date(self._operations.clock(), time_zone)
        month = Month.read(request.query_params.get("month", ""), today)
        data = await self._operations.read("calendar", **{"from": str(month.first), "to": str(month.last)})
        dated = [issue for issue in data["dated"]["nodes"] if not issue["replacesAt"]]
        copies = [issue for issue in scheduled if issue["replacesAt"]]
        first_weekday = visitors_language(request).locale.first_week_day
        weeks = month.weeks(first_weekday, dict(by_day([*dated, *copies], time_zone)))
        return {"month": month, "weeks": weeks, "today": today, "is_cut": data["dated"]["pageInfo"]["hasNextPage"]}

    async def _latest_changes(self) -> list[Data]:
        """Return what was changed last, each thing once for each who changed it, with what it is called now."""
        found = await self._operations.find(select_latest_changes(CHANGES))
        once = {(each["id"], each["by"]): each for each in reversed(found)}
        latest = sorted(once.values(), key=found.index)[:CHANGED]
        named = await self._named([each["id"] for each in latest])
        return [{**each, "path": PATHS[each["type"]], **named[each["id"]]} for each in latest if each["id"] in named]

    async def _waiting(self) -> list[tuple[str, list[Data]]]:
        """Return what editors should look at, by the names of what says why."""
        selects = {
            "no_picture": select_without_picture(WAITING),
            "unverified": select_unverified(self._operations.clock(), WAITING),
        }
        ids = {name: await self._operations.find(select) for name, select in selects.items()}
        named = await self._named([row_id for each in ids.values() for row_id in each])
        return [(name, [named[row_id] for row_id in each if row_id in named]) for name, each in ids.items()]

    async def _failing_links(self) -> list[Data]:
        """Return links that fail, each with what it stands in as far as that is still there."""
        found = await self._operations.find(select_failing_links(WAITING))
        named = await self._named([place for link in found for place in link["places"]])
        of_magazine = {PUBLICATION_ID: {"path": "settings", "name": None}}
        paths = {row_id: f"{PATHS.get(each['__typename'], WORKS)}/{row_id}" for row_id, each in named.items()}
        places = {row_id: {"path": path, "name": named[row_id]["name"]} for row_id, path in paths.items()}
        known = {**places, **of_magazine}
        return [{**link, "places": _places(link, known)} for link in found]

    async def _named(self, ids: Sequence[str]) -> Mapping[str, Data]:
        unique = list(dict.fromkeys(ids))
        nodes = (await self._operations.read("named", ids=unique))["nodes"] if unique else []
        # The publication has no page of its own to lead to, and no name here.
        named = [node for node in nodes if node and {"title", "name"} & node.keys()]
        return {node["id"]: {**node, "name": node.get("title") or node["name"]} for node in named}


def _places(link: Data, known: Mapping[str, Data]) -> list[Data]:
    """Return what a link stands in; the editor of an issue points at the link that its address names."""
    found = [known[place] for place in link["places"] if place in known]
    pointed = f"#link={quote(link['url'], safe='')}"
    return [{**each, "path": each["path"] + pointed} if each["path"].startswith(ISSUES) else each for each in found]


def by_day(issues: Sequence[Data], time_zone: str) -> list[tuple[str, list[Any]]]:
    """Return issues by the days on which they appear, as the publication counts them."""
    days: dict[str, list[Any]] = {}
    for issue in issues:
        at = issue["replacesAt"] or issue["publishedAt"]
        days.setdefault(local_day(at, time_zone), []).append({**issue, "at": at})
    return sorted(days.items())


def local_day(instant: str, time_zone: str) -> str:
    """Return the day of an instant in a time zone."""
    return local_date(datetime.fromisoformat(instant), time_zone).isoformat()
