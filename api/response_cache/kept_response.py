"""A response as it is kept: ready to be sent, but for what is told of each request and of each second."""

from collections.abc import Iterable
from datetime import datetime

from starlette.types import Send

from api.http.request_counts import Count

Header = tuple[bytes, bytes]
OF_EACH_REQUEST = frozenset({b"x-request-id", b"ratelimit", b"ratelimit-policy"})
"""Headers that belong to one request and to nobody's next."""
CACHE_CONTROL = b"cache-control"
OVERHEAD = 1_500
"""About how much memory a response takes besides its bytes."""


class KeptResponse:
    """A whole response.

    Args:
        status: its status.
        headers: its headers; those that belong to one request are left out.
        body: its body, in the encoding that it is sent in.
        ends: when it may be another although the content is the same, if ever.
        key_bytes: how many bytes there are in what it is kept under.
        count: that of the requests that get such a response.
    """

    __slots__ = ("body", "count", "ends", "head", "headers", "is_public", "status", "weight")

    def __init__(
        self, status: int, headers: Iterable[Header], body: bytes, ends: datetime | None, key_bytes: int, count: Count
    ) -> None:
        lines = [(name.lower(), value) for name, value in headers]
        self.status = status
        self.body = body
        self.count = count
        self.ends = ends
        self.is_public = any(name == CACHE_CONTROL and value.startswith(b"public") for name, value in lines)
        left_out = OF_EACH_REQUEST | {CACHE_CONTROL} if self.is_public else OF_EACH_REQUEST
        self.headers = [line for line in lines if line[0] not in left_out]
        self.head = b"".join([b"%b: %b\r\n" % line for line in self.headers])
        self.weight = OVERHEAD + key_bytes + 2 * len(self.head) + len(body)

    async def send(self, send: Send, headers: list[Header]) -> None:
        """Send it, with the headers that it has this time."""
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})
