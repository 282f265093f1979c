"""Cross-origin requests: Starlette's middleware, set so that caches at the edge keep one answer for all origins."""

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.request_id import ADDED


class CrossOrigin(CORSMiddleware):
    """Lets pages of other origins ask and read, but never with the cookies of ours.

    Args:
        app: the application to wrap.
        origins: who may; ``*`` is anyone.
    """

    def __init__(self, app: ASGIApp, origins: list[str]) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
            allow_headers=["*"],
            expose_headers=["ETag", "X-Request-Id"],
            max_age=86_400,
        )
        self._open_to_all = [(key.lower().encode(), value.encode()) for key, value in self.simple_headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; where anyone may read the response, it says so to everyone, whoever asks."""
        if scope["type"] != "http" or scope["method"] == "OPTIONS" or not self.allow_all_origins:
            await super().__call__(scope, receive, send)
        else:
            scope[ADDED] += self._open_to_all
            await self.app(scope, receive, send)
