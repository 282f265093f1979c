"""Share images: a PNG of 1200 by 630 for each page, which networks show beside its title (https://ogp.me)."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.http.cache_control import ContentState
from api.http.etags import Handler, Representation
from api.http.problems import RETRY_AFTER, problem
from api.website.content_rules import as_recommendation_id, as_slug, is_recommended, order_for_cover
from api.website.i18n import translator
from api.website.results import Operations
from api.website.sharing.drawings import Subject, svg
from api.website.sharing.rasters import NotDrawn, Rasters
from api.website.sharing.subjects import (
    SharedPublication,
    front_subject,
    issue_subject,
    lettered_subject,
    publication_subject,
    work_subject,
)

HEADERS = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "cross-origin"}


class Shared(NamedTuple):
    """What an image shows, the state of the content that says so, and the name in the page's current address."""

    subject: Subject
    content_state: ContentState
    name: str = ""


Reader = Callable[[str], Awaitable[Shared | None]]
"""Reads what the image of a page shows, by the name in its address; None where there is no such page."""


class ShareImages:
    """The share images, read through stored operations as an anonymous client.

    Args:
        operations: the stored operations.
        root: the path that this site's addresses begin with.
    """

    def __init__(self, operations: Operations, root: str) -> None:
        self.operations = operations
        self.root = root
        self._rasters = Rasters()

    def routes(self) -> list[Route]:
        """Return the routes."""
        readers: dict[str, Reader] = {
            "front": self._front,
            **dict.fromkeys(("about", "subscribe", "issues", "works"), self._publication),
            "issues/{name}": self._issue,
            "works/{name}": self._work,
            "recommendations/{name}": self._recommendation,
            "columns/{name}": self._column,
            "people/{name}": self._person,
            "organizations/{name}": self._organization,
        }
        return [Route(f"/share/{path}.png", self._answering(path, read)) for path, read in readers.items()]

    def _answering(self, path: str, read: Reader) -> Handler:
        """Return the handler of an address; a former name redirects to the current one."""

        async def answer(request: Request) -> Response:
            name = request.path_params.get("name", path)
            shared = await read(name)
            if shared is None:
                raise HTTPException(404)
            if shared.name not in {"", name}:
                address = f"{self.root}/share/{path.format(name=shared.name)}.png"
                return RedirectResponse(address, 301, {"Cache-Control": "public, max-age=3600"})
            try:
                png = await self._rasters.png(svg(shared.subject))
            except NotDrawn:
                return problem(503, "This picture cannot be drawn at the moment.", RETRY_AFTER)
            return Representation(png, "image/png", shared.content_state, HEADERS)

        return answer

    async def _front(self, _: str) -> Shared:
        result = await self.operations.front_share()
        publication, latest = result.data["publication"], result.data["latestIssue"]
        picks = order_for_cover(latest["recommendations"]) if latest else []
        works = (pick["work"] for pick in picks)
        subject = front_subject(publication, works, translator(publication["language"]))
        return Shared(subject, result.content_state)

    async def _publication(self, page: str) -> Shared:
        result = await self.operations.publication_share()
        publication = result.data["publication"]
        subject = publication_subject(publication, page, translator(publication["language"]))
        return Shared(subject, result.content_state)

    async def _issue(self, slug: str) -> Shared | None:
        result = await self.operations.issue_share(slug=as_slug(slug))
        issue = result.data["issue"]
        if issue is None:
            return None
        works = (pick["work"] for pick in order_for_cover(issue["recommendations"]))
        subject = issue_subject(result.data["publication"], issue, works, translator(issue["language"]))
        return Shared(subject, result.content_state, issue["slug"])

    async def _work(self, slug: str) -> Shared | None:
        result = await self.operations.work_share(slug=as_slug(slug))
        publication, work = result.data["publication"], result.data["work"]
        if work is None:
            return None
        subject = work_subject(publication, work, translator(publication["language"]))
        return Shared(subject, result.content_state, work["slug"])

    async def _recommendation(self, id_: str) -> Shared | None:
        """Read a recommendation; a work that is only named in passing has no page."""
        result = await self.operations.recommendation_share(id=as_recommendation_id(id_))
        recommendation = result.data["node"]
        if not recommendation or not is_recommended(recommendation):
            return None
        t = translator(recommendation["issue"]["language"])
        subject = work_subject(result.data["publication"], recommendation["work"], t, recommendation["role"])
        return Shared(subject, result.content_state)

    async def _column(self, slug: str) -> Shared | None:
        result = await self.operations.column_share(slug=as_slug(slug))
        publication, column = result.data["publication"], result.data["column"]
        if column is None:
            return None
        kicker = translator(publication["language"])("column")
        return named(publication, column, kicker, result.content_state)

    async def _person(self, slug: str) -> Shared | None:
        result = await self.operations.person_share(slug=as_slug(slug))
        person = result.data["person"]
        return person and named(result.data["publication"], person, person["summary"], result.content_state)

    async def _organization(self, slug: str) -> Shared | None:
        result = await self.operations.organization_share(slug=as_slug(slug))
        found = result.data["organization"]
        return found and named(result.data["publication"], found, found["summary"], result.content_state)


def named(publication: SharedPublication, found: Any, kicker: str | None, content_state: ContentState) -> Shared:
    """Return what the image of a column, a person or an organisation shows: its name, and what it is."""
    t = translator(publication["language"])
    return Shared(lettered_subject(publication, found["name"], kicker, t), content_state, found["slug"])
