"""All that is not GraphQL, answered to whoever asks."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import problem
from api.identity.identification import Identification, current_caller, is_public
from api.identity.refusal import Refusal
from schema.context import ANONYMOUS, Caller

PRIVATE = b"private, no-cache"
"""What a key gets though everybody sees it: it may be kept by the one who asked, and is asked for again each time."""
NO_STORE = b"no-store"


class ForCallers:
    """ASGI middleware that identifies the sender of a request, for whom all inside of it reads.

    No cache keeps what others may not see, and none shares what was answered to a key.

    Args:
        app: the application to wrap.
        identify: finds out who sends a request.
    """

    def __init__(self, app: ASGIApp, identify: Identification) -> None:
        self.app = app
        self._identify = identify

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on for its sender, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            caller = self._identify(dict(scope["headers"]))
            if caller is ANONYMOUS:
                await self.app(scope, receive, send)
            else:
                await self._answer(caller, scope, receive, send)
        except Refusal as refusal:
            response = problem(refusal.status_code, refusal.detail, refusal.headers, refusal.code)
            await response(scope, receive, send)

    async def _answer(self, caller: Caller, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; where its key is ended meanwhile, what comes back is not sent.

        Raises:
            Refusal: it was.
        """
        refusal: Refusal | None = None

        async def send_to_caller(message: Message) -> None:
            nonlocal refusal
            if message["type"] == "http.response.start":
                try:
                    self._identify.require_valid(caller)
                except Refusal as ended:
                    refusal = ended
                message = {**message, "headers": own_headers(message, is_public=is_public(caller))}
            if refusal is None:
                await send(message)

        if not is_public(caller):  # there is nothing that they could have kept
            others = [header for header in scope["headers"] if header[0] != b"if-none-match"]
            scope = {**scope, "headers": others}
        token = current_caller.set(caller)
        try:
            await self.app(scope, receive, send_to_caller)
        finally:
            current_caller.reset(token)
        if refusal:
            raise refusal


def own_headers(message: Message, *, is_public: bool) -> list[tuple[bytes, bytes]]:
    """Return the headers of a response, with what caches may do with it where it is for one alone."""
    dropped = {b"cache-control"} if is_public else {b"cache-control", b"etag"}
    kept = [(name, value) for name, value in message["headers"] if name.lower() not in dropped]
    before = dict(message["headers"]).get(b"cache-control", b"")
    return [*kept, (b"cache-control", PRIVATE if is_public and NO_STORE not in before else NO_STORE)]
