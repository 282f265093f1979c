"""Signing in and out.

An attempt is counted before it is looked at, for the e-mail address, whether or not it is a user's, and for the network
that it comes from. What is answered, and how long that takes, tells nobody who is a user.
"""

from functools import partial
from http import HTTPStatus
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.admin.accounts.confirmation import seconds_until
from api.admin.accounts.second_step import begin_second_step, continue_second_step, use_code
from api.admin.fields import read_fields
from api.admin.rendering import AdminRenderer
from api.admin.session import SIGN_IN, Guard, own_path
from api.budgets.budgets import Account, Budgets, OverBudget
from api.http.admin_path import ADMIN
from api.http.client_addresses import counted_network
from api.identity.passwords import PasswordThreads, is_outdated
from schema.rows import Row
from schema.writes.attempts import count_attempt, forget_attempts
from schema.writes.authenticators import find_authenticator
from schema.writes.users import find_user, replace_hash

ATTEMPTS_PER_MINUTE = 20
"""How often somebody of one network may try, whatever the e-mail address."""
UNPROCESSABLE = 422


class SignIn:
    """Where people sign in with a password.

    Args:
        guard: the sessions.
        passwords: what verifies passwords.
        budgets: what counts the attempts of a network.
        renderer: the templates.
        has_passkeys: whether there are any for our host.
        provider: the name of what else people sign in at; empty where there is none.
    """

    def __init__(
        self,
        guard: Guard,
        passwords: PasswordThreads,
        budgets: Budgets,
        renderer: AdminRenderer,
        *,
        has_passkeys: bool,
        provider: str,
    ) -> None:
        self._guard = guard
        self._passwords = passwords
        self._budgets = budgets
        self._renderer = renderer
        self._has_passkeys = has_passkeys
        self._provider = provider

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route(SIGN_IN, self._guard.open(self.answer), methods=["GET", "POST"]),
            Route(f"{SIGN_IN}/code", self._guard.open(self.second_step), methods=["POST"]),
            Route(f"{ADMIN}/sign-out", self._guard.open(self.sign_out), methods=["POST"]),
        ]

    async def answer(self, request: Request) -> Response:
        """Show the form, or sign somebody in."""
        if request.method == "POST":
            return await self.sign_in(request)
        to = own_path(request.query_params.get("next"))
        if await self._guard.user(request):
            return self._guard.redirect(to)
        return self.show(request, 200, to)

    async def sign_in(self, request: Request) -> Response:
        """Sign somebody in who knows a password, and lead them on."""
        fields = await read_fields(request)
        email, password, to = fields.get("email", ""), fields.get("password", ""), own_path(fields.get("next"))
        if wait := await self._wait(request, email):
            return self.show(request, HTTPStatus.TOO_MANY_REQUESTS, to, email, "sign_in.later", wait)
        user = await self._guard.database.run(partial(find_user, email=email))
        is_user = user is not None and user["disabled_at"] is None
        is_right = await self._passwords.verify(user["password"] if user and is_user else None, password)
        if user is None or not is_right:
            return self.show(request, UNPROCESSABLE, to, email, "sign_in.wrong")
        await self._renew(user, password)
        if step := await self.second_step_of(user, to):
            return self.ask_code(request, step)
        return await self._enter(request, user, to)

    async def second_step_of(self, user: Row, to: str) -> str:
        """Return the token by which somebody goes on with a code; nothing where they sign in without."""

        def begin(session: Session) -> str:
            has_one = find_authenticator(session, user["id"]) is not None
            return begin_second_step(session, user, to, self._guard.clock()) if has_one else ""

        return await self._guard.database.run(begin)

    async def second_step(self, request: Request) -> Response:
        """Sign somebody in who knew their password a moment ago, and now has a code too."""
        fields, now = await read_fields(request), self._guard.clock()
        step = fields.get("step", "")
        begun = await self._guard.database.run(partial(continue_second_step, token=step, now=now))
        if begun is None:
            return self.show(request, UNPROCESSABLE, own_path(None), "", "sign_in.again")
        user, to = begun
        if wait := await self._wait(request, user["email"]):
            return self.ask_code(request, step, HTTPStatus.TOO_MANY_REQUESTS, "sign_in.later", wait)
        use = partial(use_code, user_id=user["id"], code=fields.get("code", ""), now=now)
        if not await self._guard.database.run(use):
            return self.ask_code(request, step, UNPROCESSABLE, "code.wrong")
        return await self._enter(request, user, own_path(to))

    async def _enter(self, request: Request, user: Row, to: str) -> Response:
        await self._guard.database.run(partial(forget_attempts, email=user["email"]))
        response = self._guard.redirect(to)
        await self._guard.begin(request, user["id"], response)
        return response

    async def _wait(self, request: Request, email: str) -> int:
        """Count an attempt; return how many seconds it has to wait, if it has."""
        try:
            await self.count_network(request)
        except OverBudget as refused:
            return refused.retry_after or 1
        now = self._guard.clock()
        until = await self._guard.database.run(partial(count_attempt, email=email, at=now))
        return seconds_until(until, now) if until else 0

    async def count_network(self, request: Request) -> None:
        """Count an attempt for the network that a request comes from.

        Raises:
            OverBudget: there were too many.
        """
        host = request.client.host if request.client else ""
        network = Account(f"sign-in:{counted_network(host)}", "sign-in", ATTEMPTS_PER_MINUTE)
        await self._budgets.spend(network, 1)

    async def _renew(self, user: Row, password: str) -> None:
        """Hash a password anew where hashes are made in another way by now."""
        if is_outdated(user["password"]):
            new = await self._passwords.hash(password)
            await self._guard.database.run(partial(replace_hash, user_id=user["id"], old=user["password"], new=new))

    async def sign_out(self, request: Request) -> Response:
        """Sign out whoever is signed in."""
        response = self._guard.redirect(SIGN_IN)
        await self._guard.end(request, response)
        return response

    def ask_code(self, request: Request, step: str, status: int = 200, problem: str = "", wait: int = 0) -> Response:
        """Show the form of a code."""
        context = {"step": step, "problem": problem, "wait": wait}
        response = self._renderer.page(request, "accounts/second_step", context, status)
        if wait:
            response.headers["Retry-After"] = str(wait)
        return response

    def show(
        self, request: Request, status: int, to: str, email: str = "", problem: str = "", wait: int = 0
    ) -> Response:
        """Show the form of the sign-in, and what went wrong."""
        context: dict[str, Any] = {"next": to, "email": email, "problem": problem, "wait": wait}
        context |= {"has_passkeys": self._has_passkeys, "provider": self._provider}
        response = self._renderer.page(request, "accounts/sign_in", context, status)
        if wait:
            response.headers["Retry-After"] = str(wait)
        return response
