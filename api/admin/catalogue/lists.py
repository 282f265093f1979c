"""The lists of the catalogue: one for each type, a page at a time."""

from starlette.requests import Request
from starlette.responses import Response

from api.admin.editables import COLUMN, ORGANIZATION, WORK, Editable
from api.admin.operations import AdminOperations, Data
from api.admin.rendering import AdminRenderer
from schema.vocabulary import OrganizationKind, WorkKind

PAGE = 50
KINDS = {WORK: WorkKind, ORGANIZATION: OrganizationKind}
"""The vocabulary of the kinds that the list of a type can be narrowed to."""


class CatalogueList:
    """The list of one type.

    Args:
        editable: what it lists.
        operations: what reads it.
        renderer: the templates.
    """

    def __init__(self, editable: Editable, operations: AdminOperations, renderer: AdminRenderer) -> None:
        self._editable = editable
        self._operations = operations
        self._renderer = renderer
        self._kinds = KINDS.get(editable)

    async def show(self, request: Request) -> Response:
        """Answer with a page of the list; the query says of which kind, and after which one."""
        kinds = list(self._kinds) if self._kinds else []
        wanted = request.query_params.get("kind", "")
        wanted = wanted if wanted in kinds else ""
        context = {
            **await self._read(wanted, request.query_params.get("after")),
            "editable": self._editable,
            "vocabulary": self._kinds.__name__ if self._kinds else "",
            "kinds": kinds,
            "wanted": wanted,
        }
        return self._renderer.page(request, "catalogue/list", context)

    async def _read(self, kind: str, after: str | None) -> Data:
        if self._editable is COLUMN:
            columns = (await self._operations.read("columns"))["columns"]
            return {"list": {"nodes": columns, "pageInfo": {"hasNextPage": False, "endCursor": None}}}
        narrowed = {"kind": [kind]} if kind else {}
        return await self._operations.read(self._editable.path, first=PAGE, after=after, **narrowed)
