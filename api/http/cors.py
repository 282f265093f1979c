"""Cross-origin requests: Starlette's middleware, set so that shared caches keep one response for all origins."""

from collections.abc import Callable, Collection

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.admin_path import ADMIN
from api.http.request_id import RESPONSE_HEADERS


class CrossOrigin(CORSMiddleware):
    """Lets pages of other origins send requests and read responses, but never with the cookies of ours.

    The back office is not for them at all.

    Args:
        app: the application to wrap.
        origins: their origins; ``*`` is any.
        more_origins: returns others, as of now.
    """

    def __init__(
        self, app: ASGIApp, origins: list[str], more_origins: Callable[[], Collection[str]] = tuple[str, ...]
    ) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
            allow_headers=["*"],
            expose_headers=["ETag", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id"],
            max_age=86_400,
        )
        self._more_origins = more_origins
        self._open_to_all = [(key.lower().encode(), value.encode()) for key, value in self.simple_headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; where any origin may read the response, say so also to requests without an origin."""
        if scope["type"] == "http" and scope["path"].startswith(ADMIN):
            await self.app(scope, receive, send)
        elif scope["type"] != "http" or scope["method"] == "OPTIONS" or not self.allow_all_origins:
            await super().__call__(scope, receive, send)
        else:
            scope[RESPONSE_HEADERS] += self._open_to_all
            await self.app(scope, receive, send)

    def is_allowed_origin(self, origin: str) -> bool:
        """Whether pages of an origin may read responses."""
        return super().is_allowed_origin(origin) or origin in self._more_origins()
