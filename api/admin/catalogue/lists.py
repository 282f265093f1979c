"""The lists of the catalogue: one for each type, a page at a time, searched, narrowed, and changed together."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.admin.catalogue.together import MOST, changed_together
from api.admin.editables import COLUMN, ORGANIZATION, WORK, Editable
from api.admin.editing import failure_string, sent_fields
from api.admin.operations import AdminOperations, Data
from api.admin.rendering import AdminRenderer
from api.website.archive.paging import page_variables, turn_pages
from api.website.stored_operations import OperationFailed
from schema.engine.errors import BAD_USER_INPUT, INVALID_CURSOR
from schema.vocabulary import OrganizationKind, WorkKind

PAGE, LONGEST = 50, 200
KINDS = {WORK: WorkKind, ORGANIZATION: OrganizationKind}
"""The vocabulary of the kinds that the list of a type can be narrowed to."""
WHOLE = {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None}


class CatalogueList:
    """The list of one type.

    Args:
        editable: what it lists.
        operations: what reads and changes it.
        renderer: the templates.
    """

    def __init__(self, editable: Editable, operations: AdminOperations, renderer: AdminRenderer) -> None:
        self._editable = editable
        self._operations = operations
        self._renderer = renderer
        self._kinds = KINDS.get(editable)

    async def show(self, request: Request) -> Response:
        """Answer with a page of the list; the query says of which kind, with which words, and where it begins."""
        return await self._page(request, [])

    async def change(self, request: Request) -> Response:
        """Change together what was ticked, as one operation, and answer with the list and what came of it."""
        sent = await sent_fields(request)
        ids = [value for name, value in sent if name == "id"]
        if len(ids) > MOST:
            return await self._page(request, [{"string": "too_many"}], 422)
        try:
            count, problems = await changed_together(self._operations, self._editable, ids, dict(sent))
        except OperationFailed as failure:
            return await self._page(request, [{"string": failure_string(failure)}], 422)
        if problems:
            return await self._page(request, problems, 422)
        query = request.url.remove_query_params("changed").include_query_params(changed=count).query
        return RedirectResponse(f"{self._renderer.root}/{self._editable.path}?{query}", 303)

    async def _page(self, request: Request, problems: list[Any], status: int = 200) -> Response:
        query = request.query_params
        kinds = list(self._kinds) if self._kinds else []
        kind = query.get("kind", "")
        kind, text = kind if kind in kinds else "", query.get("text", "").strip()[:LONGEST]
        read = await self._read(query, {"kind": [kind] if kind else None, "text": text or None})
        info = read["list"]["pageInfo"]
        context = {
            **read,
            "pager": turn_pages(f"/admin/{self._editable.path}", info, query, kind=kind or None, text=text or None),
            "editable": self._editable,
            "vocabulary": self._kinds.__name__ if self._kinds else "",
            "kinds": kinds,
            "wanted": kind,
            "text": text,
            "problems": problems,
            "changed": query.get("changed", ""),
        }
        return self._renderer.page(request, "catalogue/list", context, status)

    async def _read(self, query: Any, narrowed: dict[str, Any]) -> Data:
        if self._editable is COLUMN:
            columns = (await self._operations.read("columns"))["columns"]
            return {"list": {"nodes": columns, "pageInfo": WHOLE}}
        given = {name: value for name, value in narrowed.items() if value is not None}
        try:
            return await self._operations.read(self._editable.path, **page_variables(query, PAGE), **given)
        except OperationFailed as failure:
            if failure.code in {INVALID_CURSOR, BAD_USER_INPUT}:
                raise HTTPException(404) from None
            raise
