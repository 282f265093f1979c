"""Where something of the catalogue is used, and deleting it: with what leads to it told, where anything does."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.admin.editables import Editable
from api.admin.editing import failure_string, read_node, sent_fields
from api.admin.operations import AdminOperations, payload
from api.admin.rendering import AdminRenderer
from api.website.stored_operations import OperationFailed


class Uses:
    """Where what is of one type is used.

    Args:
        editable: the type.
        operations: what reads and deletes.
        renderer: the templates.
    """

    def __init__(self, editable: Editable, operations: AdminOperations, renderer: AdminRenderer) -> None:
        self._editable = editable
        self._operations = operations
        self._renderer = renderer

    async def show(self, request: Request) -> Response:
        """Answer with what leads to it."""
        return await self._page(request)

    async def delete(self, request: Request) -> Response:
        """Delete it; where something still leads to it, say what."""
        sent = dict(await sent_fields(request))
        version = int(sent["version"]) if sent.get("version", "").isdigit() else None
        values = {"id": request.path_params["id"], "expectedVersion": version}
        try:
            answer = payload(await self._operations.write("delete_content", input=values))
        except OperationFailed as failure:
            return await self._page(request, {"string": failure_string(failure)})
        if answer["problems"]:
            return await self._page(request, *answer["problems"])
        return RedirectResponse(f"{self._renderer.root}/{self._editable.path}/deleted?id={values['id']}", 303)

    async def _page(self, request: Request, *problems: object) -> Response:
        used = await read_node(self._operations, f"{self._editable.name}_uses", request.path_params["id"])
        publication = (await self._operations.read("masthead"))["publication"]
        context = {"used": used, "publication": publication, "editable": self._editable, "problems": problems}
        return self._renderer.page(request, "catalogue/uses", context, 422 if problems else 200)
