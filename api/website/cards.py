"""Cards for other sites: one recommendation, work or issue in a frame of its own, and the component that frames it."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.http.cache_control import ContentState
from api.http.etags import release_asset
from api.website.content_rules import as_recommendation_id, as_slug, is_gone, is_recommended
from api.website.i18n import translator
from api.website.paths import STATIC
from api.website.rendering import Renderer
from api.website.stored_operations import OperationFailed, OperationResult, StoredOperations
from api.website.work_details import where

log = logging.getLogger("liane.embed")
THEMES = ("auto", "light", "dark")
NARROW, WIDE = "narrow", "wide"
WIDE_FROM = 400
HEIGHT = {NARROW: 336, WIDE: 232}
"""How high a card is, in CSS pixels: narrow below ``WIDE_FROM`` pixels of width, wide from there on."""
ANYWHERE = {"Cross-Origin-Resource-Policy": "cross-origin"}
Row = Mapping[str, Any]


class Cards:
    """The cards, read through stored operations as nobody in particular.

    Args:
        operations: the stored operations.
        renderer: the templates.
    """

    def __init__(self, operations: StoredOperations, renderer: Renderer) -> None:
        self.operations = operations
        self.renderer = renderer
        self._component = (STATIC / "embed.js").read_bytes()

    def routes(self) -> list[Route]:
        """Give the routes."""
        return [
            Route("/embed/issues/{slug}", self.or_unavailable(self.issue)),
            Route("/embed/works/{slug}", self.or_unavailable(self.work)),
            Route("/embed/recommendations/{id}", self.or_unavailable(self.recommendation)),
            Route("/embed.js", self.component),
        ]

    def or_unavailable(
        self, card: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Answer a card that cannot be read right now with one that says so."""

        async def answer(request: Request) -> Response:
            try:
                response = await card(request)
            except OperationFailed:
                log.exception("a card could not be read")
                language = request.headers.get("accept-language", "fr")
                response = self._quiet(request, 503, language, {"quiet": "card_away", "publication": None})
            response.headers.update(ANYWHERE)
            return response

        return answer

    async def issue(self, request: Request) -> Response:
        """Answer an issue's card."""
        slug = as_slug(request.path_params["slug"])
        found = await self.operations.run("issue_card", slug=slug)
        issue = found["issue"]
        if issue is None:
            return self._unknown(request, found["publication"])
        context = {"publication": found["publication"], "issue": issue, "work": None, "quiet": None}
        return self._card(request, found.content_state, issue["language"], context)

    async def work(self, request: Request) -> Response:
        """Answer a work's card with the newest that was said of it; a work that is only named in passing has none."""
        slug = as_slug(request.path_params["slug"])
        found = await self.operations.run("work_card", slug=slug)
        work = found["work"]
        newest = (
            next((each for each in work["recommendations"]["nodes"] if is_recommended(each)), None) if work else None
        )
        if newest is None:
            return self._unknown(request, found["publication"])
        return self._of_work(request, found, newest, work, work["url"])

    async def recommendation(self, request: Request) -> Response:
        """Answer a recommendation's card."""
        id_ = as_recommendation_id(request.path_params["id"])
        found = await self.operations.run("recommendation_card", id=id_)
        row = found["node"]
        if not row or not is_recommended(row):
            return self._unknown(request, found["publication"])
        return self._of_work(request, found, row, row["work"], row["url"])

    async def component(self, request: Request) -> Response:
        """Answer ``/embed.js``: ``<liane-card>``, which other sites may load."""
        return release_asset(request, self._component, "text/javascript", ANYWHERE)

    def _of_work(self, request: Request, found: OperationResult, row: Row, work: Row, url: str) -> Response:
        t = translator(row["issue"]["language"])
        context = {
            "publication": found["publication"],
            "recommendation": row,
            "work": work,
            "url": url,
            "where": where(work, t),
            "gone": is_gone(work, found.today),
            "quiet": None,
        }
        return self._card(request, found.content_state, row["issue"]["language"], context)

    def _unknown(self, request: Request, publication: Row) -> Response:
        """Say that there is no such card; a draft, something withdrawn and something unknown are told alike."""
        context = {"quiet": "card_unknown", "publication": publication}
        return self._quiet(request, 404, publication["language"], context)

    def _card(self, request: Request, content_state: ContentState, language: str, context: Row) -> Response:
        return self.renderer.answer(content_state, "card", translator(language), {**context, "theme": theme(request)})

    def _quiet(self, request: Request, status: int, language: str, context: Row) -> Response:
        return self.renderer.refuse(status, "card", translator(language), {**context, "theme": theme(request)})


def theme(request: Request) -> str:
    """Give the theme that a partner chose; that of the visitor's system where none was."""
    chosen = request.query_params.get("theme", "auto")
    return chosen if chosen in THEMES else "auto"
