"""What an editor corrects of an import: which works the letter means. The catalogue learns it, the draft follows."""

from collections.abc import Callable, Mapping
from functools import partial

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.admin.editing import failure_string, sent_form
from api.admin.files import keep_files
from api.admin.forms.form import Form, Problem
from api.admin.imports.changes import (
    Change,
    Input,
    Refused,
    change_role,
    create_work,
    remove_work,
    replace_work,
    same_work,
)
from api.admin.imports.review import Review, Tried, find_import
from api.admin.operations import AdminOperations
from api.admin.rendering import AdminRenderer
from api.admin.side_database import SideDatabase
from api.pictures.upload import Uploads
from api.website.stored_operations import OperationFailed

Sent = Mapping[str, str]
CREATE = "create"
CHANGES: Mapping[str, Callable[[Session, str, Sent], Change]] = {
    "same": same_work,
    "remove": remove_work,
    "replace": replace_work,
    "role": change_role,
}


class Corrections:
    """What the buttons beside works and candidates do, each in one operation.

    Args:
        review: the page of an import.
        operations: what writes.
        renderer: the templates.
        database: where imports are.
        uploads: keeps pictures.
    """

    def __init__(
        self,
        review: Review,
        operations: AdminOperations,
        renderer: AdminRenderer,
        database: SideDatabase,
        uploads: Uploads,
    ) -> None:
        self._review = review
        self._operations = operations
        self._renderer = renderer
        self._database = database
        self._uploads = uploads

    async def act(self, request: Request) -> Response:
        """Do what a button says, and lead back to its section; else show what is wrong, with all that was written."""
        pairs, refused = await keep_files(self._uploads, *await sent_form(request))
        import_id, sent = request.path_params["id"], dict(pairs)
        picture = Form.sent(self._review.picture_fields, pairs, None)
        picture.add_refused(refused)
        tried = Tried(sent, picture)
        given = picture.input()
        if refused or given is None:
            return await self._review.page(request, picture_problems(picture), tried)
        try:
            change = await self._database.run(
                partial(_change, import_id=import_id, sent=sent, image=given.get("image"))
            )
            answers = await self._operations.write(change.operation, **change.variables)
        except Refused as reason:
            return await self._review.page(request, [{"string": reason.string}], tried)
        except OperationFailed as failure:
            return await self._review.page(request, [{"string": failure_string(failure)}], tried)
        problems: list[Problem] = [problem for answer in answers.values() for problem in answer["problems"]]
        if problems:
            return await self._review.page(request, problems, tried)
        do, section = sent.get("do", ""), sent.get("section", "")
        place = f"?done={do}#section-{section}" if section.isdigit() else f"?done={do}"
        return RedirectResponse(f"{self._renderer.root}/imports/{import_id}{place}", 303)


def picture_problems(picture: Form) -> list[Problem]:
    """Return what is wrong with a picture, each with where it is."""
    return [{**problem, "at": path} for path, problems in picture.problems.items() for problem in problems]


def _change(session: Session, import_id: str, sent: Sent, image: Input | None) -> Change:
    one = find_import(session, import_id)
    do = sent.get("do", "")
    if one.listed.issue is None or (do != CREATE and do not in CHANGES):
        raise Refused("imports.no_issue")
    if do == CREATE:
        return create_work(session, one.listed.issue.id, sent, image)
    return CHANGES[do](session, one.listed.issue.id, sent)
