"""What an editor corrects of an import: which works the letter means. The catalogue learns it, the draft follows."""

from collections.abc import Callable, Mapping
from functools import partial

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.admin.editing import failure_string, sent_fields
from api.admin.forms.form import Problem
from api.admin.imports.changes import Change, Refused, create_work, remove_work, replace_work, same_work
from api.admin.imports.review import Review, find_import
from api.admin.operations import AdminOperations
from api.admin.rendering import AdminRenderer
from api.admin.side_database import SideDatabase
from api.website.stored_operations import OperationFailed

Sent = Mapping[str, str]
CHANGES: Mapping[str, Callable[[Session, str, Sent], Change]] = {
    "create": create_work,
    "same": same_work,
    "remove": remove_work,
    "replace": replace_work,
}


class Corrections:
    """What the buttons beside works and candidates do, each in one operation.

    Args:
        review: the page of an import.
        operations: what writes.
        renderer: the templates.
        database: where imports are.
    """

    def __init__(
        self, review: Review, operations: AdminOperations, renderer: AdminRenderer, database: SideDatabase
    ) -> None:
        self._review = review
        self._operations = operations
        self._renderer = renderer
        self._database = database

    async def act(self, request: Request) -> Response:
        """Do what a button says, and lead back to its section; else show what is wrong."""
        import_id, sent = request.path_params["id"], dict(await sent_fields(request))
        do = sent.get("do", "")
        try:
            change = await self._database.run(partial(_change, import_id=import_id, sent=sent))
            answers = await self._operations.write(change.operation, **change.variables)
        except Refused as refused:
            return await self._review.page(request, [{"string": refused.string}])
        except OperationFailed as failure:
            return await self._review.page(request, [{"string": failure_string(failure)}])
        problems: list[Problem] = [problem for answer in answers.values() for problem in answer["problems"]]
        if problems:
            return await self._review.page(request, problems)
        place = f"?done={do}#section-{sent['section']}" if sent.get("section", "").isdigit() else f"?done={do}"
        return RedirectResponse(f"{self._renderer.root}/imports/{import_id}{place}", 303)


def _change(session: Session, import_id: str, sent: Sent) -> Change:
    one = find_import(session, import_id)
    change = CHANGES.get(sent.get("do", ""))
    if change is None or one.listed.issue is None:
        raise Refused("imports.no_issue")
    return change(session, one.listed.issue.id, sent)
