"""Cross-origin requests: Starlette's middleware, set so that caches at the edge keep one answer for all origins."""

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Send


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

    async def send(self, message: Message, send: Send, request_headers: Headers) -> None:
        """Send a response; where anyone may read it, it says so to everyone and does not vary by who asks."""
        if not self.allow_all_origins:
            await super().send(message, send, request_headers)
            return
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *self._open_to_all]}
        await send(message)
