"""An issue as it will be seen: its page, its card in other sites, and its share image in networks."""

from base64 import b64encode
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.admin.operations import AdminOperations
from api.admin.rendering import HEADERS, AdminRenderer
from api.http.problems import RETRY_AFTER, problem
from api.website.content_rules import is_recommended
from api.website.embedding.cards import HEIGHT
from api.website.i18n import translator
from api.website.local_time import local_date
from api.website.pages import Pages
from api.website.sharing.drawings import svg
from api.website.sharing.rasters import NotDrawn, Rasters
from api.website.sharing.subjects import issue_subject

FRAMED = {"X-Frame-Options": "SAMEORIGIN"}
OURS = "'self'"
"""Who may frame a preview, as CSP writes it."""


class Previews:
    """Previews of issues, of whatever answers the fragment of an issue's page.

    Args:
        operations: what reads the publication.
        renderer: the templates of the back office.
        pages: the pages that readers see.
    """

    def __init__(self, operations: AdminOperations, renderer: AdminRenderer, pages: Pages) -> None:
        self._operations = operations
        self._renderer = renderer
        self._pages = pages
        self._rasters = Rasters()

    async def show(self, request: Request, issue: Any) -> Response:
        """Return the preview of an issue that the query asks ``as``: ``card``, ``share``, else the page."""
        publication: Any = (await self._operations.read("masthead"))["publication"]
        today = local_date(self._operations.clock(), publication["timeZone"])
        context = self._pages.issue_context(publication, issue, today)
        match request.query_params.get("as"):
            case "card":
                return self._card(context)
            case "share":
                return await self._share(request, context)
        return self._rendered("issue", context)

    def _card(self, context: dict[str, Any]) -> Response:
        sections = context["issue"]["sections"]
        recommendations = [each for section in sections for each in section["recommendations"] if is_recommended(each)]
        shown = {**context["issue"], "recommendations": recommendations}
        card = {"issue": shown, "url": shown["url"], "work": None, "notice": None, "theme": "auto", "height": HEIGHT}
        return self._rendered("card", {"publication": context["publication"], **card})

    def _rendered(self, template: str, context: dict[str, Any]) -> Response:
        """Return what a template of the website makes, which a page of ours may frame."""
        renderer = self._pages.renderer
        html = renderer.render(template, translator(context["issue"]["language"]), context)
        headers = replace(renderer.assets_of(template, context), framed_by=OURS).headers()
        return HTMLResponse(html, headers={**HEADERS, **headers, **FRAMED})

    async def _share(self, request: Request, context: dict[str, Any]) -> Response:
        """Return the share image with what networks show beside it."""
        publication, issue = context["publication"], context["issue"]
        works = (pick["work"] for pick in context["recommendations"])
        subject = issue_subject(publication, issue, works, translator(issue["language"]))
        try:
            png = await self._rasters.png(svg(subject))
        except NotDrawn:
            return problem(503, "This picture cannot be drawn at the moment.", RETRY_AFTER)
        shown = {
            "picture": f"data:image/png;base64,{b64encode(png).decode()}",
            "alt": context["share"].alt,
            "host": urlsplit(self._pages.renderer.base_url).hostname,
            "issue": issue,
            "description": context["description"],
        }
        response = self._renderer.page(request, "issues/shared", shown)
        policy = HEADERS["Content-Security-Policy"].replace("frame-ancestors 'none'", f"frame-ancestors {OURS}")
        response.headers.update({**FRAMED, "Content-Security-Policy": policy})
        return response
