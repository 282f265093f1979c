"""The first page: what is being written, what comes, what has appeared."""

from starlette.requests import Request
from starlette.responses import Response

from api.admin.operations import AdminOperations
from api.admin.rendering import AdminRenderer


class Today:
    """The first page.

    Args:
        operations: what reads it.
        renderer: the templates.
    """

    def __init__(self, operations: AdminOperations, renderer: AdminRenderer) -> None:
        self._operations = operations
        self._renderer = renderer

    async def show(self, request: Request) -> Response:
        """Answer with the page."""
        return self._renderer.page(request, "today", await self._operations.read("today"))
