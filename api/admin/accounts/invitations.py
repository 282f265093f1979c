"""Invitations: whoever has the link of one chooses their password, and is signed in."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.admin.accounts.new_passwords import new_password_problem
from api.admin.fields import read_fields
from api.admin.rendering import AdminRenderer
from api.admin.session import SIGN_IN, Guard
from api.http.admin_path import ADMIN
from api.identity.passwords import PasswordThreads
from schema.invitations import open_invitation
from schema.rows import Row
from schema.writes.attempts import forget_attempts
from schema.writes.authenticators import find_authenticator
from schema.writes.users import set_password

INVITATION = f"{ADMIN}/invitation"
GONE = 404


class Invitations:
    """Where users choose a password.

    Args:
        guard: the sessions.
        passwords: what hashes passwords.
        renderer: the templates.
    """

    def __init__(self, guard: Guard, passwords: PasswordThreads, renderer: AdminRenderer) -> None:
        self._guard = guard
        self._passwords = passwords
        self._renderer = renderer

    def routes(self) -> list[Route]:
        """Return the route."""
        return [Route(f"{INVITATION}/{{token}}", self._guard.open(self.answer), methods=["GET", "POST"])]

    async def answer(self, request: Request) -> Response:
        """Show the form, which uses nothing up; or take the password that was chosen."""
        user = await self._open(request)
        if user is None or request.method != "POST":
            return self._show(request, user)
        fields = await read_fields(request)
        if problem := new_password_problem(fields, user["email"], user["name"]):
            return self._show(request, user, problem)
        hashed = await self._passwords.hash(fields["new"])
        if await self._open(request) is None:  # somebody else has used it meanwhile
            return self._show(request, None)
        await self._guard.database.run(partial(set_password, user_id=user["id"], password=hashed))
        await self._guard.database.run(partial(forget_attempts, email=user["email"]))
        if await self._guard.database.run(partial(find_authenticator, user_id=user["id"])):
            return self._guard.redirect(SIGN_IN)  # which asks for a code too
        response = self._guard.redirect(ADMIN)
        await self._guard.begin(request, user["id"], response)
        return response

    async def _open(self, request: Request) -> Row | None:
        token, now = request.path_params["token"], self._guard.clock()
        return await self._guard.database.run(partial(open_invitation, token=token, now=now))

    def _show(self, request: Request, user: Row | None, problem: str = "") -> Response:
        status = 422 if problem else 200 if user else GONE
        return self._renderer.page(request, "accounts/invitation", {"user": user, "problem": problem}, status)
