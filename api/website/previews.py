"""Previews: the page of an issue as it stands, for people with a link and without a key."""

import asyncio
from datetime import datetime

import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.identity.identification import current_caller
from api.website.pages import Pages
from api.website.stored_operations import OperationFailed
from api.website.unavailable import or_unavailable
from schema import db
from schema.context import Caller, Identity
from schema.engine.errors import AWAY, UNAVAILABLE
from schema.preview_links import PATH, Preview, open_preview
from schema.visibility import SHOWN, View

HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
"""No cache and no search engine keeps a preview, and no site that it links to learns its address."""


class Previews:
    """The pages of preview links.

    Args:
        pages: the pages, as readers see them.
        url: the database.
    """

    def __init__(self, pages: Pages, url: str) -> None:
        self._pages = pages
        self._url = url

    def routes(self) -> list[Route]:
        """Return the route."""
        return [Route(f"{PATH}{{token}}", or_unavailable(self.preview, self._pages.unavailable))]

    async def preview(self, request: Request) -> Response:
        """Answer with the page of an issue as it stands; one that readers see already is redirected to."""
        now = self._pages.operations.clock()
        preview = await asyncio.to_thread(self._open, request.path_params["token"], now)
        if preview is None:
            response = await self._pages.not_found(request)
        elif preview.is_public:
            response = RedirectResponse(f"{self._pages.renderer.root}/issues/{preview.slug}", 307)
        else:
            response = await self._show(request, preview)
        response.headers.update(HEADERS)
        return response

    async def _show(self, request: Request, preview: Preview) -> Response:
        caller = Caller(Identity(), View(SHOWN, shown=preview.shown))
        token = current_caller.set(caller)
        try:
            return await self._pages.issue_page(request, preview.slug, preview_until=preview.expires_at)
        finally:
            current_caller.reset(token)

    def _open(self, token: str, now: datetime) -> Preview | None:
        engine = db.connect(self._url)
        try:
            with db.read_transaction(engine) as session:
                return open_preview(session, token, now)
        except sa.exc.OperationalError:
            raise OperationFailed("preview", AWAY, UNAVAILABLE) from None
        finally:
            engine.dispose()
