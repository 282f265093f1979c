"""Setting up an app that shows codes: with the password, asked for again, and a first code."""

from functools import partial
from typing import Any

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.admin.accounts.confirmation import Confirmation, NotConfirmed
from api.admin.fields import read_fields
from api.admin.rendering import AdminRenderer
from api.admin.session import Guard
from api.http.admin_path import ADMIN
from api.identity.one_time_codes import (
    SECRET,
    app_address,
    digest_of_recovery_code,
    matching_step,
    new_recovery_codes,
    new_secret,
    qr_code,
)
from schema.writes.authenticators import set_authenticator, set_recovery_codes
from schema.writes.sessions import SignedIn

PATH = f"{ADMIN}/account/authenticator"
UNPROCESSABLE = 422


class AuthenticatorScreens:
    """The authenticator of who is signed in.

    Args:
        guard: the sessions.
        confirmation: asks for the password again.
        renderer: the templates.
        issuer: what apps call this installation.
    """

    def __init__(self, guard: Guard, confirmation: Confirmation, renderer: AdminRenderer, issuer: str) -> None:
        self._guard = guard
        self._confirmation = confirmation
        self._renderer = renderer
        self._issuer = issuer

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route(PATH, self._guard.signed_in(self.answer), methods=["GET", "POST"]),
        ]

    async def answer(self, request: Request) -> Response:
        """Show a secret for an app; or take it over, once the app has shown a code of it."""
        if request.method != "POST":
            return self._offer(request, new_secret())
        user: SignedIn = request.state.user
        fields, now = await read_fields(request), self._guard.clock()
        secret = fields.get("secret", "")
        if not SECRET.fullmatch(secret):
            raise HTTPException(UNPROCESSABLE, "There is no such secret.")
        step = matching_step(secret, fields.get("code", ""), now)
        if step is None:
            return self._offer(request, secret, "code.wrong")
        try:
            await self._confirmation.require(user, fields.get("current", ""))
        except NotConfirmed as refused:
            return self._offer(request, secret, refused.problem, refused.wait)
        await self._guard.database.run(partial(set_authenticator, user_id=user.user, secret=secret, step=step, at=now))
        return await self.show_new_codes(request)

    async def show_new_codes(self, request: Request) -> Response:
        """Make recovery codes in place of those before, and show them this once."""
        user: SignedIn = request.state.user
        codes = new_recovery_codes()
        digests = [digest_of_recovery_code(code) for code in codes]
        await self._guard.database.run(partial(set_recovery_codes, user_id=user.user, digests=digests))
        return self._page(request, {"codes": codes})

    def _offer(self, request: Request, secret: str, problem: str = "", wait: int = 0) -> Response:
        user: SignedIn = request.state.user
        picture = Markup(qr_code(app_address(secret, user.email, self._issuer)))  # noqa: S704 - the library's SVG
        context = {"codes": [], "secret": secret, "qr": picture, "problem": problem, "wait": wait}
        return self._page(request, context, UNPROCESSABLE if problem else 200)

    def _page(self, request: Request, context: dict[str, Any], status: int = 200) -> Response:
        return self._renderer.page(request, "accounts/authenticator", {"problem": "", "wait": 0, **context}, status)
