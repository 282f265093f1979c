"""The two lists of the archive, ``/issues`` and ``/works``: all of them, or what some choices leave."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, get_args

from babel.dates import format_date
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.website.archive import structured_data
from api.website.archive.choices import Choices, Counted
from api.website.archive.paging import cursors, page_variables, readable, turn_pages
from api.website.content_rules import as_slug
from api.website.i18n import Translator, translator
from api.website.links import kind_in_address
from api.website.local_time import local_date
from api.website.pages import Pages
from api.website.results import (
    IssuesArchiveIssuesFacetsYear,
    IssuesArchiveIssuesNarrower,
    IssuesArchiveIssuesNodes,
    WorksArchiveTagged,
    WorksArchiveTaggedNodes,
    WorksArchiveWorksFacets,
)
from api.website.results import RecommendationRole as Role
from api.website.sharing.subjects import publication_image
from api.website.urls import address
from schema.kinds import KINDS
from schema.text import tag_slug

PAGE = 60
"""How many issues or works stand on a page: a weekly's year."""
YEAR = re.compile(r"[1-9]\d{3}", re.ASCII)
KINDS_IN_ADDRESSES = {kind_in_address(kind): kind for kind in KINDS}
ROLES_IN_ADDRESSES: Mapping[str, Role] = {role.lower(): role for role in get_args(Role)}
MAX_TAG = 100
ISSUE_CHOICES = ("year", "kind", "role", "column", "author")
WORK_CHOICES = ("kind", "year", "column", "platform", "tag")
"""The parameters that narrow a list, in the order in which a title names them."""
NO_FACETS: WorksArchiveWorksFacets = {"kind": [], "year": [], "column": [], "platform": [], "tag": []}
NOTHING_NARROWER: IssuesArchiveIssuesNarrower = {"kind": [], "role": [], "column": [], "author": []}
NO_WORKS: WorksArchiveTagged = {"nodes": []}


