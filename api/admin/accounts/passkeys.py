"""Passkeys: made and removed in one's account, and used to sign in with nothing else. Scripts ask for them, in JSON."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.admin.accounts.confirmation import Confirmation, NotConfirmed
from api.admin.fields import read_fields
from api.admin.i18n import visitors_language
from api.admin.session import SIGN_IN, Guard, own_path
from api.http.admin_path import ADMIN
from api.http.problems import problem
from api.identity.passkeys import (
    PasskeyRefused,
    challenge_in,
    creation_options,
    place_of,
    request_options,
    verify_creation,
    verify_use,
)
from schema.challenges import accept_challenge, make_challenge
from schema.writes.errors import Invalid
from schema.writes.passkeys import add_passkey, find_passkey, list_passkeys, remove_passkey, use_passkey
from schema.writes.sessions import SignedIn

PATH = f"{ADMIN}/account/passkeys"
MOST_BYTES = 64_000
UNPROCESSABLE = 422
ANYBODY = ""
"""Whom the challenge of a sign-in is for."""


class Passkeys:
    """The passkeys of an installation.

    Args:
        guard: the sessions.
        confirmation: asks for the password again.
        base_url: the public address, whose host passkeys are for.
        count: counts an attempt of the network of a request; raises where there were too many.
    """

    def __init__(
        self, guard: Guard, confirmation: Confirmation, base_url: str, count: Callable[[Request], Awaitable[None]]
    ) -> None:
        self._guard = guard
        self._confirmation = confirmation
        self._count = count
        self.place = place_of(base_url)

    def routes(self) -> list[Route]:
        """Return the routes; none where browsers make no passkeys for the host."""
        if not self.place.has_passkeys:
            return []
        inside, outside = self._guard.signed_in, self._guard.open
        return [
            Route(f"{PATH}/options", inside(self.offer), methods=["POST"]),
            Route(PATH, inside(self.add), methods=["POST"]),
            Route(f"{PATH}/remove", inside(self.remove), methods=["POST"]),
            Route(f"{SIGN_IN}/passkey/options", outside(self.ask), methods=["POST"]),
            Route(f"{SIGN_IN}/passkey", outside(self.sign_in), methods=["POST"]),
        ]

    # In one's account

    async def offer(self, request: Request) -> Response:
        """Answer what a browser needs to make a passkey, to who knows their password."""
        user: SignedIn = request.state.user
        try:
            await self._confirmation.require(user, (await read_fields(request)).get("current", ""))
        except NotConfirmed as refused:
            return problem(UNPROCESSABLE, visitors_language(request)(refused.problem, wait=refused.wait))
        challenge = await self._challenge(user.user)
        known = await self._guard.database.run(partial(list_passkeys, user_id=user.user))
        ids = [each["id"] for each in known]
        return as_json(creation_options(self.place, user.user, user.email, user.name, challenge, ids).encode())

    async def add(self, request: Request) -> Response:
        """Store a passkey that a browser has made."""
        user: SignedIn = request.state.user
        sent = await read_json(request)
        try:
            credential = sent["credential"]
            challenge = await self._accepted(credential, user.user)
            made = verify_creation(self.place, credential, challenge)
            row = {**made._asdict(), "user_id": user.user, "name": str(sent["name"]), "created_at": self._guard.clock()}
            await self._guard.database.run(partial(add_passkey, row=row))
        except (KeyError, PasskeyRefused, Invalid):
            return self._refused(request)
        return as_json(orjson.dumps({"location": f"{self._guard.root}{ADMIN}/account?done=passkey"}))

    async def remove(self, request: Request) -> Response:
        """Remove a passkey of the user's."""
        user: SignedIn = request.state.user
        wanted = (await read_fields(request)).get("remove", "")
        await self._guard.database.run(partial(remove_passkey, passkey_id=wanted, user_id=user.user))
        return self._guard.redirect(f"{ADMIN}/account?done=passkey_removed")

    # Signing in

    async def ask(self, request: Request) -> Response:
        """Answer what a browser needs to use a passkey."""
        del request
        return as_json(request_options(self.place, await self._challenge(ANYBODY)).encode())

    async def sign_in(self, request: Request) -> Response:
        """Sign in whose passkey a browser has used, after it asked them who they are: that is two factors in one."""
        await self._count(request)
        sent = await read_json(request)
        try:
            credential = sent["credential"]
            challenge = await self._accepted(credential, ANYBODY)
            passkey = await self._guard.database.run(partial(find_passkey, passkey_id=str(credential["id"])))
            if passkey is None:
                return self._refused(request)
            count = verify_use(self.place, credential, challenge, passkey["public_key"], passkey["sign_count"])
        except (KeyError, PasskeyRefused):
            return self._refused(request)
        at = self._guard.clock()
        await self._guard.database.run(partial(use_passkey, passkey_id=passkey["id"], sign_count=count, at=at))
        response = as_json(orjson.dumps({"location": f"{self._guard.root}{own_path(str(sent.get('next', '')))}"}))
        await self._guard.begin(request, passkey["user_id"], response)
        return response

    async def _challenge(self, subject: str) -> str:
        now = self._guard.clock()
        return await self._guard.database.run(partial(make_challenge, subject=subject, now=now))

    async def _accepted(self, credential: Any, subject: str) -> str:
        """Return the challenge that an answer is to.

        Raises:
            PasskeyRefused: it is none of ours, or not for this subject, or was answered already.
        """
        challenge, now = challenge_in(credential), self._guard.clock()
        accept = partial(accept_challenge, challenge=challenge, subject=subject, now=now)
        if not await self._guard.database.run(accept):
            raise PasskeyRefused
        return challenge

    @staticmethod
    def _refused(request: Request) -> Response:
        return problem(UNPROCESSABLE, visitors_language(request)("passkey.refused"))


async def read_json(request: Request) -> dict[str, Any]:
    """Return the JSON object that a script sends.

    Raises:
        HTTPException: it is none, or too long.
    """
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    try:
        sent = orjson.loads(body)
    except ValueError:
        sent = None
    if not isinstance(sent, dict):
        raise HTTPException(400, "This takes a JSON object.")
    return sent


def as_json(body: bytes) -> Response:
    """Return the response with a JSON text."""
    return Response(body, media_type="application/json")
