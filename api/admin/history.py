"""What something was, version by version, and how to bring one back."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.admin.changed_words import changed_words
from api.admin.editables import Editable
from api.admin.editing import sent_fields
from api.admin.operations import AdminOperations, payload
from api.admin.rendering import AdminRenderer
from schema.attention import select_letter
from schema.engine.id_pattern import ID_PATTERN

PAGE = 20


class History:
    """The versions of what is of one type.

    Args:
        editable: what it is.
        operations: what reads them.
        renderer: the templates.
    """

    def __init__(self, editable: Editable, operations: AdminOperations, renderer: AdminRenderer) -> None:
        self._editable = editable
        self._operations = operations
        self._renderer = renderer

    async def show(self, request: Request) -> Response:
        """Answer with the versions, the newest first."""
        row_id = request.path_params["id"]
        if not ID_PATTERN.fullmatch(row_id):
            raise HTTPException(404)
        after = request.query_params.get("after")
        data = await self._operations.read("revisions", id=row_id, first=PAGE, after=after)
        publication = (await self._operations.read("masthead"))["publication"]
        context = {
            "publication": publication,
            "editable": self._editable,
            "id": row_id,
            "letter": await self._operations.first(select_letter(row_id)),
            "revisions": data["revisions"],
            "changed_words": changed_words,
            "problems": getattr(request.state, "problems", []),
        }
        return self._renderer.page(request, "history", context)

    async def restore(self, request: Request) -> Response:
        """Bring a version back, as the newest one."""
        sent = dict(await sent_fields(request))
        row_id = request.path_params["id"]
        version = int(sent["restore"]) if sent.get("restore", "").isdigit() else 0
        answer = payload(await self._operations.write("restore_content", input={"id": row_id, "version": version}))
        if answer["problems"]:
            request.state.problems = answer["problems"]
            return await self.show(request)
        return RedirectResponse(f"{self._renderer.root}/{self._editable.path}/{row_id}?saved", 303)
