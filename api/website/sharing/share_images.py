"""Share images: a PNG of 1200 by 630 for each page, which networks show beside its title (https://ogp.me)."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.http.cache_control import ContentState
from api.http.etags import Representation
from api.http.problems import RETRY_AFTER, problem
from api.website.content_rules import as_recommendation_id, as_slug, is_recommended, order_for_cover
from api.website.i18n import translator
from api.website.results import Operations
from api.website.sharing.drawings import Subject, svg
from api.website.sharing.rasters import NotDrawn, Rasters
from api.website.sharing.subjects import (
    column_subject,
    front_subject,
    issue_subject,
    named_subject,
    work_subject,
)

HEADERS = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "cross-origin"}


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
        return [
            Route("/share/front.png", self.front),
            Route("/share/issues/{slug}.png", self.issue),
            Route("/share/works/{slug}.png", self.work),
            Route("/share/recommendations/{id}.png", self.recommendation),
            Route("/share/columns/{slug}.png", self.column),
            Route("/share/people/{slug}.png", self.person),
            Route("/share/organizations/{slug}.png", self.organization),
        ]

    async def front(self, request: Request) -> Response:
        """Answer the image of the front page."""
        result = await self.operations.front_share()
        publication, latest = result.data["publication"], result.data["latestIssue"]
        picks = order_for_cover(latest["recommendations"]) if latest else []
        t = translator(publication["language"])
        subject = front_subject(publication["name"], publication["tagline"], (pick["work"] for pick in picks), t)
        return await self._image(result.content_state, subject)

    async def issue(self, request: Request) -> Response:
        """Answer the image of an issue; a former slug redirects to the current one."""
        slug = request.path_params["slug"]
        result = await self.operations.issue_share(slug=as_slug(slug))
        publication, issue = result.data["publication"], result.data["issue"]
        if issue is None:
            raise HTTPException(404)
        if issue["slug"] != slug:
            return self._redirect(f"issues/{issue['slug']}")
        t = translator(issue["language"])
        picks = (recommendation["work"] for recommendation in order_for_cover(issue["recommendations"]))
        subject = issue_subject(publication, issue, picks, t)
        return await self._image(result.content_state, subject)

    async def work(self, request: Request) -> Response:
        """Answer the image of a work; a former slug redirects to the current one."""
        slug = request.path_params["slug"]
        result = await self.operations.work_share(slug=as_slug(slug))
        publication, work = result.data["publication"], result.data["work"]
        if work is None:
            raise HTTPException(404)
        if work["slug"] != slug:
            return self._redirect(f"works/{work['slug']}")
        t = translator(publication["language"])
        return await self._image(result.content_state, work_subject(publication, work, t))

    async def recommendation(self, request: Request) -> Response:
        """Answer the image of a recommendation; a work that is only named in passing has none."""
        id_ = as_recommendation_id(request.path_params["id"])
        result = await self.operations.recommendation_share(id=id_)
        publication, recommendation = result.data["publication"], result.data["node"]
        if not recommendation or not is_recommended(recommendation):
            raise HTTPException(404)
        t = translator(recommendation["issue"]["language"])
        subject = work_subject(publication, recommendation["work"], t, recommendation["role"])
        return await self._image(result.content_state, subject)

    async def column(self, request: Request) -> Response:
        """Answer the image of a column; a former slug redirects to the current one."""
        slug = request.path_params["slug"]
        result = await self.operations.column_share(slug=as_slug(slug))
        publication, column = result.data["publication"], result.data["column"]
        if column is None:
            raise HTTPException(404)
        if column["slug"] != slug:
            return self._redirect(f"columns/{column['slug']}")
        t = translator(publication["language"])
        return await self._image(result.content_state, column_subject(publication, column["name"], t))

    async def person(self, request: Request) -> Response:
        """Answer the image of a person; a former slug redirects to the current one."""
        slug = request.path_params["slug"]
        result = await self.operations.person_share(slug=as_slug(slug))
        publication, person = result.data["publication"], result.data["person"]
        if person is None:
            raise HTTPException(404)
        if person["slug"] != slug:
            return self._redirect(f"people/{person['slug']}")
        t = translator(publication["language"])
        subject = named_subject(publication, person["name"], person["summary"], t)
        return await self._image(result.content_state, subject)

    async def organization(self, request: Request) -> Response:
        """Answer the image of an organisation; a former slug redirects to the current one."""
        slug = request.path_params["slug"]
        result = await self.operations.organization_share(slug=as_slug(slug))
        publication, organization = result.data["publication"], result.data["organization"]
        if organization is None:
            raise HTTPException(404)
        if organization["slug"] != slug:
            return self._redirect(f"organizations/{organization['slug']}")
        t = translator(publication["language"])
        subject = named_subject(publication, organization["name"], organization["summary"], t)
        return await self._image(result.content_state, subject)

    async def _image(self, content_state: ContentState, subject: Subject) -> Response:
        try:
            png = await self._rasters.png(svg(subject))
        except NotDrawn:
            return problem(503, "This picture cannot be drawn at the moment.", RETRY_AFTER)
        return Representation(png, "image/png", content_state, HEADERS)

    def _redirect(self, path: str) -> Response:
        address = f"{self.root}/share/{path}.png"
        return RedirectResponse(address, 301, {"Cache-Control": "public, max-age=3600"})
