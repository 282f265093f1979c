"""What was deleted, and how to bring it back."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from api.admin.editables import Editable
from api.admin.operations import AdminOperations
from api.admin.rendering import AdminRenderer
from api.admin.side_database import SideDatabase
from schema.documents import DOCUMENTED
from schema.history.deleted import find_deleted

LISTED = 100
MODELS = {model.__name__: model for model in DOCUMENTED}


class DeletedList:
    """The list of what was deleted of one type, the last first.

    Args:
        editable: what it is.
        database: where it is looked for.
        operations: what reads the publication.
        renderer: the templates.
    """

    def __init__(
        self, editable: Editable, database: SideDatabase, operations: AdminOperations, renderer: AdminRenderer
    ) -> None:
        self._editable = editable
        self._database = database
        self._operations = operations
        self._renderer = renderer

    async def show(self, request: Request) -> Response:
        """Answer with the list; the query may say what was deleted just now."""
        found = await self._database.run(partial(find_deleted, model=MODELS[self._editable.type], limit=LISTED))
        publication = (await self._operations.read("masthead"))["publication"]
        now = next((each for each in found if each.id == request.query_params.get("id")), None)
        context = {"editable": self._editable, "publication": publication, "deleted": found, "just_now": now}
        return self._renderer.page(request, "deleted", context)
