"""What an editor corrects of an import: which works the letter means. The catalogue learns it, the draft follows."""

from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import urlencode

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
from api.admin.imports.putting_back import put_back, text_of
from api.admin.imports.review import Review, Tried, find_import
from api.admin.issues.reshaping import MOVES, RENAME, RESHAPES, Reshaping
from api.admin.operations import AdminOperations, Data
from api.admin.rendering import AdminRenderer
from api.admin.side_database import SideDatabase
from api.pictures.upload import Uploads
from api.website.stored_operations import OperationFailed

Sent = Mapping[str, str]
CREATE, UNDO, PUT_BACK = "create", "undo", "put_back"
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
        reshaping: divides sections, and joins them.
    """

    def __init__(
        self,
        review: Review,
        operations: AdminOperations,
        renderer: AdminRenderer,
        database: SideDatabase,
        uploads: Uploads,
        reshaping: Reshaping,
    ) -> None:
        self._review = review
        self._operations = operations
        self._renderer = renderer
        self._database = database
        self._uploads = uploads
        self._reshaping = reshaping

    async def act(self, request: Request) -> Response:
        """Do what a button says, and lead back to its section; else show what is wrong, with all that was written."""
        pairs, refused = await keep_files(self._uploads, *await sent_form(request))
        sent = dict(pairs)
        picture = Form.sent(self._review.picture_fields, pairs, None)
        picture.add_refused(refused)
        given = picture.input()
        problems: list[Problem] = picture_problems(picture)
        before = 0
        if not problems:
            try:
                before, problems = await self._done(request.path_params["id"], sent, (given or {}).get("image"))
            except Refused as reason:
                problems = [{"string": reason.string}]
            except OperationFailed as failure:
                problems = [{"string": failure_string(failure)}]
        if problems:
            return await self._review.page(request, problems, Tried(sent, picture))
        do, section = sent.get("do", "").partition(":")[0], sent.get("section", "")
        query = urlencode({"done": do, **({"undo": before} if before else {})})
        place = f"#section-{section}" if section.isdigit() else ""
        return RedirectResponse(f"{self._renderer.root}/imports/{request.path_params['id']}?{query}{place}", 303)

    async def _done(self, import_id: str, sent: dict[str, str], image: Input | None) -> tuple[int, list[Problem]]:
        """Do what is sent; return the version of the issue before it, and the problems with which nothing was stored.

        Raises:
            Refused: it cannot be.
            OperationFailed: it was refused, or failed.
        """
        do, _, given = sent.get("do", "").partition(":")
        if do == PUT_BACK:
            return await self._put_back(import_id, given, sent)
        if do in RESHAPES or do == UNDO:
            issue_id = await self._database.run(partial(_issue_of, import_id=import_id))
            return await (self._undone(issue_id, sent) if do == UNDO else self._reshaped(issue_id, do, given, sent))
        find = partial(_change, import_id=import_id, sent=sent, image=image)
        change = await self._database.run(find)
        answers = await self._operations.write(change.operation, **change.variables)
        return change.variables["issue"]["expectedVersion"], _problems(answers)

    async def _reshaped(self, issue_id: str, do: str, given: str, sent: dict[str, str]) -> tuple[int, list[Problem]]:
        """Change the sections of a draft; ``sent`` names the place of the section then, which may have moved."""
        form = await self._reshaping.stored(issue_id)
        if form.version != sent.get("version"):
            raise Refused("imports.changed_since")
        given = sent.get("heading", "").strip() if do == RENAME else given
        if await self._reshaping.apply(form, sent.get("section_id", ""), do, given):
            if do in MOVES and sent.get("section", "").isdigit():
                sent["section"] = str(int(sent["section"]) + MOVES[do])
            return int(form.version), []
        problems = [problem for each in form.problems.values() for problem in each]
        return 0, problems or [{"string": "imports.nothing_to_do"}]

    async def _put_back(self, import_id: str, given: str, sent: dict[str, str]) -> tuple[int, list[Problem]]:
        """Put back what was left out; ``sent`` names the section in which it stands then."""
        issue_id = await self._database.run(partial(_issue_of, import_id=import_id))
        form = await self._reshaping.stored(issue_id)
        if form.version != sent.get("version"):
            raise Refused("imports.changed_since")
        words, letter = await self._database.run(partial(_left_out, import_id=import_id, given=given))
        if not form.texts["sections"]:
            raise Refused("imports.nothing_to_do")
        sent["section"] = str(put_back(form.texts["sections"], letter, words) + 1)
        if await self._reshaping.store(form):
            return int(form.version), []
        return 0, [problem for each in form.problems.values() for problem in each]

    async def _undone(self, issue_id: str, sent: Sent) -> tuple[int, list[Problem]]:
        version = int(sent["undo"]) if sent.get("undo", "").isdigit() else 0
        known = {"id": issue_id, "version": version, "expectedVersion": version + 1}
        return 0, _problems(await self._operations.write("restore_content", input=known))


def _problems(answers: Data) -> list[Problem]:
    return [problem for answer in answers.values() for problem in answer["problems"]]


def picture_problems(picture: Form) -> list[Problem]:
    """Return what is wrong with a picture, each with where it is."""
    return [{**problem, "at": path} for path, problems in picture.problems.items() for problem in problems]


def _issue_of(session: Session, import_id: str) -> str:
    """Return the id of the issue that came of an import.

    Raises:
        Refused: there is none.
    """
    issue = find_import(session, import_id).listed.issue
    if issue is None:
        raise Refused("imports.no_issue")
    return issue.id


def _left_out(session: Session, import_id: str, given: str) -> tuple[str, str]:
    """Return words that were left out, by their number in the report, and the text of the letter.

    Raises:
        Refused: there are none.
    """
    one = find_import(session, import_id)
    parts = one.report.left_out if one.report else ()
    if not given.isdigit() or int(given) >= len(parts):
        raise Refused("imports.nothing_to_do")
    return parts[int(given)].text, text_of(session, one)


def _change(session: Session, import_id: str, sent: Sent, image: Input | None) -> Change:
    issue_id, do = _issue_of(session, import_id), sent.get("do", "")
    if do == CREATE:
        return create_work(session, issue_id, sent, image)
    if do not in CHANGES:
        raise Refused("imports.nothing_to_do")
    return CHANGES[do](session, issue_id, sent)