NAMED = {"column": "column", "platform": "organization", "author": "person"}
"""What is chosen by the slug of something, and the field of the operation that reads its name."""


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
        """Answer ``/issues``, the newest first, narrowed by what is chosen in the address as a list of works is.

        All issues may be none: a magazine begins so.
        """
        query = request.query_params
        asked = {name: query.get(name) for name in ISSUE_CHOICES}
        if elsewhere := await self._spelt_otherwise(request, "/issues", asked):
            return elsewhere
        year, kind, role, column, author = (asked[name] for name in ISSUE_CHOICES)
        reading = self.operations.issues_archive(
            published={"from": f"{year}-01-01", "to": f"{year}-12-31"} if year else None,  # a draft may have no day
            kind=kind and KINDS_IN_ADDRESSES[kind],
            role=role and ROLES_IN_ADDRESSES[role],
            column=column,
            column_slug=column or "",
            author=author,
            author_slug=author or "",
            counted=not cursors(query),
            **page_variables(query, PAGE),
        )
        result = await readable(reading)
        chosen = chosen_in("/issues", asked, result.data) if result else None
        if result is None or chosen is None:
            return await self.pages.not_found(request)
        if chosen.values != asked:
            return self.pages.redirect(address("/issues", **chosen.values, **cursors(query)))
        publication, issues = result.data["publication"], result.data["issues"]
        if not issues["nodes"] and (chosen.number == 1 or cursors(query)):
            return await self.pages.not_found(request)
        t, years = translator(publication["language"]), issues["facets"]["year"]
        pager = turn_pages("/issues", issues["pageInfo"], query, **asked)
        title = " · ".join(name for name, _ in chosen.taken_away) or t("archive")
        narrower = issues.get("narrower", NOTHING_NARROWER)
        context = {
            "publication": publication,
            "title": title,
            "year": year,
            "years": years,
            "years_chosen": chosen.of("year", counted_years(years)),
            "around": neighbours(years, year),
            "chosen": chosen,
            "others": [
                ("kinds", chosen.of("kind", counted_kinds(narrower["kind"], t))),
                ("roles", chosen.of("role", counted_roles(narrower["role"], t))),
                ("columns", chosen.of("column", counted_columns(narrower["column"]))),
                ("authors", chosen.of("author", counted_people(narrower["author"]))),
            ],
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
                [(t("archive"), "/issues")] if chosen.number else [],
            ),
        }
        return self.renderer.page(result.content_state, "archive/issues", t, context)

    async def works(self, request: Request) -> Response:
        """Answer ``/works``, by title, narrowed by what is chosen in the address: each value in its one spelling.

        Choices that each leave works but together none are answered in words; a single one is not found.
        """
        query = request.query_params
        asked = {name: query.get(name) for name in WORK_CHOICES}
        if elsewhere := await self._spelt_otherwise(request, "/works", asked):
            return elsewhere
        kind, year, column, platform, tag = (asked[name] for name in WORK_CHOICES)
        reading = self.operations.works_archive(
            kind=kind and KINDS_IN_ADDRESSES[kind],
            tag=tag,
            year=int(year) if year else None,
            column=column,
            platform=platform,
            column_slug=column or "",
            platform_slug=platform or "",
            counted=not cursors(query),  # counting goes through all works, and would on every page
            tagged=tag is not None,
            **page_variables(query, PAGE),
        )
        result = await readable(reading)
        chosen = chosen_in("/works", asked, result.data) if result else None
        if result is None or chosen is None:
            return await self.pages.not_found(request)
        if chosen.values != asked:
            return self.pages.redirect(address("/works", **chosen.values, **cursors(query)))
        publication, works = result.data["publication"], result.data["works"]
        if not works["nodes"] and (chosen.number == 1 or cursors(query)):
            return await self.pages.not_found(request)
        t = translator(publication["language"])
        pager = turn_pages("/works", works["pageInfo"], query, **asked)
        title = " · ".join(name for name, _ in chosen.taken_away) or t("archive_works")
        facets = works.get("facets", NO_FACETS)
        platforms = ((each["organization"], each["count"]) for each in facets["platform"])
        tags = ((each["tag"], tag_slug(each["tag"]), each["count"]) for each in facets["tag"])
        context = {
            "publication": publication,
            "title": title,
            "works": works,
            "count": works.get("totalCount"),
            "chosen": chosen,
            "kinds": chosen.of("kind", counted_kinds(facets["kind"], t)),
            "others": [
                ("years", chosen.of("year", counted_years(facets["year"]))),
                ("columns", chosen.of("column", counted_columns(facets["column"]))),
                (
                    "platforms",
                    chosen.of("platform", ((each["name"], each["slug"], count) for each, count in platforms)),
                ),
                ("tags", chosen.of("tag", tags)),
            ],
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

    async def _spelt_otherwise(self, request: Request, path: str, asked: Mapping[str, str | None]) -> Response | None:
        """Answer choices that there cannot be, and those in another spelling than their one; None for all others."""
        kind, tag = asked.get("kind"), asked.get("tag")
        spelt = {**asked}
        if kind:
            spelt["kind"] = kind_in_address(kind)
        if role := asked.get("role"):
            spelt["role"] = role.lower()
        if tag:
            spelt["tag"] = tag_slug(tag[:MAX_TAG])
        if not may_be_chosen(spelt):
            return await self.pages.not_found(request)
        return self.pages.redirect(address(path, **spelt, **cursors(request.query_params))) if spelt != asked else None


def may_be_chosen(asked: Mapping[str, str | None]) -> bool:
    """Whether each value is one that there can be."""
    kind, role, year = asked["kind"], asked.get("role"), asked["year"]
    slugs = (asked["column"], asked.get("platform"), asked.get("author"))
    return (
        (kind is None or kind in KINDS_IN_ADDRESSES)
        and (role is None or role in ROLES_IN_ADDRESSES)
        and (year is None or bool(YEAR.fullmatch(year)))
        and all(slug is None or as_slug(slug) for slug in slugs)
        and asked.get("tag") != ""
    )


def chosen_in(path: str, asked: Mapping[str, str | None], data: Mapping[str, Any]) -> Choices | None:
    """Return what was chosen, with current slugs for former ones; None where it names nothing that there is."""
    t = translator(data["publication"]["language"])
    found: dict[str, tuple[str, str] | None] = {}  # values and names
    if kind := asked["kind"]:
        found["kind"] = kind, t.label("kinds", KINDS_IN_ADDRESSES[kind])
    if year := asked["year"]:
        found["year"] = year, year
    if role := asked.get("role"):
        found["role"] = role, t.label("roles", ROLES_IN_ADDRESSES[role])
    for parameter, field in NAMED.items():
        if asked.get(parameter):
            named = data[field]
            found[parameter] = (named["slug"], named["name"]) if named else None
    if tag := asked.get("tag"):
        name = spelling(tag, data.get("tagged", NO_WORKS)["nodes"])
        found["tag"] = (tag, name) if name else None
    there = {parameter: each for parameter, each in found.items() if each}
    if len(there) < len(found):
        return None
    values = {parameter: there[parameter][0] if parameter in there else None for parameter in asked}
    return Choices(path, values, {parameter: name for parameter, (_, name) in there.items()})


def counted_kinds(facet: Sequence[Mapping[str, Any]], t: Translator) -> list[Counted]:
    """Return kinds as choices count them."""
    return [(t.label("kinds", each["kind"]), kind_in_address(each["kind"]), each["count"]) for each in facet]


def counted_years(facet: Sequence[Mapping[str, Any]]) -> list[Counted]:
    """Return years as choices count them."""
    return [(str(each["year"]), str(each["year"]), each["count"]) for each in facet]


def counted_columns(facet: Sequence[Mapping[str, Any]]) -> list[Counted]:
    """Return columns as choices count them."""
    return [(each["column"]["name"], each["column"]["slug"], each["count"]) for each in facet]


def counted_roles(facet: Sequence[Mapping[str, Any]], t: Translator) -> list[Counted]:
    """Return roles of recommended works as choices count them."""
    return [(t.label("roles", each["role"]), each["role"].lower(), each["count"]) for each in facet]


def counted_people(facet: Sequence[Mapping[str, Any]]) -> list[Counted]:
    """Return people as choices count them."""
    return [(each["person"]["name"], each["person"]["slug"], each["count"]) for each in facet]


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
