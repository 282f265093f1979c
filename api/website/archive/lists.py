"""The two lists of the archive: ``/issues``, all or of one year, and ``/works``, all or narrowed by choices."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from babel.dates import format_date
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.website.archive import structured_data
from api.website.archive.choices import Choice, Choices
from api.website.archive.paging import cursors, page_variables, readable, turn_pages
from api.website.content_rules import as_slug
from api.website.i18n import Translator, translator
from api.website.links import kind_in_address
from api.website.local_time import local_date
from api.website.pages import Pages
from api.website.results import (
    IssuesArchiveIssuesFacetsYear,
    IssuesArchiveIssuesNodes,
    WorksArchive,
    WorksArchiveTagged,
    WorksArchiveTaggedNodes,
    WorksArchiveWorksFacets,
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
WORK_CHOICES = ("kind", "year", "column", "platform", "tag")
"""The parameters that narrow a list of works, in the order in which a title names them."""
NO_FACETS: WorksArchiveWorksFacets = {"kind": [], "year": [], "column": [], "platform": [], "tag": []}
NO_WORKS: WorksArchiveTagged = {"nodes": []}


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
        """Answer ``/works``, by title, narrowed by what is chosen in the address: each value in its one spelling.

        Choices that each leave works but together none are answered in words; a single one is not found.
        """
        query = request.query_params
        asked = {name: query.get(name) for name in WORK_CHOICES}
        kind, tag, year = asked["kind"], asked["tag"], asked["year"]
        spelt = asked | {"kind": kind and kind_in_address(kind), "tag": tag and tag_slug(tag[:MAX_TAG])}
        if not may_be_chosen(spelt):
            return await self.pages.not_found(request)
        if spelt != asked:
            return self.pages.redirect(address("/works", **spelt, **cursors(query)))
        reading = self.operations.works_archive(
            kind=kind and KINDS_IN_ADDRESSES[kind],
            tag=tag,
            year=int(year) if year else None,
            column=asked["column"],
            platform=asked["platform"],
            column_slug=asked["column"] or "",
            platform_slug=asked["platform"] or "",
            counted=not cursors(query),  # counting goes through all works, and would on every page
            tagged=tag is not None,
            **page_variables(query, PAGE),
        )
        result = await readable(reading)
        names = chosen_names(asked, result.data) if result else None
        if result is None or names is None:
            return await self.pages.not_found(request)
        publication, works = result.data["publication"], result.data["works"]
        current = current_slugs(asked, result.data)
        if current != asked:
            return self.pages.redirect(address("/works", **current, **cursors(query)))
        t = translator(publication["language"])
        chosen = Choices(
            "/works", asked, names | ({"kind": t.label("kinds", KINDS_IN_ADDRESSES[kind])} if kind else {})
        )
        if not works["nodes"] and (chosen.number == 1 or cursors(query)):
            return await self.pages.not_found(request)
        pager = turn_pages("/works", works["pageInfo"], query, **asked)
        title = " · ".join(name for name, _ in chosen.taken_away) or t("archive_works")
        facets = works.get("facets", NO_FACETS)
        context = {
            "publication": publication,
            "title": title,
            "works": works,
            "count": works.get("totalCount"),
            "chosen": chosen,
            "kinds": chosen.of(
                "kind",
                (
                    (t.label("kinds", each["kind"]), kind_in_address(each["kind"]), each["count"])
                    for each in facets["kind"]
                ),
            ),
            "others": [(label, values) for label, values in other_choices(chosen, facets) if values],
            "pager": pager,
            "share": publication_image(self.renderer.base_url, publication, "works", t),
            "data": structured_data.describe_list(
                title,
                pager.canonical,
                [structured_data.work_item(work) for work in works["nodes"]],
                publication,
                self.renderer.base_url,
                [(t("archive_works"), "/works")] if chosen.number else [],
            ),
        }
        return self.renderer.page(result.content_state, "archive/works", t, context)


def may_be_chosen(asked: Mapping[str, str | None]) -> bool:
    """Whether each value is one that there can be."""
    kind, year = asked["kind"], asked["year"]
    slugs = (asked["column"], asked["platform"])
    return (
        (kind is None or kind in KINDS_IN_ADDRESSES)
        and (year is None or bool(YEAR.fullmatch(year)))
        and all(slug is None or as_slug(slug) for slug in slugs)
    )


def chosen_names(asked: Mapping[str, str | None], data: WorksArchive) -> dict[str, str] | None:
    """Return what columns, platforms, tags and years that were chosen are called; None where there is no such thing."""
    named = {
        "year": asked["year"],
        "column": data["column"] and data["column"]["name"],
        "platform": data["organization"] and data["organization"]["name"],
        "tag": spelling(asked["tag"], data.get("tagged", NO_WORKS)["nodes"]),
    }
    names = {parameter: name for parameter, name in named.items() if name and asked[parameter] is not None}
    missing = any(asked[parameter] is not None and parameter not in names for parameter in named)
    return None if missing else names


def current_slugs(asked: Mapping[str, str | None], data: WorksArchive) -> dict[str, str | None]:
    """Return what was chosen, with current slugs for former ones."""
    found = {"column": data["column"], "platform": data["organization"]}
    return {**asked, **{name: each["slug"] for name, each in found.items() if each}}


def other_choices(chosen: Choices, facets: WorksArchiveWorksFacets) -> list[tuple[str, list[Choice]]]:
    """Return all choices but kinds, under the names of their labels."""
    platforms = ((each["organization"], each["count"]) for each in facets["platform"])
    return [
        (
            "years",
            chosen.of("year", ((str(each["year"]), str(each["year"]), each["count"]) for each in facets["year"])),
        ),
        (
            "columns",
            chosen.of(
                "column", ((each["column"]["name"], each["column"]["slug"], each["count"]) for each in facets["column"])
            ),
        ),
        (
            "platforms",
            chosen.of("platform", ((platform["name"], platform["slug"], count) for platform, count in platforms)),
        ),
        ("tags", chosen.of("tag", ((each["tag"], tag_slug(each["tag"]), each["count"]) for each in facets["tag"]))),
    ]


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


def spelling(tag: str | None, works: Sequence[WorksArchiveTaggedNodes]) -> str | None:
    """Return a tag as editors write it, from works that have it; None where none has."""
    return next((name for work in works for name in work["tags"] if tag_slug(name) == tag), None)
