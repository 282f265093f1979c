"""Works whose availability nobody has made sure of for long: with the pages to look at, and a button for what holds."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.admin.catalogue.together import MOST, VERIFIED, changed_together
from api.admin.editables import WORK
from api.admin.editing import failure_string, sent_fields
from api.admin.operations import AdminOperations
from api.admin.rendering import AdminRenderer
from api.website.stored_operations import OperationFailed
from schema.attention import select_unverified

PATH = "works/unverified"


class Unverified:
    """The list of these works.

    Args:
        operations: what reads and changes them.
        renderer: the templates.
    """

    def __init__(self, operations: AdminOperations, renderer: AdminRenderer) -> None:
        self._operations = operations
        self._renderer = renderer

    async def show(self, request: Request) -> Response:
        """Answer with the first of them."""
        return await self._page(request)

    async def verify(self, request: Request) -> Response:
        """Say that somebody has made sure of what was ticked."""
        sent = await sent_fields(request)
        ids = [value for name, value in sent if name == "id"]
        if len(ids) > MOST:
            return await self._page(request, {"string": "too_many"})
        try:
            count, problems = await changed_together(self._operations, WORK, ids, {VERIFIED: ""})
        except OperationFailed as failure:
            return await self._page(request, {"string": failure_string(failure)})
        if problems:
            return await self._page(request, *problems)
        return RedirectResponse(f"{self._renderer.root}/{PATH}?changed={count}", 303)

    async def _page(self, request: Request, *problems: Mapping[str, Any]) -> Response:
        ids = await self._operations.find(select_unverified(self._operations.clock(), MOST))
        read = (await self._operations.read("works_availability", ids=ids))["nodes"] if ids else []
        works = [work for work in read if work and work.get("availability")]
        changed = request.query_params.get("changed", "")
        publication = (await self._operations.read("masthead"))["publication"]
        context = {"works": works, "problems": problems, "changed": changed, "publication": publication}
        return self._renderer.page(request, "catalogue/unverified", context, 422 if problems else 200)
