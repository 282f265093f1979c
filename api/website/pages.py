"""Pages for readers: issues, works, recommendations, the front page, and the page for a path where nothing is."""

from collections.abc import Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.http.problems import problem
from api.website import structured_data
from api.website.anchors import section_anchors
from api.website.content_rules import as_recommendation_id, as_slug, is_recommended, order_for_cover
from api.website.embedding.cards import chosen_theme, named_key, theme
from api.website.i18n import translator
from api.website.rendering import Renderer
from api.website.results import IssueOnPage, Masthead, Operations
from api.website.sharing import descriptions
from api.website.sharing.subjects import front_subject, issue_subject, share_image, work_subject
from api.website.unavailable import Handler, or_unavailable
from api.website.urls import address, card_path
from api.website.where_to_find import where_to_find
from api.website.work_details import list_details
from schema.countries import countries


class Pages:
    """The pages, read through stored operations as an anonymous client.

    Args:
        operations: the stored operations.
        renderer: the templates.
    """

    def __init__(self, operations: Operations, renderer: Renderer) -> None:
        self.operations = operations
        self.renderer = renderer

    def routes(self) -> list[Route]:
        """Return the routes."""
        pages = {
            "/": self.front,
            "/issues/{slug}": self.issue,
            "/works/{slug}": self.work,
            "/recommendations/{id}": self.recommendation,
        }
        return self.guarded(pages)

    def guarded(self, pages: Mapping[str, Handler]) -> list[Route]:
        """Return the routes of pages, which say so where they cannot be read."""
        return [Route(path, or_unavailable(page, self.unavailable)) for path, page in pages.items()]

    def unavailable(self, request: Request) -> Response:
        """Return the page for what cannot be read at the moment."""
        t = translator(request.headers.get("accept-language", "fr"))
        return self.renderer.notice(503, "unavailable", t)

    async def nothing_yet(self, request: Request, _: Exception) -> Response:
        """Answer wherever content is asked for before there is any: people get a page that says how to begin."""
        is_front = request.scope["path"] == "/"
        if not is_front and "text/html" not in request.headers.get("accept", ""):
            return problem(404, "There is no publication yet.")
        t = translator(request.headers.get("accept-language", "fr"))
        return self.renderer.error_page(200 if is_front else 404, "nothing_yet", t, {})

    async def front(self, request: Request) -> Response:
        """Answer ``/``: the latest issue for readers; entry points and the embed builder for developers.

        Asked for the card of one of our pages, the builder leads to that page, which has its own.
        """
        asked = request.query_params.get("card", "").strip()
        if path := card_path(asked, self.renderer.base_url):
            key = named_key(QueryParams(urlsplit(asked).query))
            page = address(f"{self.renderer.root}/{path}", theme=theme(request), key=key)
            return RedirectResponse(f"{page}#embed", 303, {"Cache-Control": "no-store"})
        result = await self.operations.front_page()
        publication, latest = result.data["publication"], result.data["latestIssue"]
        issues = result.data["issues"]["nodes"]
        t = translator(publication["language"])
        recommendations = order_for_cover(latest["recommendations"]) if latest else []
        subject = front_subject(publication, (pick["work"] for pick in recommendations), t)
        context = {
            "publication": publication,
            "share": share_image(self.renderer.base_url, "front", subject, t),
            "description": descriptions.first_of(
                publication["tagline"], latest and latest["title"], publication["name"]
            ),
            "data": structured_data.describe_site(publication, self.renderer.base_url),
            "issue": latest,
            "recommendations": recommendations,
            "issues": [issue for issue in issues if latest and issue["slug"] != latest["slug"]],
            "columns": result.data["columns"],
            "asked": asked,
            "theme": theme(request),
            "key": named_key(request.query_params),
            "today": result.local_date(publication["timeZone"]),
        }
        return self.renderer.page(result.content_state, "front", t, context)

    async def issue(self, request: Request) -> Response:
        """Answer an issue's page; a former slug redirects to the current one."""
        return await self.issue_page(request, request.path_params["slug"])

    async def issue_page(self, request: Request, slug: str, preview_until: datetime | None = None) -> Response:
        """Return an issue's page; a preview says until when its link works."""
        result = await self.operations.issue_page(slug=as_slug(slug))
        publication, issue = result.data["publication"], result.data["issue"]
        if issue is None:
            return await self.not_found(request)
        if issue["slug"] != slug:
            return self.redirect(f"/issues/{issue['slug']}")
        t = translator(issue["language"])
        context = {
            **self.issue_context(publication, issue, result.local_date(publication["timeZone"])),
            "theme": chosen_theme(request),
            "key": named_key(request.query_params),
            "preview_until": preview_until,
        }
        return self.renderer.page(result.content_state, "issue", t, context)

    def issue_context(self, publication: Masthead, issue: IssueOnPage, today: date) -> dict[str, Any]:
        """Return what the template of an issue's page shows, for somebody without a theme or a key."""
        t = translator(issue["language"])
        recommendations = order_for_cover(
            recommendation for section in issue["sections"] for recommendation in section["recommendations"]
        )
        subject = issue_subject(publication, issue, (pick["work"] for pick in recommendations), t)
        share = share_image(self.renderer.base_url, f"issues/{issue['slug']}", subject, t)
        text = descriptions.first_sentences(section["body"]["html"] for section in issue["sections"])
        return {
            "publication": publication,
            "share": share,
            "description": descriptions.first_of(issue["standfirst"], text, subject.kicker),
            "theme": None,
            "key": None,
            "issue": issue,
            "preview_until": None,
            "anchors": section_anchors(issue["sections"]),
            "recommendations": recommendations,
            "data": structured_data.describe_issue(issue, publication, self.renderer.base_url, share.url),
            "today": today,
        }

    async def work(self, request: Request) -> Response:
        """Answer a work's page, with its offers in a country by ``?country=``.

        A former slug redirects to the current one, and a code in small letters to the one in capitals.
        """
        slug, asked = request.path_params["slug"], request.query_params.get("country") or None
        country = asked and asked.upper()
        if country is not None and country not in countries():
            return await self.not_found(request)
        result = await self.operations.work_page(slug=as_slug(slug), country=country, chosen=country is not None)
        publication, work = result.data["publication"], result.data["work"]
        if work is None:
            return await self.not_found(request)
        if work["slug"] != slug or country != asked:
            return self.redirect(address(f"/works/{work['slug']}", country=country))
        t = translator(publication["language"])
        subject = work_subject(publication, work, t)
        reasons = (recommendation["reason"] for recommendation in work["recommendations"]["nodes"])
        context = {
            "publication": publication,
            "share": share_image(self.renderer.base_url, f"works/{slug}", subject, t),
            "description": descriptions.first_of(work["summary"], *reasons, subject.kicker),
            "theme": chosen_theme(request),
            "key": named_key(request.query_params),
            "work": work,
            "where": where_to_find(work, country, t),
            "details": list_details(work, t, self.renderer.root),
            "anchors": {
                recommendation["id"]: section_anchors(recommendation["issue"]["sections"])[
                    recommendation["section"]["position"]
                ]
                for recommendation in work["recommendations"]["nodes"]
            },
            "data": structured_data.describe_work(work, work),
            "today": result.local_date(publication["timeZone"]),
        }
        return self.renderer.page(result.content_state, "work", t, context)

    async def recommendation(self, request: Request) -> Response:
        """Answer a recommendation's page; a work that is only named in passing has none."""
        id_ = as_recommendation_id(request.path_params["id"])
        result = await self.operations.recommendation_page(id=id_)
        publication, recommendation = result.data["publication"], result.data["node"]
        if not recommendation or not is_recommended(recommendation):
            return await self.not_found(request)
        issue = recommendation["issue"]
        t = translator(issue["language"])
        work = recommendation["work"]
        subject = work_subject(publication, work, t, recommendation["role"])
        context = {
            "publication": publication,
            "share": share_image(self.renderer.base_url, f"recommendations/{id_}", subject, t),
            "description": descriptions.first_of(recommendation["reason"], work["summary"], subject.kicker),
            "theme": chosen_theme(request),
            "key": named_key(request.query_params),
            "recommendation": recommendation,
            "work": work,
            "details": list_details(work, t, self.renderer.root),
            "anchor": section_anchors(issue["sections"])[recommendation["section"]["position"]],
            "others": [other for other in issue["recommendations"] if other["id"] != recommendation["id"]],
            "data": structured_data.describe_recommendation(recommendation, publication, self.renderer.base_url),
            "today": result.local_date(publication["timeZone"]),
        }
        return self.renderer.page(result.content_state, "recommendation", t, context)

    async def not_found(self, request: Request) -> Response:
        """Answer a path where nothing is, with pages of a similar path and the latest issue."""
        data = (await self.operations.not_found()).data
        publication, latest = data["publication"], data["latestIssue"]
        titles = {f"/issues/{issue['slug']}": issue["title"] for issue in data["issues"]["nodes"]}
        for recommendation in latest["recommendations"] if latest else []:
            titles[f"/works/{recommendation['work']['slug']}"] = recommendation["work"]["title"]
        similar = get_close_matches(request.url.path[:200], titles, n=3, cutoff=0.7)
        context = {"publication": publication, "latest": latest, "similar": [(path, titles[path]) for path in similar]}
        return self.renderer.error_page(404, "not_found", translator(publication["language"]), context)

    def redirect(self, path: str) -> Response:
        """Redirect from a former slug to the current one, on the host of the request."""
        return RedirectResponse(f"{self.renderer.root}{path}", 301, {"Cache-Control": "public, max-age=3600"})
