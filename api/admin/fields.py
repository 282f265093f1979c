"""The fields of short forms, such as that to sign in."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

MOST_BYTES, MOST_FIELDS = 16_000, 50
FORM = "application/x-www-form-urlencoded"


async def read_fields(request: Request) -> Mapping[str, str]:
    """Return the fields of a form; of those with one name the last.

    Raises:
        HTTPException: the body is none, or longer than such forms are.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise HTTPException(415, f"This takes a form: {FORM}.")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise HTTPException(400, "This form cannot be read.") from None
