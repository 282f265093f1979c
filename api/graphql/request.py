"""A GraphQL request as it comes over HTTP: https://graphql.github.io/graphql-over-http/draft/#sec-Request."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive

from api.http import media_types
from api.http.disconnect import ClientGone
from schema.engine.errors import BAD_USER_INPUT

NOT_JSON = "The body is not JSON."
TYPES: dict[str, tuple[type, str]] = {
    "query": (str, "a string"),
    "documentId": (str, "a string"),
    "operationName": (str, "a string"),
    "variables": (dict, "an object"),
    "extensions": (dict, "an object"),
}


class NotAnswered(Exception):
    """A request that is not executed: its status, and the error of the response.

    ``headers`` are those that the status asks for, such as ``Allow``.
    """

    def __init__(self, status: int, message: str, code: str = BAD_USER_INPUT, **headers: str) -> None:
        """Take the HTTP status, a sentence for the client, one of the codes, and headers."""
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.headers = headers


class GraphQLRequest(NamedTuple):
    """What is asked for; parts that are null or missing are None."""

    query: str | None
    document_id: str | None
    operation_name: str | None
    variables: dict[str, Any] | None
    extensions: dict[str, Any] | None


def from_url(query_string: bytes) -> GraphQLRequest:
    """Read the parameters of a GET.

    Raises:
        NotAnswered: they are no request.
    """
    try:
        pairs = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise NotAnswered(400, "The URL is not UTF-8 in percent-encoding.") from None
    parameters: dict[str, Any] = {}
    for name, value in pairs:
        if name in parameters:
            raise NotAnswered(400, f"The URL has {name!r} twice." if name in TYPES else "The URL repeats a parameter.")
        parameters[name] = value
    for name in ("variables", "extensions"):
        if text := parameters.get(name):
            try:
                parameters[name] = orjson.loads(text)
            except orjson.JSONDecodeError:
                raise NotAnswered(400, f"{name!r} is not JSON.") from None
        else:
            parameters.pop(name, None)
    return checked(parameters)


def from_body(content_type: str, body: bytes) -> GraphQLRequest:
    """Read the body of a POST.

    Only JSON is taken: what an HTML form can send without asking first (CORS preflight) is no request.

    Raises:
        NotAnswered: it is no request.
    """
    if not media_types.is_json(content_type):
        raise NotAnswered(415, "Send JSON in UTF-8, with Content-Type: application/json.", accept=media_types.JSON)
    try:
        parameters = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise NotAnswered(400, NOT_JSON) from None
    if isinstance(parameters, list):
        raise NotAnswered(400, "Batches are not answered; send one operation per request.")
    if not isinstance(parameters, dict):
        raise NotAnswered(400, 'The body must be an object such as {"query": "{ __typename }"}.')
    return checked(parameters)


def checked(parameters: Mapping[str, Any]) -> GraphQLRequest:
    """Hold the parameters to their types.

    Raises:
        NotAnswered: one is of another type.
    """
    for name, (type_, expected) in TYPES.items():
        value = parameters.get(name)
        if value is not None and not isinstance(value, type_):
            raise NotAnswered(400, f"{name!r} must be {expected}.")
    return GraphQLRequest(*map(parameters.get, TYPES))


async def read_body(receive: Receive, headers: Mapping[bytes, bytes], limit: int) -> bytes:
    """Read a body to its end.

    Raises:
        NotAnswered: it is longer than the limit.
        ClientGone: the client went away meanwhile.
    """
    if int(headers.get(b"content-length", b"0")) > limit:
        raise too_long(limit)
    body: bytes = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        body += message.get("body", b"")
        if len(body) > limit:
            raise too_long(limit)
        if not message.get("more_body", False):
            return body


def too_long(limit: int) -> NotAnswered:
    """Give the refusal of a body above the limit."""
    return NotAnswered(413, f"The body is longer than {limit} bytes.", connection="close")
