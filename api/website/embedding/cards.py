"""Cards for other sites: one recommendation, work or issue in a frame of its own, and the component that frames it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.http.cache_control import ContentState
from api.http.etags import release_asset
from api.identity.key_ring import KeyRing
from api.website.content_rules import as_recommendation_id, as_slug, is_recommended, is_unavailable
from api.website.i18n import translator
from api.website.paths import STATIC
from api.website.rendering import NO_STORE, Renderer
from api.website.results import (
    CardPublication,
    Operations,
    RecommendationCard,
    RecommendationCardNode,
    WorkCard,
    WorkCardBySlug,
    WorkCardBySlugWorkRecommendationsNodes,
)
from api.website.stored_operations import OperationResult
from api.website.unavailable import or_unavailable
from api.website.work_details import summarize_availability
from schema.keys import PREFIX

THEMES = ("auto", "light", "dark")
HEIGHT = 280
"""How high a card asks to be, in CSS pixels, at every width; it fills whatever it gets."""
NOTICE_HEIGHT = 120
CROSS_ORIGIN = {"Cross-Origin-Resource-Policy": "cross-origin"}


class Cards:
    """The cards, read through stored operations as an anonymous client.

    Args:
        operations: the stored operations.
        renderer: the templates.
        keys: the keys that an address may name, which say who frames the card.
    """

    def __init__(self, operations: Operations, renderer: Renderer, keys: KeyRing) -> None:
        self.operations = operations
        self.renderer = renderer
        self.keys = keys
        component = (STATIC / "embed.js").read_text(encoding="utf-8")
        self._component = component.replace("BASE_URL", renderer.base_url).replace("HEIGHT", str(HEIGHT)).encode()

    def routes(self) -> list[Route]:
        """Return the routes."""
        cards = {
            "/embed/issues/{slug}": self.issue,
            "/embed/works/{slug}": self.work,
            "/embed/recommendations/{id}": self.recommendation,
        }
        routes = [Route(path, or_unavailable(card, self.unavailable)) for path, card in cards.items()]
        return [*routes, Route("/embed.js", self.component)]

    def unavailable(self, request: Request) -> Response:
        """Return the card for what cannot be read at the moment."""
        t = translator(request.headers.get("accept-language", "fr"))
        notice = {"notice": "card_away", "publication": None, "theme": theme(request), "height": NOTICE_HEIGHT}
        return self._framed(request, self.renderer.notice(503, "card", t, **notice))

    async def issue(self, request: Request) -> Response:
        """Answer an issue's card."""
        result = await self.operations.issue_card(slug=as_slug(request.path_params["slug"]))
        publication, issue = result.data["publication"], result.data["issue"]
        if issue is None:
            return self._unknown(request, publication)
        context = {"publication": publication, "issue": issue, "url": issue["url"], "work": None, "notice": None}
        return self._card(request, result.content_state, issue["language"], context)

    async def work(self, request: Request) -> Response:
        """Answer a work's card with its newest recommendation; a work that is only named in passing has none."""
        result = await self.operations.work_card(slug=as_slug(request.path_params["slug"]))
        publication, work = result.data["publication"], result.data["work"]
        recommended = filter(is_recommended, work["recommendations"]["nodes"]) if work else iter(())
        newest = next(recommended, None)
        if work is None or newest is None:
            return self._unknown(request, publication)
        return self._work_card(request, result, newest, work, work["url"])

    async def recommendation(self, request: Request) -> Response:
        """Answer a recommendation's card."""
        result = await self.operations.recommendation_card(id=as_recommendation_id(request.path_params["id"]))
        publication, recommendation = result.data["publication"], result.data["node"]
        if not recommendation or not is_recommended(recommendation):
            return self._unknown(request, publication)
        return self._work_card(request, result, recommendation, recommendation["work"], recommendation["url"])

    async def component(self, request: Request) -> Response:
        """Answer ``/embed.js``: ``<liane-card>``, which other sites may load."""
        return release_asset(request, self._component, "text/javascript", CROSS_ORIGIN)

    def _work_card(
        self,
        request: Request,
        result: OperationResult[WorkCardBySlug] | OperationResult[RecommendationCard],
        recommendation: WorkCardBySlugWorkRecommendationsNodes | RecommendationCardNode,
        work: WorkCard,
        url: str,
    ) -> Response:
        publication = result.data["publication"]
        language = recommendation["issue"]["language"]
        context = {
            "publication": publication,
            "recommendation": recommendation,
            "work": work,
            "url": url,
            "availability": summarize_availability(work["availability"], translator(language)),
            "unavailable": is_unavailable(work, result.local_date(publication["timeZone"])),
            "notice": None,
        }
        return self._card(request, result.content_state, language, context)

    def _unknown(self, request: Request, publication: CardPublication) -> Response:
        """Answer that there is no such card, alike for a draft, what was withdrawn and what never was."""
        notice = {"notice": "card_unknown", "publication": publication}
        context = {**notice, "theme": theme(request), "height": NOTICE_HEIGHT}
        t = translator(publication["language"])
        return self._framed(request, self.renderer.error_page(404, "card", t, context), publication)

    def _card(
        self, request: Request, content_state: ContentState, language: str, context: Mapping[str, Any]
    ) -> Response:
        context = {**context, "theme": theme(request), "height": HEIGHT}
        page = self.renderer.page(content_state, "card", translator(language), context)
        return self._framed(request, page, context["publication"])

    def _framed(self, request: Request, response: Response, publication: CardPublication | None = None) -> Response:
        """Say who may frame a card: where ``?key=`` has the public letters of a key, the origins that it lists.

        Of a key that is not valid it is nobody. No cache keeps the answer, which changes with the key, not the content.
        """
        response.headers.update(CROSS_ORIGIN)
        prefix = request.query_params.get("key")
        if prefix is None:
            return response
        key = self.keys.named(prefix)
        if key is None or key.origins:
            framed_by = " ".join(["'self'", *sorted(key.origins)]) if key else "'none'"
            del response.headers["X-Frame-Options"]
            assets = self.renderer.assets_of("card", {"publication": publication})
            response.headers.update(replace(assets, framed_by=framed_by).headers())
        return Response(response.body, response.status_code, {**response.headers, "Cache-Control": NO_STORE})


def theme(request: Request) -> str:
    """Return the theme in the query; ``auto``, that of the page around, for none and for an unknown one."""
    return chosen_theme(request) or "auto"


def chosen_theme(request: Request) -> str | None:
    """Return the theme in the query; None for none and for an unknown one."""
    value = request.query_params.get("theme")
    return value if value in THEMES else None


def named_key(query: Mapping[str, str]) -> str | None:
    """Return the public letters of a key in a query; None for none, and for a whole key, which is a secret."""
    letters = query.get("key", "")
    return letters if PREFIX.fullmatch(letters) else None
