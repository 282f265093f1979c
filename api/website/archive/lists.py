"""The two lists of the archive: ``/issues``, all or of one year, and ``/works``, all or by kind and tag."""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from babel.dates import format_date
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.website.archive import structured_data
from api.website.archive.paging import cursors, page_variables, readable, turn_pages
from api.website.i18n import Translator, translator
from api.website.links import kind_in_address
from api.website.local_time import local_date
from api.website.pages import Pages
from api.website.results import (
    IssuesArchiveIssuesFacetsYear,
    IssuesArchiveIssuesNodes,
    WorksArchiveWorksFacets,
    WorksArchiveWorksNodes,
)
from api.website.sharing.subjects import publication_image
from api.website.urls import address
from schema.kinds import KINDS
from schema.text import tag_slug

PAGE = 60
"""How many issues or works stand on a page: a weekly's year."""
YEAR = re.compile(r"[1-9]\d{3}", re.ASCII)
KINDS_IN_ADDRESSES = {kind_in_address(kind): kind for kind in KINDS}
MAX_TAG = 100
NO_FACETS: WorksArchiveWorksFacets = {"kind": [], "tag": []}


class Lists:
    """The lists, read through stored operations as an anonymous client.

    Args:
        pages: the pages that they stand among.
    """

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.operations = pages.operations
        self.renderer = pages.renderer

    def routes(self) -> list[Route]:
        """Return the routes."""
        return self.pages.guarded({"/issues": self.issues, "/works": self.works})

    async def issues(self, request: Request) -> Response:
        """Answer ``/issues``, the newest first; ``?year=`` is one year, which may be empty only if all are."""
        query = request.query_params
        year = query.get("year")
        if year is not None and not YEAR.fullmatch(year):
            return await self.pages.not_found(request)
        days = {"from": f"{year}-01-01", "to": f"{year}-12-31"} if year else None  # a draft may have no day
        result = await readable(self.operations.issues_archive(published=days, **page_variables(query, PAGE)))
        if result is None or (not result.data["issues"]["nodes"] and (year or cursors(query))):
            return await self.pages.not_found(request)
        publication, issues = result.data["publication"], result.data["issues"]
        t, years = translator(publication["language"]), issues["facets"]["year"]
        pager = turn_pages("/issues", issues["pageInfo"], query, year=year)
        title = year or t("archive")
        context = {
            "publication": publication,
            "title": title,
            "year": year,
            "years": years,
            "around": neighbours(years, year),
            "count": issues["totalCount"],
            "groups": group_by_time(issues["nodes"], publication["timeZone"], t, by_month=year is not None),
            "pager": pager,
            "share": publication_image(self.renderer.base_url, publication, "issues", t),
            "data": structured_data.describe_list(
                title,
                pager.canonical,
                [structured_data.issue_item(issue) for issue in issues["nodes"]],
                publication,
                self.renderer.base_url,
                [(t("archive"), "/issues")] if year else [],
            ),
        }
        return self.renderer.page(result.content_state, "archive/issues", t, context)

    async def works(self, request: Request) -> Response:
        """Answer ``/works``, by title; ``?kind=`` and ``?tag=`` choose some, in their one spelling."""
        query = request.query_params
        kind, tag = query.get("kind"), query.get("tag")
        spelt = {"kind": kind and kind_in_address(kind), "tag": tag and tag_slug(tag[:MAX_TAG])}
        if spelt["kind"] is not None and spelt["kind"] not in KINDS_IN_ADDRESSES:
            return await self.pages.not_found(request)
        if spelt != {"kind": kind, "tag": tag}:
            return self.pages.redirect(address("/works", **spelt, **cursors(query)))
        chosen: dict[str, Any] = {"kind": KINDS_IN_ADDRESSES[kind] if kind else None, "tag": tag}
        counted = not cursors(query)  # counting goes through all works, and would on every page
        result = await readable(self.operations.works_archive(**chosen, **page_variables(query, PAGE), counted=counted))
        is_part = kind is not None or tag is not None
        if result is None or (not result.data["works"]["nodes"] and (is_part or cursors(query))):
            return await self.pages.not_found(request)
        publication, works = result.data["publication"], result.data["works"]
        t = translator(publication["language"])
        pager = turn_pages("/works", works["pageInfo"], query, **spelt)
        kind_name = t.label("kinds", chosen["kind"]) if kind else None
        title = " · ".join(filter(None, [kind_name, spelling(tag, works["nodes"])])) or t("archive_works")
        facets = works.get("facets", NO_FACETS)
        context = {
            "publication": publication,
            "title": title,
            "works": works,
            "count": works.get("totalCount"),
            "kind": kind,
            "tag": tag,
            "kinds": [
                (t.label("kinds", each["kind"]), kind_in_address(each["kind"]), each["count"])
                for each in facets["kind"]
            ],
            "tags": [(each["tag"], tag_slug(each["tag"]), each["count"]) for each in facets["tag"]],
            "pager": pager,
            "share": publication_image(self.renderer.base_url, publication, "works", t),
            "data": structured_data.describe_list(
                title,
                pager.canonical,
                [structured_data.work_item(work) for work in works["nodes"]],
                publication,
                self.renderer.base_url,
                [(t("archive_works"), "/works")] if is_part else [],
            ),
        }
        return self.renderer.page(result.content_state, "archive/works", t, context)


def neighbours(years: Sequence[IssuesArchiveIssuesFacetsYear], year: str | None) -> dict[str, int | None]:
    """Return the years with issues before and after one; ``years`` are the newest first."""
    others = [each["year"] for each in years]
    return {
        "older": max((each for each in others if year and each < int(year)), default=None),
        "newer": min((each for each in others if year and each > int(year)), default=None),
    }


def group_by_time(
    issues: Sequence[IssuesArchiveIssuesNodes], time_zone: str, t: Translator, *, by_month: bool
) -> list[tuple[str, list[IssuesArchiveIssuesNodes]]]:
    """Return issues under their year, or their month, as the publication counts its days."""

    def heading(issue: IssuesArchiveIssuesNodes) -> str:
        if issue["publishedAt"] is None:
            return ""
        day = local_date(datetime.fromisoformat(issue["publishedAt"]), time_zone)
        return format_date(day, "LLLL", locale=t.locale).capitalize() if by_month else str(day.year)

    return [(name, list(some)) for name, some in groupby(issues, heading)]


def spelling(tag: str | None, works: Sequence[WorksArchiveWorksNodes]) -> str | None:
    """Return a tag as editors write it, from works that have it."""
    return next((name for work in works for name in work["tags"] if tag_slug(name) == tag), tag)
