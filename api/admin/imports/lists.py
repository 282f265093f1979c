"""The imports: what was handed in and what came of it, with a form to hand in more."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.admin.editing import sent_fields
from api.admin.forms.form import Problem
from api.admin.imports.counting import with_waiting_candidates
from api.admin.imports.receiving import receive
from api.admin.operations import AdminOperations
from api.admin.rendering import AdminRenderer
from api.admin.side_database import SideDatabase
from api.identity.identification import current_caller
from schema.imports import ImportPage, list_imports, read_import
from schema.mutation.problems import sentence
from schema.vocabulary import ImportState
from schema.writes import Invalid, dismiss_import, retry_import

UNPROCESSABLE = 422
OPEN = [state for state in ImportState if state is not ImportState.DISMISSED]
CHANGES = {"dismiss": dismiss_import, "retry": retry_import}


class ImportLists:
    """The list of imports.

    Args:
        operations: what reads the publication.
        renderer: the templates.
        database: where imports are.
    """

    def __init__(self, operations: AdminOperations, renderer: AdminRenderer, database: SideDatabase) -> None:
        self._operations = operations
        self._renderer = renderer
        self._database = database

    async def show(self, request: Request) -> Response:
        """Answer with a page of imports; the query says whether of those that were put aside, and after which one."""
        return await self._page(request)

    async def receive(self, request: Request) -> Response:
        """Let what was dropped, pasted or chosen wait; lead to it, or to the list where it is several."""
        received = await receive(request, self._database, current_caller.get().identity.actor)
        if received.refused or not received.ids:
            problems: list[Problem] = [{"name": name, "message": why} for name, why in received.refused]
            return await self._page(request, problems or [{"string": "imports.nothing"}])
        return self._to(f"/imports/{received.ids[0]}" if len(received.ids) == 1 else "/imports")

    async def change(self, request: Request) -> Response:
        """Put an import aside, or let it be imported again."""
        import_id, change = request.path_params["id"], CHANGES.get(dict(await sent_fields(request)).get("do", ""))

        def write(session: Session) -> str | None:
            if change:
                change(session, import_id)
            one = read_import(session, import_id)
            return one.listed.batch_id if one else None

        try:
            batch = await self._database.run(write, is_patient=True)
        except Invalid as refused:
            return await self._page(request, [{"message": sentence(str(refused))}])
        return self._to(f"/imports/{batch}" if batch else "/imports")

    def _to(self, path: str) -> Response:
        return RedirectResponse(f"{self._renderer.root}{path}", 303)

    async def _page(self, request: Request, problems: Sequence[Problem] = ()) -> Response:
        aside = request.query_params.get("state") == ImportState.DISMISSED
        states = [ImportState.DISMISSED] if aside else OPEN
        page = await self._database.run(partial(_read, states=states, after=request.query_params.get("after")))
        context: dict[str, Any] = {**await self._operations.read("masthead"), "aside": aside, "problems": problems}
        status = UNPROCESSABLE if problems else 200
        return self._renderer.page(request, "imports/list", {**context, "page": page}, status)


def _read(session: Session, states: Sequence[ImportState], after: str | None) -> ImportPage:
    return with_waiting_candidates(session, list_imports(session, states=states, after=after))
