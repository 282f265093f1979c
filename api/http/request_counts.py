"""How many requests came to which door, and how they ended."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.embed_counts import EMBED, EmbedCounts

DOORS = {
    "graphql": "graphql",
    **dict.fromkeys(("embed", "oembed"), "card"),
    "feeds": "feed",
    **dict.fromkeys(("pictures", "share"), "picture"),
    **dict.fromkeys(("embed.js", "explorer", "schema.graphql", "static"), "file"),
    **dict.fromkeys(("livez", "readyz"), "health"),
    "metrics": "metrics",
}
"""The doors by the first part of a path; all others are pages."""
SWITCHING_PROTOCOLS = 101


class Count:
    """A number that only grows."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value = 0


class RequestCounts:
    """The requests of this process, by door and class of status; ``embeds`` are those of cards, by who shows them.

    Args:
        own_host: the host of this server.
    """

    def __init__(self, own_host: str = "") -> None:
        self.embeds = EmbedCounts(own_host)
        self._counts: dict[tuple[str, ...], Count] = {}

    def of(self, path: str, status: int) -> Count:
        """Return the count of requests like one for a path."""
        key = DOORS.get(path.split("/", 2)[1] if "/" in path else "", "page"), f"{status // 100}xx"
        if key not in self._counts:
            self._counts[key] = Count()
        return self._counts[key]

    def read(self) -> dict[tuple[str, ...], float]:
        """Return all counts."""
        return {key: count.value for key, count in self._counts.items()}


class CountRequests:
    """ASGI middleware that counts requests as they are answered; a WebSocket when it is opened.

    Args:
        app: the application to wrap.
        counts: what it counts in.
    """

    def __init__(self, app: ASGIApp, counts: RequestCounts) -> None:
        self.app = app
        self._counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def counting_send(message: Message) -> None:
            status = SWITCHING_PROTOCOLS if message["type"] == "websocket.accept" else message.get("status")
            if status:
                self._counts.of(scope["path"], status).value += 1
                if scope["path"].startswith(EMBED) and scope.get("method") == "GET":
                    self._counts.embeds.count(scope["path"], status, dict(scope["headers"]))
            await send(message)

        await self.app(scope, receive, counting_send)
