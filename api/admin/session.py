"""Who is signed in: from a cookie, at the back office alone. Nothing else on this server looks at it.

Each request reads its session anew, so that one that was ended, or whose user was disabled, is refused at once.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial, wraps
from http import HTTPStatus
from secrets import token_urlsafe
from urllib.parse import urlencode, urlsplit

from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.admin.side_database import SideDatabase
from api.http.admin_path import ADMIN, is_admin_path
from api.http.problems import RETRY_AFTER, problem
from api.identity.identification import current_caller
from api.identity.refusal import FORBIDDEN, UNAUTHENTICATED, Refusal
from api.website.stored_operations import NothingYet, OperationFailed
from api.website.unavailable import unavailable_problem
from schema.context import Caller, Identity
from schema.visibility import DRAFT
from schema.writes.sessions import (
    LONGEST,
    SEEN_EVERY,
    SignedIn,
    digest_of_token,
    end_session,
    find_session,
    keep_session,
    open_session,
)

log = logging.getLogger("liane.admin")
Handler = Callable[[Request], Awaitable[Response]]
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITES = frozenset({"same-origin", "none"})
SIGN_IN = f"{ADMIN}/sign-in"
LONGEST_NEXT = 2_000
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
"""What all answers of the back office have; one with a policy of its own keeps that."""
NOT_FROM_HERE = "This request comes from a page that is none of ours."
NOBODY = "You are not signed in, or no longer."


class Guard:
    """Lets into the back office who is signed in, and nobody else.

    Args:
        database: where sessions are.
        base_url: the public address.
        clock: returns the current instant.
        keep: answers a form that cannot be taken now with a page that keeps what was written, if anything was; it is
            given the status.
        explain: returns the page that tells people what is wrong, by the status and what a problem document says.
    """

    def __init__(
        self,
        database: SideDatabase,
        base_url: str,
        clock: Callable[[], datetime],
        keep: Callable[[Request, int], Awaitable[Response | None]] | None = None,
        explain: Callable[[Request, int, str], Response] | None = None,
    ) -> None:
        parts = urlsplit(base_url)
        self.database = database
        self.root = parts.path
        self.clock = clock
        self._keep_form = keep
        self._explain = explain
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._is_secure = parts.scheme == "https"
        self.cookie = "__Host-session" if self._is_secure else "session"
        """With this beginning a browser takes the cookie from this very host alone, and over HTTPS."""

    # Routes

    def signed_in(self, handler: Handler) -> Handler:
        """Return a handler for whoever is signed in, and for their view of all content.

        It finds them as ``request.state.user``. Without them a page leads to where one signs in, and all else is 401.
        """

        @self.open
        @wraps(handler)
        async def guarded(request: Request) -> Response:
            user = await self.user(request)
            if user is None:
                return await self._nobody(request)
            request.state.user = user
            token = current_caller.set(Caller(Identity(user.name, user.role.scopes, user=user.user), DRAFT))
            try:
                return await self._answered(request, handler)
            finally:
                current_caller.reset(token)

        return guarded

    def open(self, handler: Handler) -> Handler:
        """Return a handler for everybody, who sends from a page of ours what changes anything."""

        async def from_own_page(request: Request) -> Response:
            self._require_own_page(request)
            return await handler(request)

        @wraps(handler)
        async def guarded(request: Request) -> Response:
            response = await self._answered(request, from_own_page)
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
            response.headers["Cache-Control"] = "no-store"
            return response

        return guarded

    async def _answered(self, request: Request, handler: Handler) -> Response:
        """Return what a handler answers; where it does not, programs get a problem document, and people a page."""
        headers: Mapping[str, str] = {}
        try:
            return await handler(request)
        except NothingYet:
            raise
        except OperationFailed as failure:
            if failure.code == FORBIDDEN:
                status, told = HTTPStatus.FORBIDDEN, problem(HTTPStatus.FORBIDDEN, failure.message, code=FORBIDDEN)
            else:
                status, told = HTTPStatus.SERVICE_UNAVAILABLE, await unavailable_problem(request, failure)
                headers = RETRY_AFTER
            detail = failure.message
        except Refusal as refusal:
            status, detail, headers = HTTPStatus(refusal.status_code), refusal.detail, refusal.headers or {}
            told = problem(status, detail, headers, refusal.code)
        except HTTPException as error:
            status, detail, headers = HTTPStatus(error.status_code), error.detail, error.headers or {}
            told = problem(status, detail, headers)
        except Exception:
            if not self._has_pages(request):
                raise  # what is outside logs it, and answers
            log.exception("a request failed")
            status, detail = HTTPStatus.INTERNAL_SERVER_ERROR, ""
            told = problem(status)
        if self._explain is None or not self._has_pages(request):
            return told
        is_away = status == HTTPStatus.SERVICE_UNAVAILABLE
        page = (await self._kept(request, status) if is_away else None) or self._explain(request, status, detail)
        page.headers.update(headers)
        return page

    def _has_pages(self, request: Request) -> bool:
        """Whether who sends a request is shown pages: programs are not."""
        return self._explain is not None and "text/html" in request.headers.get("accept", "")

    def _require_own_page(self, request: Request) -> None:
        """Refuse what a page of somebody else's has a browser send.

        Browsers say so in ``Sec-Fetch-Site``, and old ones at least name the origin.
        """
        if request.method in SAFE_METHODS:
            return
        site = request.headers.get("sec-fetch-site")
        if site not in OWN_SITES if site else request.headers.get("origin") != self._origin:
            raise Refusal(HTTPStatus.FORBIDDEN, FORBIDDEN, NOT_FROM_HERE)

    async def _nobody(self, request: Request) -> Response:
        if "text/html" not in request.headers.get("accept", ""):
            return problem(HTTPStatus.UNAUTHORIZED, NOBODY, code=UNAUTHENTICATED)
        if kept := await self._kept(request, HTTPStatus.UNAUTHORIZED):
            return kept
        query = f"?{request.url.query}" if request.url.query else ""
        asked = f"{request.scope['path']}{query}" if request.method in SAFE_METHODS else ADMIN
        return self.redirect(f"{SIGN_IN}?{urlencode({'next': asked})}")

    async def _kept(self, request: Request, status: int) -> Response | None:
        """Return the page that keeps the form that was sent; None where none was."""
        if request.method in SAFE_METHODS or self._keep_form is None:
            return None
        return await self._keep_form(request, status)

    def redirect(self, path: str) -> Response:
        """Return the response that leads to another page, by its path on this server."""
        return RedirectResponse(f"{self.root}{path}", HTTPStatus.SEE_OTHER)

    # Sessions

    async def user(self, request: Request) -> SignedIn | None:
        """Return who is signed in; None where nobody is.

        Raises:
            Refusal: the database is away.
        """
        token, at = request.cookies.get(self.cookie), self.clock()
        if not token:
            return None
        user = await self.database.run(partial(find_session, token=token, at=at))
        if user and at - user.seen_at >= SEEN_EVERY:
            await self._keep(user.session, at)
        return user

    async def _keep(self, digest: str, at: datetime) -> None:
        with suppress(Refusal):  # where somebody else is writing, the next request writes it
            await self.database.run(partial(keep_session, digest=digest, at=at))

    async def begin(self, request: Request, user_id: str, response: Response) -> None:
        """Sign somebody in, in a session that is new: what the browser brought before is worth nothing any more."""
        old, token = request.cookies.get(self.cookie), token_urlsafe(32)
        agent, at = request.headers.get("user-agent", ""), self.clock()

        def write(session: Session) -> None:
            if old:
                end_session(session, digest_of_token(old))
            open_session(session, user_id, token, agent, at)

        await self.database.run(write)
        self.set_cookie(response, self.cookie, token, int(LONGEST.total_seconds()))

    async def end(self, request: Request, response: Response) -> None:
        """Sign out whoever is signed in."""
        if token := request.cookies.get(self.cookie):
            await self.database.run(partial(end_session, digest=digest_of_token(token)))
        self.set_cookie(response, self.cookie, "", 0)

    def set_cookie(self, response: Response, name: str, text: str, seconds: int) -> None:
        """Have a browser keep a text for this host alone, out of reach of scripts; forget it at no seconds."""
        response.set_cookie(name, text, seconds, path="/", secure=self._is_secure, httponly=True, samesite="lax")


def own_path(text: str | None) -> str:
    """Return the path of the back office that a text is, else that of its first page: nobody is led elsewhere."""
    is_ours = text and len(text) <= LONGEST_NEXT and text.isascii() and text.isprintable() and "\\" not in text
    if not is_ours or text is None or not is_admin_path(urlsplit(text).path) or not text.startswith(ADMIN):
        return ADMIN
    return text
