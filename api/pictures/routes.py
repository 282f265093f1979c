"""``/pictures/...``: the pictures that are kept here, as those who show them need them."""

from collections.abc import Callable
from hashlib import sha256

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.http.etags import etag_matches
from api.http.media_types import MAX_HEADER_BYTES
from api.http.problems import RETRY_AFTER
from api.pictures.cache import VariantCache
from api.pictures.request import accepted, parse
from api.pictures.upload import Uploads
from api.pictures.variants import Busy, Variants, media_type
from api.settings import Settings
from schema.pictures import FOLDER
from seed.pictures.store import PictureStore, StoreAway

FOR_EVER = "public, max-age=31536000, immutable"
HEADERS = {
    "Cache-Control": FOR_EVER,
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""An address names one picture for ever, and any site may show it; opened by itself it may do nothing."""


def add_pictures(app: FastAPI, settings: Settings, uploads: Uploads) -> Callable[[], None]:
    """Add the pictures to an application; return what is to be called at its end.

    Args:
        app: the application.
        settings: where pictures are kept, and how much their variants may take.
        uploads: keeps new ones.
    """
    cache = VariantCache(settings.pictures_cache, settings.pictures_cache_bytes)
    variants = Variants(PictureStore(settings.pictures), cache)

    async def picture(request: Request) -> Response:
        wanted = parse(request.path_params["path"])
        if wanted is None:
            raise HTTPException(404)
        headers = dict(HEADERS)
        if wanted.format is None:
            headers["Vary"] = "Accept"
            wanted = wanted._replace(format=accepted(request.headers.get("accept", "")[:MAX_HEADER_BYTES]))
        try:
            data = await variants.get(wanted)
        except Busy:
            raise HTTPException(503, "Too many pictures are being made.", dict(RETRY_AFTER)) from None
        except StoreAway:
            raise HTTPException(503, "The pictures are away.", dict(RETRY_AFTER)) from None
        if data is None:
            raise HTTPException(404)
        headers["ETag"] = f'"{sha256(data).hexdigest()[:32]}"'
        if etag_matches(headers["ETag"], request.headers.get("if-none-match", "")):
            return Response(None, 304, headers)
        return Response(data, 200, headers, media_type(data))

    app.router.routes.append(Route(FOLDER + "{path:path}", picture))
    app.router.routes.append(Route(FOLDER.rstrip("/"), uploads.upload, methods=["POST"]))

    def close() -> None:
        variants.close()
        uploads.close()

    return close
