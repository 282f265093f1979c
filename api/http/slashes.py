"""Closing slashes: ``/issues/x/`` redirects to ``/issues/x``."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match

ONE_HOUR = "public, max-age=3600"


def redirect_without_slash(request: Request, root: str) -> Response | None:
    """Return the redirect to the same path without its closing slash, or None where nothing is there either.

    It names no host (Starlette's own would name the one that the request says), and keeps the query.

    Args:
        request: a request that no route answers.
        root: the path of the base URL, which a proxy may have taken away.
    """
    path = request.scope["path"].rstrip("/")
    if path == request.scope["path"] or not path or path.startswith("//"):
        return None
    scope = {**request.scope, "path": path}
    if all(route.matches(scope)[0] is not Match.FULL for route in request.app.routes):
        return None
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{root}{quote(path)}{query}", 301, {"Cache-Control": ONE_HOUR})
