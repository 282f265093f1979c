"""Errors with a code (``extensions.code``), a path and a sentence that says what to do."""

import logging
import re
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
INTERNAL = "INTERNAL"

log = logging.getLogger("liane.engine")
INTERNAL_MESSAGE = "Something went wrong on our side; it was logged under this request's id."
NAMED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\b(?:None|True|False)\b""")
JSON_NAMES = {"None": "null", "True": "true", "False": "false"}
Path = tuple[str | int, ...]


class Refused(Exception):
    """An argument that cannot be answered; it nulls the nearest nullable field around it.

    ``path`` holds response keys (and the index in ``nodes``). Lists that were not read have no index.
    """

    def __init__(self, code: str, message: str, path: Path = ()) -> None:
        """Take one of the codes, a sentence for the client and the path, where it is known already."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.path = path

    def at(self, path: Path) -> "Refused":
        """Give the same refusal at a path, unless it has one."""
        return self if self.path else Refused(self.code, self.message, path)

    def as_graphql(self) -> GraphQLError:
        """Give the error of the response."""
        return error_with_code(self.message, self.code, self.path)


class RequestErrors(Exception):
    """A request that cannot be executed: it does not parse, is not valid, or its variables do not fit."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        """Take the errors of the response."""
        super().__init__(errors[0].message if errors else "")
        self.errors = errors


def error_with_code(message: str, code: str, path: Sequence[str | int] | None = None) -> GraphQLError:
    """Make a GraphQL error with its code."""
    return GraphQLError(message, path=list(path) if path else None, extensions={"code": code})


def with_json_names(message: str) -> str:
    """Call values what GraphQL calls them: graphql-core's messages have Python's names for them, outside of quotes."""
    return NAMED.sub(lambda found: JSON_NAMES.get(found[0], found[0]), message)


def mask_errors(errors: list[GraphQLError] | None, request_id: str | None) -> list[GraphQLError] | None:
    """Hide what went wrong inside, keep what the client can mend: errors that carry a code."""
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
    """Give the error that stands for one of ours, with the id that the log has it under."""
    error = error_with_code(INTERNAL_MESSAGE, INTERNAL, path)
    if request_id is not None:
        error.extensions = {"code": INTERNAL, "requestId": request_id}
    return error
