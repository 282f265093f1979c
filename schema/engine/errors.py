"""Errors with a code (``extensions.code``), a path and a sentence that says what to do."""

from collections.abc import Sequence

from graphql import GraphQLError

INVALID_ID = "INVALID_ID"
INVALID_CURSOR = "INVALID_CURSOR"
BAD_USER_INPUT = "BAD_USER_INPUT"
PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
QUERY_LIMIT = "QUERY_LIMIT"
INTERNAL = "INTERNAL"

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
        return coded(self.message, self.code, self.path)


def coded(message: str, code: str, path: Sequence[str | int] | None = None) -> GraphQLError:
    """Make a GraphQL error with its code."""
    return GraphQLError(message, path=list(path) if path else None, extensions={"code": code})
