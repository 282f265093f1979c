"""The website put together: pages, cards, oEmbed, feeds, sitemap and documentation, with their files."""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.budgets.budgets import OverBudget
from api.budgets.responses import over_budget_problem
from api.http.etags import ETags
from api.http.problems import problem
from api.http.slashes import redirect_without_slash
from api.http.static_files import ImmutableFiles
from api.identity.key_ring import KeyRing
from api.settings import Settings
from api.website.archive.lists import Lists
from api.website.archive.names import Names
from api.website.docs_pages import Documentation
from api.website.embedding.cards import Cards
from api.website.embedding.oembed import OEmbed
from api.website.feeds.feeds import Feeds
from api.website.icons import Icons
from api.website.llms import Llms
from api.website.pages import Pages
from api.website.paths import STATIC
from api.website.previews import Previews
from api.website.publication_pages import PublicationPages
from api.website.rendering import Renderer
from api.website.results import Operations
from api.website.searching import SearchPage
from api.website.sharing.share_images import ShareImages
from api.website.sitemap import Sitemap
from api.website.stored_operations import NothingYet, OperationFailed
from api.website.unavailable import or_unavailable, unavailable_problem

NOT_FOUND = 404


def add_website(app: FastAPI, operations: Operations, settings: Settings, keys: KeyRing) -> Pages:
    """Add the website to an application; return its pages.

    Args:
        app: the application.
        operations: the stored operations that it is read through.
        settings: who may frame cards, and how long caches may keep its pages.
        keys: the keys that cards may name.
    """
    renderer = Renderer(operations.base_url, settings.frame_ancestors)
    etags = ETags(operations.revalidate, settings.lifetimes)
    pages = Pages(operations, renderer)
    routes = [
        *pages.routes(),
        *Lists(pages).routes(),
        *Names(pages).routes(),
        *SearchPage(pages).routes(),
        *PublicationPages(pages).routes(),
        *Cards(operations, renderer, keys).routes(),
        *Sitemap(operations, renderer).routes(),
        *OEmbed(operations).routes(),
        *Llms(operations, operations.base_url, has_mcp=settings.mcp).routes(),
        *Feeds(pages).routes(),
        *Documentation(renderer).routes(),
        *ShareImages(operations, renderer.root).routes(),
        *Icons(operations, renderer.root).routes(),
    ]
    app.router.routes += map(etags.tag_route, routes)
    app.router.routes += Previews(pages, settings.database_url).routes()
    app.mount("/static", ImmutableFiles(directory=STATIC))
    not_found = page_or_problem(or_unavailable(pages.not_found, pages.unavailable), pages.nothing_yet, renderer.root)
    app.add_exception_handler(HTTPException, not_found)  # type: ignore[arg-type]
    app.add_exception_handler(NothingYet, pages.nothing_yet)
    app.add_exception_handler(OverBudget, answer_over_budget)  # type: ignore[arg-type]
    app.add_exception_handler(OperationFailed, unavailable_problem)  # type: ignore[arg-type]
    return pages


async def answer_over_budget(_: Request, refused: OverBudget) -> Response:
    """Answer where the client has no points for what a page shows."""
    return over_budget_problem(refused)


def page_or_problem(
    page: Callable[[Request], Awaitable[Response]],
    nothing_yet: Callable[[Request, Exception], Awaitable[Response]],
    root: str,
) -> Callable[[Request, HTTPException], Awaitable[Response]]:
    """Return a handler of HTTP errors: browsers get ``page`` where nothing is found, all others a problem document.

    The page shows content; before there is any, it is ``nothing_yet``.

    Where nothing is found but for a closing slash, everybody is redirected.
    """

    async def answer(request: Request, error: HTTPException) -> Response:
        if error.status_code == NOT_FOUND and request.method in {"GET", "HEAD"}:
            if redirect := redirect_without_slash(request, root):
                return redirect
            if "text/html" in request.headers.get("accept", ""):
                try:
                    return await page(request)
                except NothingYet as failure:
                    return await nothing_yet(request, failure)
                except OverBudget as refused:
                    return over_budget_problem(refused)
        return problem(error.status_code, error.detail, error.headers)

    return answer
