"""A GraphQL request as it comes over HTTP: https://graphql.github.io/graphql-over-http/draft/#sec-Request."""

import asyncio
from codecs import BOM_UTF8
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Receive

from api.http import media_types
from schema.engine.errors import BUSY, OVERLOADED, RequestErrors, error_with_code

PARAMETERS: dict[str, tuple[type, str]] = {
    "query": (str, "a string"),
    "documentId": (str, "a string"),
    "operationName": (str, "a string"),
    "variables": (dict, "an object"),
    "extensions": (dict, "an object"),
}
"""The parameters of a request: the type of each, and how an error message calls it."""
DRAIN_BYTES = 20_000_000
DRAIN_SECONDS = 5
"""How much of a body that is too long is read, and for how long, before its client gets a response."""


MOST_ARRIVING_BYTES = 64_000_000
"""How much memory bodies may hold that have come in part."""


class ArrivingBodies:
    """The bodies of this process that have come in part: a client may send the rest as slowly as it is allowed to."""

    def __init__(self) -> None:
        self.bytes = 0

    def add(self, length: int) -> None:
        """Count what has come of one.

        Raises:
            RequestErrors: it is too much, together with what has come of others.
        """
        self.bytes += length
        if self.bytes > MOST_ARRIVING_BYTES:
            raise RequestErrors([error_with_code(BUSY, OVERLOADED)])


ARRIVING = ArrivingBodies()


class GraphQLRequest(NamedTuple):
    """The parameters of a request; those that are null or missing are None."""

    query: str | None
    document_id: str | None
    operation_name: str | None
    variables: dict[str, Any] | None
    extensions: dict[str, Any] | None


def parse_query_string(query_string: bytes) -> GraphQLRequest:
    """Parse the URL of a GET.

    Raises:
        HTTPException: it is not a well-formed request.
    """
    try:
        pairs = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise HTTPException(400, "The URL is not UTF-8 in percent-encoding.") from None
    parameters: dict[str, Any] = {}
    for name, value in pairs:
        if name in parameters:
            message = f"The URL has {name!r} twice." if name in PARAMETERS else "The URL repeats a parameter."
            raise HTTPException(400, message)
        parameters[name] = value
    for name in ("variables", "extensions"):
        if text := parameters.get(name):
            try:
                parameters[name] = parse_json(text)
            except orjson.JSONDecodeError:
                raise HTTPException(400, f"{name!r} is not JSON.") from None
        else:
            parameters.pop(name, None)
    return validate(parameters)


def parse_body(content_type: str, body: bytes) -> GraphQLRequest:
    """Parse the body of a POST.

    Only JSON is accepted: a request that an HTML form can send without a CORS preflight is refused.

    Raises:
        HTTPException: it is not a well-formed request.
    """
    if not media_types.is_json(content_type):
        message = "Send JSON in UTF-8, with Content-Type: application/json."
        if content_type.lower().startswith("multipart/form-data"):
            message += " Pictures are not sent along: POST /pictures takes the bytes of one, and answers its address."
        raise HTTPException(415, message, {"accept": media_types.JSON})
    try:
        parameters = parse_json(body)
    except orjson.JSONDecodeError:
        raise HTTPException(400, "The body is not JSON.") from None
    if isinstance(parameters, list):
        raise HTTPException(400, "Batches are not answered; send one operation per request.")
    if not isinstance(parameters, dict):
        raise HTTPException(400, 'The body must be an object such as {"query": "{ __typename }"}.')
    return validate(parameters)


def parse_json(text: str | bytes) -> Any:
    """Parse the JSON of a request, whichever way it came; a byte order mark before it is skipped (RFC 8259, 8.1).

    Raises:
        orjson.JSONDecodeError: it is not JSON, or holds what cannot be stored: lone surrogates, numbers without end.
    """
    return orjson.loads(text.removeprefix("\ufeff") if isinstance(text, str) else text.removeprefix(BOM_UTF8))


def validate(parameters: Mapping[str, Any]) -> GraphQLRequest:
    """Return the request that parameters make.

    Raises:
        HTTPException: one of them has the wrong type.
    """
    for name, (type_, expected) in PARAMETERS.items():
        value = parameters.get(name)
        if value is not None and not isinstance(value, type_):
            raise HTTPException(400, f"{name!r} must be {expected}.")
    request = GraphQLRequest(*map(parameters.get, PARAMETERS))
    return request._replace(extensions=known_extensions(request.extensions)) if request.extensions else request


def known_extensions(extensions: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is read of a request's extensions: the rest may be long, and subscriptions last."""
    persisted = extensions.get("persistedQuery")
    if isinstance(persisted, dict):
        persisted = {name: persisted.get(name) for name in ("version", "sha256Hash")}
    return {} if persisted is None else {"persistedQuery": persisted}


async def read_body(receive: Receive, headers: Mapping[bytes, bytes], limit: int) -> bytes:
    """Read a body to its end.

    Raises:
        HTTPException: it is longer than the limit, or encoded.
        ClientDisconnect: the client disconnected before the end.
        RequestErrors: bodies that are still arriving hold too much memory together.
    """
    encoding = headers.get(b"content-encoding", b"identity")
    if encoding.lower() != b"identity":
        raise HTTPException(415, "Send the body without Content-Encoding.", {"accept-encoding": "identity"})
    if int(headers.get(b"content-length", b"0")) > limit:
        await drain(receive, headers)
        raise body_too_long(limit)
    body: bytes = b""
    counted = 0
    try:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            body += message.get("body", b"")
            if len(body) > limit:
                if message.get("more_body", False):
                    await drain(receive, headers)
                raise body_too_long(limit)
            if not message.get("more_body", False):
                return body
            more, counted = len(body) - counted, len(body)
            ARRIVING.add(more)
    finally:
        ARRIVING.bytes -= counted


async def drain(receive: Receive, headers: Mapping[bytes, bytes]) -> None:
    """Read and drop the rest of a body, up to a limit: many clients read no response before they have sent it all.

    A client that waits for ``100 Continue`` has sent nothing yet, and reads the response.
    """
    if b"expect" in headers:
        return
    length = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            while length <= DRAIN_BYTES:
                message = await receive()
                length += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return


def body_too_long(limit: int) -> HTTPException:
    """Return the error for a body above the limit."""
    return HTTPException(413, f"The body is longer than {limit} bytes.", {"connection": "close"})
