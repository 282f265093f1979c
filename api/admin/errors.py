"""What people are told in the back office where something is not there, not allowed, or fails: on pages of its own."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route

from api.admin.i18n import visitors_language
from api.admin.rendering import AdminRenderer
from api.admin.session import SAFE_METHODS, Handler
from api.http.slashes import redirect_without_slash

TOLD = frozenset({403, 404, 405, 413, 500, 503})
"""The statuses that have words of their own."""


def explained(renderer: AdminRenderer) -> Callable[[Request, int, str], Response]:
    """Return what makes the page for a status; where that has no words of its own, what the problem document says."""

    def explain(request: Request, status: int, detail: str) -> Response:
        t = visitors_language(request)
        is_told = status in TOLD
        context = {
            "title": t(f"error.{status}" if is_told else "error.other"),
            "help": t(f"error.{status}.help") if is_told else "",
            "detail": "" if is_told or detail == HTTPStatus(status).phrase else t.problem(detail),
        }
        return renderer.page(request, "error", context, status)

    return explain


def nowhere(root: str, routes: Sequence[BaseRoute]) -> Handler:
    """Return what answers where no other route does: 404, and 405 where one takes other methods.

    An address with a closing slash leads to the same without.

    Args:
        root: the path of this site.
        routes: those of the back office.
    """

    async def answer(request: Request) -> Response:
        if request.method in SAFE_METHODS and (redirect := redirect_without_slash(request, root)):
            return redirect
        if methods := _other_methods(request, routes):
            raise HTTPException(405, headers={"Allow": ", ".join(methods)})
        raise HTTPException(404)

    return answer


def _other_methods(request: Request, routes: Sequence[BaseRoute]) -> list[str]:
    """Return the methods that some routes take at an address."""
    taking = [each for each in routes if isinstance(each, Route) and each.matches(request.scope)[0] is Match.PARTIAL]
    return sorted({method for each in taking for method in each.methods or ()})
