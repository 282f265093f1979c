"""Pages for readers: issues, works, recommendations, the front door, and what is shown where nothing is."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.website import structured_data
from api.website.content_rules import as_recommendation_id, as_slug, is_recommended
from api.website.embed_code import build_embed_code
from api.website.i18n import translator
from api.website.rendering import Renderer
from api.website.stored_operations import OperationFailed, StoredOperations
from api.website.work_details import facts
from schema.text import slugify

log = logging.getLogger("liane.pages")
OURS = {"text", "contents", "x"}
"""Anchors that pages use themselves, and what ``slugify`` gives for a heading without letters."""
RETRY = {"Retry-After": "60"}
Row = Mapping[str, Any]


class Pages:
    """The pages, read through stored operations as nobody in particular.

    Args:
        operations: the stored operations.
        renderer: the templates.
    """

    def __init__(self, operations: StoredOperations, renderer: Renderer) -> None:
        self.operations = operations
        self.renderer = renderer

    def routes(self) -> list[Route]:
        """Give the routes."""
        return [
            Route("/", self.or_unavailable(self.front)),
            Route("/issues/{slug}", self.or_unavailable(self.issue)),
            Route("/works/{slug}", self.or_unavailable(self.work)),
            Route("/recommendations/{id}", self.or_unavailable(self.recommendation)),
        ]

    def or_unavailable(
        self, page: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Answer a page that cannot be read right now with one that says so."""

        async def answer(request: Request) -> Response:
            try:
                return await page(request)
            except OperationFailed:
                log.exception("a page could not be read")
                t = translator(request.headers.get("accept-language", "fr"))
                response = self.renderer.refuse(503, "away", t, {})
                response.headers.update(RETRY)
                return response

        return answer

    async def front(self, request: Request) -> Response:
        """Answer ``/``: the latest issue for readers; for developers the ways in, and the card builder."""
        found = await self.operations.run("front_page")
        publication, latest = found["publication"], found["latestIssue"]
        context = {
            "publication": publication,
            "issue": latest,
            "recommendations": order_for_cover(latest["recommendations"]) if latest else [],
            "issues": [each for each in found["issues"]["nodes"] if each["slug"] != latest["slug"]],
            "columns": found["columns"],
            "embed_code": build_embed_code(request.query_params, self.renderer.base_url, latest),
            "today": found.today,
        }
        return self.renderer.answer(found.content_state, "front", translator(publication["language"]), context)

    async def issue(self, request: Request) -> Response:
        """Answer an issue's page; an old slug leads to the current one."""
        slug = request.path_params["slug"]
        found = await self.operations.run("issue_page", slug=as_slug(slug))
        issue = found["issue"]
        if issue is None:
            return await self.not_found(request)
        if issue["slug"] != slug:
            return self.moved(f"/issues/{issue['slug']}")
        context = {
            "publication": found["publication"],
            "issue": issue,
            "anchors": anchors(issue["sections"]),
            "recommendations": order_for_cover(
                each for section in issue["sections"] for each in section["recommendations"]
            ),
            "data": structured_data.issue(issue, found["publication"], self.renderer.base_url),
            "today": found.today,
        }
        return self.renderer.answer(found.content_state, "issue", translator(issue["language"]), context)

    async def work(self, request: Request) -> Response:
        """Answer a work's page; an old slug leads to the current one."""
        slug = request.path_params["slug"]
        found = await self.operations.run("work_page", slug=as_slug(slug))
        work = found["work"]
        if work is None:
            return await self.not_found(request)
        if work["slug"] != slug:
            return self.moved(f"/works/{work['slug']}")
        t = translator(found["publication"]["language"])
        context = {
            "publication": found["publication"],
            "work": work,
            "facts": facts(work, t),
            "data": structured_data.work(work),
            "today": found.today,
        }
        return self.renderer.answer(found.content_state, "work", t, context)

    async def recommendation(self, request: Request) -> Response:
        """Answer a recommendation's page; what is only named in passing has none."""
        id_ = as_recommendation_id(request.path_params["id"])
        found = await self.operations.run("recommendation_page", id=id_)
        recommendation = found["node"]
        if not recommendation or not is_recommended(recommendation):
            return await self.not_found(request)
        issue = recommendation["issue"]
        places = (section["position"] for section in issue["sections"])
        named = dict(zip(places, anchors(issue["sections"]), strict=True))
        t = translator(issue["language"])
        context = {
            "publication": found["publication"],
            "recommendation": recommendation,
            "work": recommendation["work"],
            "facts": facts(recommendation["work"], t),
            "anchor": named[recommendation["section"]["position"]],
            "others": [each for each in issue["recommendations"] if each["id"] != recommendation["id"]],
            "data": structured_data.recommendation(recommendation, found["publication"], self.renderer.base_url),
            "today": found.today,
        }
        return self.renderer.answer(found.content_state, "recommendation", t, context)

    async def not_found(self, request: Request) -> Response:
        """Answer where nothing is: with what comes near, and the latest issue."""
        found = await self.operations.run("not_found")
        latest = found["latestIssue"]
        works = [each["work"] for each in latest["recommendations"]] if latest else []
        places = {f"/issues/{each['slug']}": each["title"] for each in found["issues"]["nodes"]}
        places |= {f"/works/{each['slug']}": each["title"] for each in works}
        near = get_close_matches(request.url.path[:200], places, n=3, cutoff=0.7)
        publication = found["publication"]
        context = {"publication": publication, "latest": latest, "near": [(path, places[path]) for path in near]}
        return self.renderer.refuse(404, "not_found", translator(publication["language"]), context)

    def moved(self, path: str) -> Response:
        """Lead from an old slug to the current one, on the host that was asked."""
        return RedirectResponse(f"{self.renderer.root}{path}", 301, {"Cache-Control": "public, max-age=3600"})


def order_for_cover(recommendations: Iterable[Row]) -> list[Row]:
    """Return what is recommended in the order of the cover: what the editors picked, then what they examined."""
    return sorted(filter(is_recommended, recommendations), key=lambda each: str(each["role"]))


def anchors(sections: Sequence[Row]) -> list[str]:
    """Name the sections of an issue for links: by their headings, which stay when sections move."""
    names: list[str] = []
    for number, section in enumerate(sections, 1):
        name = slugify(section["heading"] or "")
        if name in OURS:
            name = f"section-{number}"
        taken = sum(1 for each in names if each == name or each.startswith(f"{name}--"))
        names.append(f"{name}--{taken + 1}" if taken else name)
    return names
