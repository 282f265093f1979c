"""Signing in at a provider of OpenID Connect: who its e-mail address is a user's is let in; nobody becomes one.

Between the two requests nothing is stored: a signed text in a cookie says what the provider was asked, so that an
answer counts in the browser that asked, once, and within some minutes.
"""

from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from secrets import token_urlsafe

from itsdangerous import BadSignature
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.admin.accounts.sign_in import UNPROCESSABLE, SignIn
from api.admin.session import SIGN_IN, Guard, own_path
from api.budgets.budgets import OverBudget
from api.identity.oidc import IdentityRefused, Proven, Provider, ProviderAway
from schema.signing import serializer
from schema.writes.passkeys import use_challenge
from schema.writes.users import find_user

PATH = f"{SIGN_IN}/provider"
BACK = f"{PATH}/back"
PURPOSE = "provider"
LIFETIME = timedelta(minutes=10)
MAX_LENGTH = 4_000
"""No cookie of ours is longer, nor a code of a provider's."""
Asked = tuple[str, str, str, str]
"""The state, the nonce, the verifier, and the page that one is led to."""


class ProviderSignIn:
    """Where people sign in without a password of ours.

    Args:
        guard: the sessions.
        sign_in: asks for a code, and shows what went wrong.
        provider: says who somebody is.
    """

    def __init__(self, guard: Guard, sign_in: SignIn, provider: Provider) -> None:
        self._guard = guard
        self._sign_in = sign_in
        self._provider = provider
        self._cookie = guard.cookie.replace("session", "provider")

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route(PATH, self._guard.open(self.leave), methods=["GET"]),
            Route(BACK, self._guard.open(self.come_back), methods=["GET"]),
        ]

    async def leave(self, request: Request) -> Response:
        """Lead somebody to the provider."""
        to = own_path(request.query_params.get("next"))
        if wait := await self._wait(request):
            return self._sign_in.show(request, HTTPStatus.TOO_MANY_REQUESTS, to, problem="sign_in.later", wait=wait)
        asked = (token_urlsafe(24), token_urlsafe(24), token_urlsafe(48), to)
        try:
            address = await self._provider.address(*asked[:3])
        except ProviderAway:
            return self._sign_in.show(request, HTTPStatus.SERVICE_UNAVAILABLE, to, problem="provider.away")
        text = await self._guard.database.run(partial(sign, asked=asked, now=self._guard.clock()))
        response = RedirectResponse(address, HTTPStatus.SEE_OTHER)
        self._guard.set_cookie(response, self._cookie, text, int(LIFETIME.total_seconds()))
        return response

    async def come_back(self, request: Request) -> Response:
        """Let in whoever the provider says is a user."""
        response = await self._answer(request)
        self._guard.set_cookie(response, self._cookie, "", 0)
        return response

    async def _answer(self, request: Request) -> Response:
        if wait := await self._wait(request):
            later = HTTPStatus.TOO_MANY_REQUESTS
            return self._sign_in.show(request, later, own_path(None), problem="sign_in.later", wait=wait)
        text, state = request.cookies.get(self._cookie, ""), request.query_params.get("state", "")
        now = self._guard.clock()
        asked = await self._guard.database.run(partial(accept_once, text=text, state=state, now=now))
        if asked is None:
            return self._sign_in.show(request, UNPROCESSABLE, own_path(None), problem="sign_in.again")
        to = own_path(asked[3])
        try:
            return await self._enter(request, await self._proven(request, asked), to)
        except ProviderAway:
            return self._sign_in.show(request, HTTPStatus.SERVICE_UNAVAILABLE, to, problem="provider.away")
        except IdentityRefused:
            return self._sign_in.show(request, UNPROCESSABLE, to, problem="provider.refused")

    async def _enter(self, request: Request, proven: Proven, to: str) -> Response:
        """Let in whose address is a user's; failures with the password stay counted, since it was not shown."""
        user = await self._guard.database.run(partial(find_user, email=proven.email))
        if user is None or user["disabled_at"] is not None:
            return self._sign_in.show(request, UNPROCESSABLE, to, proven.email, "provider.nobody")
        if not proven.has_several_factors and (step := await self._sign_in.second_step_of(user, to)):
            return self._sign_in.ask_code(request, step)
        response = self._guard.redirect(to)
        await self._guard.begin(request, user["id"], response)
        return response

    async def _proven(self, request: Request, asked: Asked) -> Proven:
        """Return who the provider says has signed in.

        Raises:
            ProviderAway: it does not answer.
            IdentityRefused: nobody has, or another provider says so.
        """
        query, (_, nonce, verifier, _) = request.query_params, asked
        code = query.get("code", "")
        if not code or len(code) > MAX_LENGTH or "error" in query:
            raise IdentityRefused("there is no code")
        if "iss" in query and not self._provider.is_issuer(query["iss"]):
            raise IdentityRefused("another provider answers")  # RFC 9207
        return await self._provider.identify(code, nonce, verifier)

    async def _wait(self, request: Request) -> int:
        """Count an attempt of a network; return how many seconds it has to wait, if it has."""
        try:
            await self._sign_in.count_network(request)
        except OverBudget as refused:
            return refused.retry_after or 1
        return 0


def sign(session: Session, asked: Asked, now: datetime) -> str:
    """Return the text that says what the provider was asked."""
    end = int((now + LIFETIME).timestamp())
    return str(serializer(session, PURPOSE).dumps([*asked, end]))


def accept_once(session: Session, text: str, state: str, now: datetime) -> Asked | None:
    """Return what the provider was asked in this browser; None where this is no answer to that, or not the first."""
    if len(text) > MAX_LENGTH:
        return None
    try:
        own_state, nonce, verifier, to, end = serializer(session, PURPOSE).loads(text)
    except BadSignature:
        return None
    if own_state != state or end <= now.timestamp():
        return None
    is_first = use_challenge(session, text.encode(), datetime.fromtimestamp(end, now.tzinfo), now)
    return (own_state, nonce, verifier, to) if is_first else None
