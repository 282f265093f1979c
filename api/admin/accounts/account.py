"""What people see and change of their own account: the password, and the browsers in which they are signed in."""

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.admin.accounts.authenticator import AuthenticatorScreens
from api.admin.accounts.confirmation import Confirmation, NotConfirmed
from api.admin.accounts.new_passwords import new_password_problem
from api.admin.fields import read_fields
from api.admin.rendering import AdminRenderer
from api.admin.session import Guard
from api.http.admin_path import ADMIN
from api.identity.passwords import PasswordThreads
from schema.writes.authenticators import find_authenticator, remove_authenticator
from schema.writes.days import time_zone
from schema.writes.passkeys import list_passkeys
from schema.writes.sessions import SignedIn, end_session, list_sessions
from schema.writes.users import end_sessions, set_password

PATH = f"{ADMIN}/account"
OTHERS = "others"
DONE = {
    "password": "password.changed",
    "sessions": "sessions.ended",
    "authenticator": "authenticator.removed",
    "passkey": "passkey.made",
    "passkey_removed": "passkey.removed",
}
"""What is said of what was done, by what the address says of it."""


class Account:
    """The account of who is signed in.

    Args:
        guard: the sessions.
        passwords: what hashes passwords.
        confirmation: asks for the password again.
        authenticators: shows recovery codes.
        renderer: the templates.
        has_passkeys: whether there are any for our host.
    """

    def __init__(
        self,
        guard: Guard,
        passwords: PasswordThreads,
        confirmation: Confirmation,
        authenticators: AuthenticatorScreens,
        renderer: AdminRenderer,
        *,
        has_passkeys: bool,
    ) -> None:
        self._guard = guard
        self._passwords = passwords
        self._confirmation = confirmation
        self._authenticators = authenticators
        self._renderer = renderer
        self._has_passkeys = has_passkeys

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route(PATH, self._guard.signed_in(self.show)),
            Route(f"{PATH}/password", self._guard.signed_in(self.change_password), methods=["POST"]),
            Route(f"{PATH}/authenticator/change", self._guard.signed_in(self.change_authenticator), methods=["POST"]),
            Route(f"{PATH}/sessions", self._guard.signed_in(self.end), methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show the account."""
        return await self._page(request)

    async def change_password(self, request: Request) -> Response:
        """Change the password of who knows the current one, and end their other sessions."""
        user: SignedIn = request.state.user
        fields = await read_fields(request)
        if problem := new_password_problem(fields, user.email, user.name):
            return await self._page(request, 422, problem)
        try:
            await self._confirmation.require(user, fields.get("current", ""))
        except NotConfirmed as refused:
            return await self._page(request, 422, refused.problem, refused.wait)
        hashed = await self._passwords.hash(fields["new"])
        await self._guard.database.run(partial(set_password, user_id=user.user, password=hashed, keep=user.session))
        return self._guard.redirect(f"{PATH}?done=password")

    async def change_authenticator(self, request: Request) -> Response:
        """Take the authenticator away, or make other recovery codes for it."""
        user: SignedIn = request.state.user
        fields = await read_fields(request)
        try:
            await self._confirmation.require(user, fields.get("current", ""))
        except NotConfirmed as refused:
            return await self._page(request, 422, refused.problem, refused.wait)
        if fields.get("do") == "codes":
            return await self._authenticators.show_new_codes(request)
        await self._guard.database.run(partial(remove_authenticator, user_id=user.user))
        return self._guard.redirect(f"{PATH}?done=authenticator")

    async def end(self, request: Request) -> Response:
        """End one of the user's sessions, or all others."""
        user: SignedIn = request.state.user
        wanted = (await read_fields(request)).get("end", "")
        if wanted == OTHERS:
            await self._guard.database.run(partial(end_sessions, user_id=user.user, keep=user.session))
        else:
            await self._guard.database.run(partial(end_session, digest=wanted, user_id=user.user))
        return self._guard.redirect(f"{PATH}?done=sessions")

    async def _page(self, request: Request, status: int = 200, problem: str = "", wait: int = 0) -> Response:
        user: SignedIn = request.state.user
        sessions = await self._guard.database.run(partial(list_sessions, user_id=user.user, at=self._guard.clock()))
        authenticator = await self._guard.database.run(partial(find_authenticator, user_id=user.user))
        done = DONE.get(request.query_params.get("done", ""), "")
        context: dict[str, Any] = {"user": user, "sessions": sessions, "authenticator": authenticator, "done": done}
        passkeys = await self._guard.database.run(partial(list_passkeys, user_id=user.user))
        context |= {"passkeys": passkeys, "has_passkeys": self._has_passkeys, "problem": problem, "wait": wait}
        context["time_zone"] = str(await self._guard.database.run(time_zone))
        return self._renderer.page(request, "accounts/account", context, status)
