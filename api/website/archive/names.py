"""The pages behind names: columns with their history, people and organisations with all that was said of them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple

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
from api.website.results import (
    Masthead,
    OrganizationPageOrganization,
    OrganizationPageOrganizationPeopleNodes,
    PersonPagePerson,
    PersonPagePersonWorksNodes,
)
from api.website.sharing.subjects import lettered_subject, share_image
from api.website.stored_operations import OperationResult
from api.website.structured_data import Json

PAGE = 20
"""How much of a list stands on a page: as much as an operation reads where it is not told."""


class Profile(NamedTuple):
    """What people's pages and organisations' do differently.

    Attributes:
        name: of the field and of the template.
        folder: the path below which they are.
        lists: the lists of a page, in order.
        describe: returns the JSON-LD.
        own: returns what its template alone shows.
    """

    name: str
    folder: str
    lists: tuple[str, ...]
    describe: Callable[[Any, Masthead, str], Json]
    own: Callable[[Any, Translator], dict[str, Any]]


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
        subject = lettered_subject(publication, column["name"], t("column"), t)
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
        return await self._profile(request, PERSON, self.operations.person_page)

    async def organization(self, request: Request) -> Response:
        """Answer an organisation's page; ``?list=`` with a cursor is a page of one of its lists."""
        return await self._profile(request, ORGANIZATION, self.operations.organization_page)

    async def _profile(
        self, request: Request, profile: Profile, read: Callable[..., Awaitable[OperationResult[Any]]]
    ) -> Response:
        """Answer a page of a person or an organisation; a former slug redirects to the current one."""
        slug, query = request.path_params["slug"], request.query_params
        variables = list_variables(query, profile.lists)
        if variables is None:
            return await self.pages.not_found(request)
        result = await readable(read(slug=as_slug(slug), **variables))
        found = result.data[profile.name] if result else None
        if result is None or found is None or is_beyond(found, query):
            return await self.pages.not_found(request)
        path = f"{profile.folder}/{found['slug']}"
        if found["slug"] != slug:
            return self.pages.redirect(f"/{path}")
        publication = result.data["publication"]
        t = translator(publication["language"])
        subject = lettered_subject(publication, found["name"], found["summary"], t)
        pagers = list_pagers(f"/{path}", found, query, profile.lists)
        context = {
            "publication": publication,
            profile.name: found,
            "share": share_image(self.renderer.base_url, path, subject, t),
            "shown": [query["list"]] if query.get("list") else profile.lists,
            "pagers": pagers,
            "pager": pagers.get(query.get("list", ""), Pager(f"/{path}")),
            "anchor": anchor,
            "data": profile.describe(found, publication, self.renderer.base_url),
            **profile.own(found, t),
        }
        return self.renderer.page(result.content_state, f"archive/{profile.name}", t, context)


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


def parts_in_works(person: PersonPagePerson, t: Translator) -> dict[str, Any]:
    """Return the works that a person made, each with what they did for it, as labels."""

    def parts(work: PersonPagePersonWorksNodes) -> list[str]:
        roles = (credit["role"] for credit in work["credits"] if credit["person"]["slug"] == person["slug"])
        return list(dict.fromkeys(t.label("part", role) for role in roles))

    return {"parts": [(work, parts(work)) for work in person["works"]["nodes"]]}


def positions_of_people(organization: OrganizationPageOrganization, _: Translator) -> dict[str, Any]:
    """Return the people of an organisation, each with the titles that they have there."""

    def titles(person: OrganizationPageOrganizationPeopleNodes) -> list[str]:
        positions = person["affiliations"]
        return [each["title"] for each in positions if each["organization"]["slug"] == organization["slug"]]

    return {"positions": [(person, titles(person)) for person in organization["people"]["nodes"]]}


PERSON = Profile(
    "person",
    "people",
    ("works", "recommendations", "issues", "sections"),
    structured_data.describe_person_page,
    parts_in_works,
)
ORGANIZATION = Profile(
    "organization",
    "organizations",
    ("works", "available", "sections"),
    structured_data.describe_organization_page,
    positions_of_people,
)
