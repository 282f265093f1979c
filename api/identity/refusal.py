"""What a request gets whose sender is not known, or may not do what they ask."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException

UNAUTHENTICATED = "UNAUTHENTICATED"
FORBIDDEN = "FORBIDDEN"


class Refusal(HTTPException):
    """A request that is not answered, with the code that a GraphQL error has."""

    def __init__(self, status: int, code: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, detail, dict(headers or {}))
        self.code = code


def unauthenticated(detail: str) -> Refusal:
    """Return the refusal of a key that is none, or no longer one (RFC 6750, 3)."""
    challenge = {"WWW-Authenticate": 'Bearer realm="Liane", error="invalid_token"'}
    return Refusal(401, UNAUTHENTICATED, detail, challenge)


def forbidden(detail: str) -> Refusal:
    """Return the refusal of what a key does not allow."""
    return Refusal(403, FORBIDDEN, detail)
