"""GraphQL errors with a code (``extensions.code``), a path and a sentence that says what to do."""

import logging
from collections.abc import Sequence

from graphql import GraphQLError

INVALID_ID = "INVALID_ID"
INVALID_CURSOR = "INVALID_CURSOR"
BAD_USER_INPUT = "BAD_USER_INPUT"
PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
QUERY_LIMIT = "QUERY_LIMIT"
COST_LIMIT = "COST_LIMIT"
TIMEOUT = "TIMEOUT"
OVERLOADED = "OVERLOADED"
UNAVAILABLE = "UNAVAILABLE"
INTERNAL = "INTERNAL"

log = logging.getLogger("liane.engine")
TEMPORARY = frozenset({OVERLOADED, UNAVAILABLE})
"""The codes of what may well be answered a few seconds later."""
AWAY = "The content cannot be read at the moment; try again in a few seconds."
BUSY = "There is more to do at the moment than can be done; try again in a few seconds."
INTERNAL_MESSAGE = "Something went wrong on our side; it was logged under this request's id."
Path = tuple[str | int, ...]


class Refused(Exception):
    """An argument that cannot be answered; the nearest nullable field around it becomes null.

    ``path`` holds response keys (and the index in ``nodes``). Lists that were not read have no index.
    """

    def __init__(self, code: str, message: str, path: Path = ()) -> None:
        """Take one of the codes, a sentence for the client and the path, if it is known already."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.path = path

    def at(self, path: Path) -> "Refused":
        """Return the same refusal at a path, unless it has one."""
        return self if self.path else Refused(self.code, self.message, path)

    def as_graphql(self) -> GraphQLError:
        """Return the error of the response."""
        return error_with_code(self.message, self.code, self.path)


class RequestErrors(Exception):
    """A request that cannot be executed: it does not parse, is not valid, or its variables do not fit."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        """Take the errors of the response."""
        super().__init__(errors[0].message if errors else "")
        self.errors = errors

    @property
    def is_temporary(self) -> bool:
        """Whether the same request may well be answered a few seconds later."""
        return any((error.extensions or {}).get("code") in TEMPORARY for error in self.errors)


class Shed(RequestErrors):
    """A request that is refused before it is read, as too many wait; so would be any other like it."""


def error_with_code(message: str, code: str, path: Sequence[str | int] | None = None) -> GraphQLError:
    """Return a GraphQL error with a code."""
    return GraphQLError(message, path=list(path) if path else None, extensions={"code": code})


def mask_errors(errors: list[GraphQLError] | None, request_id: str | None) -> list[GraphQLError] | None:
    """Keep errors with a code, which the client can mend; log any other and replace it by an internal error."""
    if errors is None:
        return None
    shown = []
    for error in errors:
        if "code" in (error.extensions or {}):
            shown.append(error)
            continue
        log.error("a field failed", exc_info=error.original_error or error)
        shown.append(internal_error(request_id, error.path))
    return shown


def internal_error(request_id: str | None, path: Sequence[str | int] | None = None) -> GraphQLError:
    """Return the error that stands for one of ours, with the id of the request in the log."""
    error = error_with_code(INTERNAL_MESSAGE, INTERNAL, path)
    if request_id is not None:
        error.extensions = {"code": INTERNAL, "requestId": request_id}
    return error
