"""The lists of the catalogue: one for each type, a page at a time, searched, narrowed, and changed together.

By name they are lists of the API. With words they are what ``search`` finds, the best first: it stops at a page, where
a list looks up and orders all that has them. Of one kind with words they are lists again: ``search`` knows no kinds.
"""

from dataclasses import replace
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
        if self._editable is COLUMN:
            text = ""  # there are few, all on one page
        is_searched = bool(text) and not kind
        read = await (self._found(query, text) if is_searched else self._listed(query, kind, text))
        info = read["list"]["pageInfo"]
        pager = turn_pages(f"/admin/{self._editable.path}", info, query, kind=kind or None, text=text or None)
        context = {
            **read,
            # What is searched is paged forward alone: back is to its first page.
            "pager": replace(pager, previous=pager.first) if is_searched else pager,
            "editable": self._editable,
            "vocabulary": self._kinds.__name__ if self._kinds else "",
            "kinds": kinds,
            "wanted": kind,
            "text": text,
            "problems": problems,
            "changed": query.get("changed", ""),
        }
        return self._renderer.page(request, "catalogue/list", context, status)

    async def _found(self, query: Any, text: str) -> Data:
        """Return a page of what has words, the best first."""
        after = {"after": query["after"]} if query.get("after") else {}
        types = [self._editable.type.upper()]
        return await self._read("listed_by_words", text=text, types=types, first=PAGE, **after)

    async def _listed(self, query: Any, kind: str, text: str) -> Data:
        """Return a page by name, of one kind with words where these are asked for."""
        if self._editable is COLUMN:
            columns = (await self._operations.read("columns"))["columns"]
            return {"list": {"nodes": columns, "pageInfo": WHOLE}}
        narrowed = {"kind": [kind]} if kind else {}
        words = {"text": text} if text else {}
        return await self._read(self._editable.path, **page_variables(query, PAGE), **narrowed, **words)

    async def _read(self, name: str, **variables: Any) -> Data:
        try:
            return await self._operations.read(name, **variables)
        except OperationFailed as failure:
            if failure.code in {INVALID_CURSOR, BAD_USER_INPUT}:
                raise HTTPException(404) from None
            raise
