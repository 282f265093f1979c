"""``POST /pictures``: keeps the picture that is the request's body, for whoever may write content.

There is no form and no cookie, so no page of another site can have a browser send one for its reader.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import orjson
import sqlalchemy as sa
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from api.http.problems import RETRY_AFTER, problem
from api.identity.identification import current_caller
from api.identity.refusal import FORBIDDEN, UNAUTHENTICATED
from api.settings import Settings
from schema import db
from schema.engine.errors import AWAY, OVERLOADED, UNAVAILABLE
from schema.pictures import FOLDER, MOST_BYTES
from schema.rows import fetch_row
from schema.tables import Picture
from schema.vocabulary import Scope
from seed.pictures.store import PictureStore, StoreAway

if TYPE_CHECKING:
    from seed.pictures.reading import PictureFile

MOST_AT_ONCE = 4
"""How many are received at a time: each is in memory whole."""
TOO_LARGE = f"A picture may have {MOST_BYTES // 1_000_000} MB."
NO_STORE = {"Cache-Control": "no-store"}


class Uploads:
    """Keeps pictures, one decoded at a time.

    Args:
        settings: the database, where pictures are kept, and what their addresses start with.
        committed: is called after each commit.
    """

    def __init__(self, settings: Settings, committed: Callable[[], None]) -> None:
        self._committed = committed
        self._url = settings.database_url
        self._base_url = settings.base_url
        self._store = PictureStore(settings.pictures)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="upload")
        self._received = 0

    async def upload(self, request: Request) -> Response:
        """Keep a picture: 201 with its address, 200 where it was kept already, 422 where it is none."""
        identity = current_caller.get().identity
        if Scope.WRITE_CONTENT not in identity.scopes:
            status, code = (403, FORBIDDEN) if identity.actor else (401, UNAUTHENTICATED)
            return problem(status, "This takes a key with the scope WRITE_CONTENT.", code=code)
        if self._received >= MOST_AT_ONCE:
            return problem(503, "Too many pictures are being received.", RETRY_AFTER, OVERLOADED)
        self._received += 1
        try:
            data = await read_body(request)
            return problem(413, TOO_LARGE) if data is None else await self.keep(data)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        finally:
            self._received -= 1

    async def keep(self, data: bytes) -> Response:
        """Keep a picture for the caller, who may write content; answer as ``upload`` does."""
        keep = partial(self._keep, data, current_caller.get().identity.actor)
        response = await asyncio.get_running_loop().run_in_executor(self._thread, keep)
        self._committed()
        return response

    def _keep(self, data: bytes, actor: str | None) -> Response:
        # Pillow is loaded for the first picture, not at the start.
        from seed.pictures.keeping import keep_picture  # noqa: PLC0415
        from seed.pictures.reading import PictureRefused, read_picture  # noqa: PLC0415

        engine = db.connect(self._url)
        try:
            picture = read_picture(data)
            with db.write_transaction(engine, actor=actor) as session:
                is_new = fetch_row(session, Picture, picture.name) is None
                keep_picture(session, self._store, picture)
        except PictureRefused as refused:
            return problem(422, f"The file is {refused}.")
        except StoreAway:
            return problem(503, "The pictures are away.", RETRY_AFTER, UNAVAILABLE)
        except sa.exc.OperationalError:
            return problem(503, AWAY, RETRY_AFTER, UNAVAILABLE)
        finally:
            engine.dispose()
        return self._kept(picture, is_new=is_new)

    def _kept(self, picture: "PictureFile", *, is_new: bool) -> Response:
        url = f"{self._base_url}{FOLDER}{picture.name}"
        told = {
            "url": url,
            "width": picture.width,
            "height": picture.height,
            "dominantColor": picture.dominant_color,
            "placeholder": picture.placeholder,
        }
        headers = {**NO_STORE, "Location": url}
        return Response(orjson.dumps(told), 201 if is_new else 200, headers, "application/json")

    def close(self) -> None:
        """End the thread; what is being kept is finished."""
        self._thread.shutdown()


async def read_body(request: Request) -> bytes | None:
    """Return the body of a request, or None where it is longer than a picture may be."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            return None
        parts.append(part)
    return b"".join(parts)
