"""Cards for other sites: one recommendation, work or issue in a frame of its own, and the component that frames it."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.files import STATIC
from api.house_rules import as_recommendation_id, as_slug, counts, is_gone
from api.rendering import Renderer, tagged
from api.stored_operations import OperationFailed, StoredOperations
from api.wording import wording, zone
from api.work_facts import where

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
            Route("/embed/issues/{slug}", self.kept_calm(self.issue)),
            Route("/embed/works/{slug}", self.kept_calm(self.work)),
            Route("/embed/recommendations/{id}", self.kept_calm(self.recommendation)),
            Route("/embed.js", self.component),
        ]

    def kept_calm(self, card: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        """Answer a card that cannot be read right now with one that says so."""

        async def answer(request: Request) -> Response:
            try:
                response = await card(request)
            except OperationFailed:
                log.exception("a card could not be read")
                language = request.headers.get("accept-language", "fr")
                response = self._card(request, language, {"quiet": "card_away", "publication": None}, 503)
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
        return self._card(request, issue["language"], context)

    async def work(self, request: Request) -> Response:
        """Answer a work's card with the newest that was said of it; a work that is only named in passing has none."""
        slug = as_slug(request.path_params["slug"])
        found = await self.operations.run("work_card", slug=slug)
        work, publication = found["work"], found["publication"]
        newest = next((each for each in work["recommendations"]["nodes"] if counts(each)), None) if work else None
        if newest is None:
            return self._unknown(request, publication)
        return self._of_work(request, publication, newest, work, work["url"])

    async def recommendation(self, request: Request) -> Response:
        """Answer a recommendation's card."""
        id_ = as_recommendation_id(request.path_params["id"])
        found = await self.operations.run("recommendation_card", id=id_)
        row, publication = found["node"], found["publication"]
        if not row or not counts(row):
            return self._unknown(request, publication)
        return self._of_work(request, publication, row, row["work"], row["url"])

    async def component(self, request: Request) -> Response:
        """Answer ``/embed.js``: ``<liane-card>``, which other sites may load."""
        headers = {"Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff", **ANYWHERE}
        return tagged(request, self._component, "text/javascript", headers)

    def _of_work(self, request: Request, publication: Row, row: Row, work: Row, url: str) -> Response:
        said = wording(row["issue"]["language"])
        context = {
            "publication": publication,
            "recommendation": row,
            "work": work,
            "url": url,
            "where": where(work, said),
            "gone": is_gone(work, self._today(publication)),
            "quiet": None,
        }
        return self._card(request, row["issue"]["language"], context)

    def _unknown(self, request: Request, publication: Row) -> Response:
        """Say that there is no such card; a draft, something withdrawn and something unknown are told alike."""
        context = {"quiet": "card_unknown", "publication": publication}
        return self._card(request, publication["language"], context, 404)

    def _card(self, request: Request, language: str, context: Row, status: int = 200) -> Response:
        theme = request.query_params.get("theme")
        context = {**context, "theme": theme if theme in THEMES else "auto"}
        return self.renderer.answer(request, "card", wording(language), context, status)

    def _today(self, publication: Row) -> date:
        return self.operations.clock().astimezone(zone(publication["timeZone"])).date()
