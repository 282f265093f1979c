"""The files of pictures that a form sends where no script has sent them before it."""

from collections.abc import Sequence
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.admin.i18n import visitors_language
from api.http.etags import Handler
from api.pictures.upload import TOO_LARGE, Uploads
from schema.pictures import MOST_BYTES

FILE = ".file"
"""What follows the name of a picture, in the name of the field that its file is chosen in."""
FROM_FILE = ("url", "width", "height")
"""The fields of a picture that its file decides."""
OF_THE_OLD = ("focalX", "focalY")


def upload_in_words(uploads: Uploads) -> Handler:
    """Return the handler for the pictures that scripts send: it says why one is refused in the visitor's language."""

    async def answer(request: Request) -> Response:
        response = await uploads.upload(request)
        told = orjson.loads(response.body) if response.body else {}
        if "detail" in told:
            told["detail"] = visitors_language(request).problem(told["detail"])
            response.body = orjson.dumps(told)
            response.headers["content-length"] = str(len(response.body))
        return response

    return answer


async def keep_files(
    uploads: Uploads, sent: Sequence[tuple[str, str]], files: Sequence[tuple[str, bytes]]
) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """Keep the pictures that a form sends.

    Args:
        uploads: keeps them.
        sent: the names and texts of the form's fields.
        files: the names of its fields for files, and what is in these.

    Returns:
        The names and texts, with the addresses and sizes of the pictures, and by the name of each picture that was not
        kept why.
    """
    kept, refused = list(sent), dict[str, str]()
    for name, data in files:
        if not name.endswith(FILE):
            continue
        picture = name.removesuffix(FILE)
        told = await _kept(uploads, data)
        if "detail" in told:
            refused[picture] = told["detail"]
            continue
        texts = {f"{picture}.{each}": str(told[each]) for each in FROM_FILE}
        texts |= {f"{picture}.{each}": "" for each in OF_THE_OLD}
        kept = [(each, texts.get(each, text)) for each, text in kept]
    return kept, refused


async def _kept(uploads: Uploads, data: bytes) -> dict[str, Any]:
    """Return what is told of a picture that was kept; else the ``detail`` of why it was not."""
    if len(data) > MOST_BYTES:
        return {"detail": TOO_LARGE}
    response = await uploads.keep(data)
    return dict(orjson.loads(response.body))
