"""What readers and programs get while a stored operation is not answered."""

import logging
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from api.http.problems import RETRY_AFTER, problem
from api.website.stored_operations import NothingYet, OperationFailed

log = logging.getLogger("liane.website")
Handler = Callable[[Request], Awaitable[Response]]


def or_unavailable(handler: Handler, notice: Callable[[Request], Response]) -> Handler:
    """Return a handler that answers with a notice of status 503 where ``handler`` cannot read its content."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except NothingYet:
            raise
        except OperationFailed as failure:
            log_fault(failure)
            response = notice(request)
            response.headers.update(RETRY_AFTER)
            return response

    return answer


async def unavailable_problem(_: Request, failure: OperationFailed) -> Response:
    """Answer with a problem document of status 503."""
    log_fault(failure)
    return problem(503, failure.message, RETRY_AFTER, failure.code)


def log_fault(failure: OperationFailed) -> None:
    """Log a failure that is a fault of ours: an outage is logged once, where it is noticed."""
    if not failure.is_temporary:
        log.error("%s", failure)
