"""The pages behind names: columns with their history, people and organisations with all that was said of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.website.anchors import section_anchors
from api.website.archive import structured_data
from api.website.archive.paging import Pager, cursors, page_variables, readable, turn_pages
from api.website.content_rules import as_slug
from api.website.i18n import Translator, translator
from api.website.pages import Pages
from api.website.results import PersonPagePersonWorksNodes
from api.website.sharing.subjects import column_subject, named_subject, share_image

PAGE = 20
"""How much of a list stands on a page: as much as an operation reads where it is not told."""
PERSON_LISTS = ("works", "recommendations", "issues", "sections")
ORGANIZATION_LISTS = ("works", "available", "sections")


class Names:
    """The pages, read through stored operations as an anonymous client.

    Args:
        pages: the pages that they stand among.
    """

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.operations = pages.operations
        self.renderer = pages.renderer

    def routes(self) -> list[Route]:
        """Return the routes."""
        return self.pages.guarded(
            {
                "/columns/{slug}": self.column,
                "/people/{slug}": self.person,
                "/organizations/{slug}": self.organization,
            }
        )

    async def column(self, request: Request) -> Response:
        """Answer a column's page: its history, the newest first; a former slug redirects to the current one."""
        slug, query = request.path_params["slug"], request.query_params
        result = await readable(self.operations.column_page(slug=as_slug(slug), **page_variables(query, PAGE)))
        column = result.data["column"] if result else None
        if result is None or column is None or (cursors(query) and not column["sections"]["nodes"]):
            return await self.pages.not_found(request)
        if column["slug"] != slug:
            return self.pages.redirect(f"/columns/{column['slug']}")
        publication = result.data["publication"]
        t = translator(publication["language"])
        subject = column_subject(publication, column["name"], t)
        pager = turn_pages(f"/columns/{slug}", column["sections"]["pageInfo"], query)
        context = {
            "publication": publication,
            "column": column,
            "share": share_image(self.renderer.base_url, f"columns/{slug}", subject, t),
            "pager": pager,
            "anchor": anchor,
            "data": structured_data.describe_column(column, pager.canonical, publication, self.renderer.base_url),
        }
        return self.renderer.page(result.content_state, "archive/column", t, context)

    async def person(self, request: Request) -> Response:
        """Answer a person's page; ``?list=`` with a cursor is a page of one of its lists."""
        slug, query = request.path_params["slug"], request.query_params
        variables = list_variables(query, PERSON_LISTS)
        if variables is None:
            return await self.pages.not_found(request)
        result = await readable(self.operations.person_page(slug=as_slug(slug), **variables))
        person = result.data["person"] if result else None
        if result is None or person is None or is_beyond(person, query):
            return await self.pages.not_found(request)
        if person["slug"] != slug:
            return self.pages.redirect(f"/people/{person['slug']}")
        publication = result.data["publication"]
        t = translator(publication["language"])
        subject = named_subject(publication, person["name"], person["summary"], t)
        pagers = list_pagers(f"/people/{slug}", person, query, PERSON_LISTS)
        context = {
            "publication": publication,
            "person": person,
            "share": share_image(self.renderer.base_url, f"people/{slug}", subject, t),
            "parts": [(work, parts_in(work, slug, t)) for work in person["works"]["nodes"]],
            "shown": [query["list"]] if query.get("list") else PERSON_LISTS,
            "pagers": pagers,
            "pager": pagers.get(query.get("list", ""), Pager(f"/people/{slug}")),
            "anchor": anchor,
            "data": structured_data.describe_person_page(person, publication, self.renderer.base_url),
        }
        return self.renderer.page(result.content_state, "archive/person", t, context)

    async def organization(self, request: Request) -> Response:
        """Answer an organisation's page; ``?list=`` with a cursor is a page of one of its lists."""
        slug, query = request.path_params["slug"], request.query_params
        variables = list_variables(query, ORGANIZATION_LISTS)
        if variables is None:
            return await self.pages.not_found(request)
        result = await readable(self.operations.organization_page(slug=as_slug(slug), **variables))
        organization = result.data["organization"] if result else None
        if result is None or organization is None or is_beyond(organization, query):
            return await self.pages.not_found(request)
        if organization["slug"] != slug:
            return self.pages.redirect(f"/organizations/{organization['slug']}")
        publication = result.data["publication"]
        t = translator(publication["language"])
        subject = named_subject(publication, organization["name"], organization["summary"], t)
        pagers = list_pagers(f"/organizations/{slug}", organization, query, ORGANIZATION_LISTS)
        context = {
            "publication": publication,
            "organization": organization,
            "share": share_image(self.renderer.base_url, f"organizations/{slug}", subject, t),
            "positions": [
                (person, [each["title"] for each in person["affiliations"] if each["organization"]["slug"] == slug])
                for person in organization["people"]["nodes"]
            ],
            "shown": [query["list"]] if query.get("list") else ORGANIZATION_LISTS,
            "pagers": pagers,
            "pager": pagers.get(query.get("list", ""), Pager(f"/organizations/{slug}")),
            "anchor": anchor,
            "data": structured_data.describe_organization_page(organization, publication, self.renderer.base_url),
        }
        return self.renderer.page(result.content_state, "archive/organization", t, context)


def anchor(section: Mapping[str, Any], issue: Mapping[str, Any]) -> str:
    """Return the anchor of a section on the page of its issue."""
    return section_anchors(issue["sections"])[section["position"]]


def list_variables(query: QueryParams, names: Sequence[str]) -> dict[str, Any] | None:
    """Return the variables for the list that an address names and its cursor; None for a list that there is not."""
    name = query.get("list")
    if name is None:
        return {}
    if name not in names:
        return None
    variables = page_variables(query, PAGE)
    return {f"{name}_{key}": value for key, value in variables.items() if key != "first"}


def is_beyond(found: Mapping[str, Any], query: QueryParams) -> bool:
    """Whether an address names a list, or a page of it, on which nothing is."""
    return bool(query.get("list")) and not found[query["list"]]["nodes"]


def list_pagers(path: str, found: Mapping[str, Any], query: QueryParams, names: Sequence[str]) -> dict[str, Pager]:
    """Return the addresses around each list of a page."""
    own = query if query.get("list") else QueryParams()
    return {name: turn_pages(path, found[name]["pageInfo"], own, list=name) for name in names}


def parts_in(work: PersonPagePersonWorksNodes, slug: str, t: Translator) -> list[str]:
    """Return what a person did for a work, as labels."""
    roles = (credit["role"] for credit in work["credits"] if credit["person"]["slug"] == slug)
    return list(dict.fromkeys(t.label("part", role) for role in roles))
