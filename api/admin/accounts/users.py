"""The users, for administrators: who there is, what they may do, and links by which they choose a password."""

from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import Any

from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.admin.accounts.invitations import INVITATION
from api.admin.fields import read_fields
from api.admin.rendering import AdminRenderer
from api.admin.session import Guard, Handler
from api.http.admin_path import ADMIN
from schema.invitations import make_invitation
from schema.rows import Row
from schema.vocabulary import UserRole
from schema.writes.authenticators import remove_authenticator
from schema.writes.days import time_zone
from schema.writes.errors import Invalid
from schema.writes.users import (
    EmailTaken,
    LastAdmin,
    create_user,
    disable_user,
    enable_user,
    list_users,
    set_role,
)

PATH = f"{ADMIN}/settings/users"
UNPROCESSABLE = 422


class Users:
    """The users of an installation.

    Args:
        guard: the sessions.
        base_url: what the addresses of invitations begin with.
        renderer: the templates.
    """

    def __init__(self, guard: Guard, base_url: str, renderer: AdminRenderer) -> None:
        self._guard = guard
        self._base_url = base_url
        self._renderer = renderer

    def routes(self) -> list[Route]:
        """Return the routes."""
        answers: list[tuple[str, str, Handler]] = [
            ("GET", PATH, self.show),
            ("GET", f"{PATH}/new", self.start),
            ("POST", f"{PATH}/new", self.create),
            ("GET", f"{PATH}/{{id}}", self.show_one),
            ("POST", f"{PATH}/{{id}}", self.change),
        ]
        guard = self._guard.signed_in
        return [Route(path, guard(for_administrators(handler)), methods=[method]) for method, path, handler in answers]

    async def show(self, request: Request) -> Response:
        """List the users."""
        users = await self._guard.database.run(list_users)
        zone = str(await self._guard.database.run(time_zone))
        return self._renderer.page(request, "accounts/users", {"users": users, "time_zone": zone})

    async def start(self, request: Request) -> Response:
        """Show the form of a new user."""
        return self._form(request, {})

    async def create(self, request: Request) -> Response:
        """Make a user, and show the link of their invitation."""
        fields = await read_fields(request)
        if fields.get("role") not in UserRole.__members__:
            return self._form(request, fields, "user.role")
        role = UserRole[fields["role"]]

        def write(session: Session) -> tuple[Row, str]:
            user = find_listed(session, create_user(session, fields.get("email", ""), fields.get("name", ""), role))
            return user, make_invitation(session, user, self._guard.clock())

        try:
            user, token = await self._guard.database.run(write)
        except Invalid as refused:
            return self._form(request, fields, refusal_string(refused))
        return self._one(request, user, token=token)

    async def show_one(self, request: Request) -> Response:
        """Show a user."""
        return self._one(request, await self._user(request))

    async def change(self, request: Request) -> Response:
        """Do to a user what the button says."""
        user, fields = await self._user(request), await read_fields(request)
        token, problem = None, ""
        try:
            token = await self._guard.database.run(self._change_of(user, fields))
        except Invalid as refused:
            problem = refusal_string(refused)
        return self._one(request, await self._user(request), token=token, problem=problem, is_done=not problem)

    def _change_of(self, user: Row, fields: Mapping[str, str]) -> Callable[[Session], str | None]:
        """Return what a button does in a transaction; what comes back is the token of an invitation, if any."""
        now, role = self._guard.clock(), fields.get("role", "")
        changes: dict[str, Callable[[Session], Any]] = {
            "enable": partial(enable_user, user_id=user["id"]),
            "disable": partial(disable_user, user_id=user["id"], at=now),
            "factor": partial(remove_authenticator, user_id=user["id"]),
            "invite": partial(make_invitation, user=user, now=now),
        }
        if role in UserRole.__members__:
            changes["role"] = partial(set_role, user_id=user["id"], role=UserRole[role])
        change = changes.get(fields.get("do", ""))
        if change is None:
            raise HTTPException(UNPROCESSABLE, "There is no such change.")
        return change

    async def _user(self, request: Request) -> Row:
        return await self._guard.database.run(partial(find_listed, user_id=request.path_params["id"]))

    def _one(
        self, request: Request, user: Row, *, token: str | None = None, problem: str = "", is_done: bool = False
    ) -> Response:
        link = f"{self._base_url}{INVITATION}/{token}" if token else ""
        context = {"user": user, "all_roles": list(UserRole), "link": link, "problem": problem, "done": is_done}
        return self._renderer.page(request, "accounts/user", context, UNPROCESSABLE if problem else 200)

    def _form(self, request: Request, given: Mapping[str, str], problem: str = "") -> Response:
        filled = {"name": "", "email": "", "role": UserRole.EDITOR, **given}
        context: dict[str, Any] = {
            "user": None,
            "given": filled,
            "all_roles": list(UserRole),
            "link": "",
            "done": False,
        }
        status = UNPROCESSABLE if problem else 200
        return self._renderer.page(request, "accounts/user", {**context, "problem": problem}, status)


def find_listed(session: Session, user_id: str) -> Row:
    """Return a user as they are listed.

    Raises:
        HTTPException: there is none with this id.
    """
    found = next((user for user in list_users(session) if user["id"] == user_id), None)
    if found is None:
        raise HTTPException(404)
    return found


def for_administrators(handler: Handler) -> Handler:
    """Return a handler for administrators; to others there is nothing here."""

    @wraps(handler)
    async def guarded(request: Request) -> Response:
        if request.state.user.role is not UserRole.ADMIN:
            raise HTTPException(404)
        return await handler(request)

    return guarded


def refusal_string(refused: Invalid) -> str:
    """Return the name of the string that says why a user was refused."""
    match refused:
        case EmailTaken():
            return "user.taken"
        case LastAdmin():
            return "user.last_admin"
    return "user.email" if "e-mail" in str(refused) else "user.name"
