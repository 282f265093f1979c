"""Who may use screens that change nothing that readers see, but take the right to write."""

from collections.abc import Awaitable, Callable
from functools import wraps

from starlette.requests import Request
from starlette.responses import Response

from api.identity.identification import current_caller
from api.identity.refusal import forbidden
from schema.vocabulary import Scope

Handler = Callable[[Request], Awaitable[Response]]


def for_writers(handler: Handler) -> Handler:
    """Return a handler for those who may write content; others are refused."""

    @wraps(handler)
    async def guarded(request: Request) -> Response:
        if Scope.WRITE_CONTENT not in current_caller.get().identity.scopes:
            raise forbidden("This takes the right to write.")
        return await handler(request)

    return guarded
