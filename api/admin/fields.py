"""The fields of forms, read from the body of a request."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

MOST_BYTES, MOST_FIELDS = 16_000, 50
"""What short forms have, such as that to sign in."""
FORM = "application/x-www-form-urlencoded"


async def read_fields(request: Request) -> Mapping[str, str]:
    """Return the fields of a form; of those with one name the last.

    Raises:
        HTTPException: the body is none, or longer than such forms are.
    """
    return dict(await read_pairs(request, MOST_BYTES, MOST_FIELDS))


async def read_pairs(request: Request, most_bytes: int, most_fields: int) -> Sequence[tuple[str, str]]:
    """Return the names and texts of a form, in document order.

    Raises:
        HTTPException: the body is none, or longer than it may be.
    """
    if not is_form(request):
        raise HTTPException(415, f"This takes a form: {FORM}.")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > most_bytes:
            raise HTTPException(413)
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=most_fields)
    except ValueError:
        raise HTTPException(400, "This form cannot be read.") from None


def is_form(request: Request) -> bool:
    """Whether the body of a request says that it is a form."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM
