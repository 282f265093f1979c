"""What is pasted from word processors and mail, as Markdown: read as an importer reads a letter, so as clean."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from api.http.problems import problem

MOST_BYTES = 2_000_000
TOO_LARGE = f"What is pasted may have {MOST_BYTES // 1_000_000} MB."


async def pasted(request: Request) -> Response:
    """Answer the Markdown of the HTML that is the request's body: 422 where it cannot be read.

    Raises:
        HTTPException: it is no HTML, or too long.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "text/html":
        raise HTTPException(415, "This takes HTML: text/html.")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return problem(413, TOO_LARGE)
    # The importer is loaded for the first paste, not at the start.
    from seed.importers.parsed_issue import Unreadable  # noqa: PLC0415
    from seed.importers.piece import markdown_of  # noqa: PLC0415

    try:
        markdown = await asyncio.to_thread(markdown_of, body.decode("utf-8", "replace"))
    except Unreadable as refused:
        return problem(422, str(refused))
    return PlainTextResponse(markdown, media_type="text/markdown")
