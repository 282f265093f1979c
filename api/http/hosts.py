"""``Host``: requests that name another host than ours are refused, where the installation says which are ours."""

import re
from collections.abc import Iterable
from http import HTTPStatus

from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.problems import problem

PORT = re.compile(rb":\d*$")
HEALTH_CHECKS = {"/livez", "/readyz"}
"""Whoever checks the health of one process addresses it by its IP address."""


class AllowedHosts:
    """ASGI middleware that answers 421 where ``Host`` is none of ours (RFC 9110, 7.4).

    Args:
        app: the application to wrap.
        patterns: names of hosts; ``*.example.org`` is any below ``example.org``.
    """

    def __init__(self, app: ASGIApp, patterns: Iterable[str]) -> None:
        self.app = app
        names = [pattern.lower().encode() for pattern in patterns]
        self._names = {name for name in names if not name.startswith(b"*")}
        self._suffixes = tuple(name[1:] for name in names if name.startswith(b"*"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, unless it is for another host."""
        if scope["type"] == "lifespan" or scope["path"] in HEALTH_CHECKS or self._is_ours(scope):
            await self.app(scope, receive, send)
        else:
            detail = "This server does not answer for the host of the request."
            await problem(HTTPStatus.MISDIRECTED_REQUEST, detail)(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        """Whether the request names exactly one host, and one of ours; its port does not matter."""
        hosts = [PORT.sub(b"", value.lower()) for name, value in scope["headers"] if name == b"host"]
        return len(hosts) == 1 and (hosts[0] in self._names or hosts[0].endswith(self._suffixes))
