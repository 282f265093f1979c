"""The forms of what is edited for itself: shown, sent, checked and stored by a mutation."""

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLSchema
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.admin.autosaves import Autosaves
from api.admin.colleagues import Colleagues
from api.admin.editables import Editable
from api.admin.files import keep_files
from api.admin.forms.fields import Field
from api.admin.forms.form import CHANGE, OVER, VERSION, Form
from api.admin.forms.stored import stored_texts
from api.admin.i18n import visitors_language
from api.admin.operations import AdminOperations, Data, payload
from api.admin.rendering import AdminRenderer
from api.identity.refusal import FORBIDDEN
from api.pictures.upload import Uploads
from api.website.stored_operations import OperationFailed
from schema.engine.errors import INVALID_ID
from schema.instants import instant_text
from schema.pictures import MOST_BYTES as MOST_BYTES_OF_PICTURE

MOST_FIELDS, MOST_FILES = 20_000, 4
MOST_BYTES = MOST_BYTES_OF_PICTURE + 10_000_000
"""How long a form may be: a picture, and more words than any issue has."""
MOST_KEPT = 2_000_000
"""So many letters of a form are kept while they are not saved."""
UNSAVED, UNDECIDED, DISCARD, TOUCH = "unsaved", "undecided", "discard", "touch"
"""Names beside a form's fields: the unsaved changes of before are taken, not yet decided about, or not wanted; and that
nothing was written since."""


class Editing:
    """The forms of one type.

    Args:
        editable: what is edited.
        schema: the schema, from which its form follows.
        operations: what reads and stores.
        renderer: the templates.
        uploads: keeps pictures.
        autosaves: what is kept of forms that are not saved.
    """

    def __init__(
        self,
        editable: Editable,
        schema: GraphQLSchema,
        operations: AdminOperations,
        renderer: AdminRenderer,
        uploads: Uploads,
        autosaves: Autosaves,
    ) -> None:
        self.editable = editable
        self._schema = schema
        self.operations = operations
        self.renderer = renderer
        self._uploads = uploads
        self._autosaves = autosaves
        self._colleagues = Colleagues(autosaves, operations)

    @property
    def fields(self) -> Sequence[Field]:
        """The fields of its form."""
        return self.editable.fields(self._schema)

    async def show(self, request: Request) -> Response:
        """Answer the form of something stored: as it stands, or with what was not saved, where that is wanted."""
        row_id = request.path_params["id"]
        form = await self.stored(row_id)
        if unsaved := await self._autosaves.find(request, row_id):
            written = Form.sent(self.fields, unsaved.form, row_id)
            if UNSAVED in request.query_params:
                form = written
                form.is_unsaved = True
            elif written.texts != form.texts:
                form.unsaved_at = instant_text(unsaved.at)
        return await self.page(request, form)

    async def start(self, request: Request) -> Response:
        """Answer the form of something new; the query may say what stands in its fields already."""
        return await self.page(request, Form.empty(self.fields, dict(request.query_params)))

    async def save(self, request: Request) -> Response:
        """Store what was sent, and lead to it; where it cannot be stored, answer the form with the reasons.

        A button that changes a list stores nothing: the form comes back with the list changed.
        """
        sent, refused = await keep_files(self._uploads, *await sent_form(request))
        form = Form.sent(self.fields, sent, request.path_params.get("id"), instant_text(self.operations.clock()))
        form.add_refused(refused)
        form.is_unsaved = True
        if wanted := dict(sent).get(CHANGE):
            await self.change(form, wanted)
            return await self.page(request, form)
        if over := dict(sent).get(OVER):
            form.version = over
        row = None if refused else await self.store(form)
        if row is None:
            return await self.page(request, form, 422)
        if UNDECIDED not in dict(sent):
            await self._autosaves.forget(request, row["id"])
        is_merged = form.version.isdigit() and row["version"] > int(form.version) + 1
        told = "&over" if over else f"&since={form.version}" if is_merged else ""
        return RedirectResponse(f"{self._address(row['id'])}?saved{told}", 303)

    async def change(self, form: Form, wanted: str) -> None:
        """Change a form as a button says that is of its type alone."""

    async def autosave(self, request: Request) -> Response:
        """Keep what was written, without saving it, answering what to know of others; or forget it, if that is sent."""
        sent, row_id = await sent_fields(request), request.path_params["id"]
        values = dict(sent)
        notes = await self._colleagues.notes(request, row_id, values.get(VERSION, ""))
        if DISCARD in values:
            await self._autosaves.forget(request, row_id)
            return RedirectResponse(self._address(row_id), 303)
        if TOUCH in values:
            await self._autosaves.touch(request, row_id)
        elif sum(len(name) + len(text) for name, text in sent) > MOST_KEPT:
            raise HTTPException(413)
        else:
            await self._autosaves.keep(request, row_id, sent)
        return JSONResponse({"notes": notes}, headers={"Cache-Control": "no-store"})

    def _address(self, row_id: str) -> str:
        return f"{self.renderer.root}/{self.editable.path}/{row_id}"

    async def safety(self, request: Request, form: Form) -> Data:
        """Return what a page tells beside a form: of the others, and of what was saved."""
        notes = await self._colleagues.notes(request, form.id, form.version) if form.id else []
        return {
            "editable": self.editable,
            "notes": notes,
            "saved": await self._saved(request, form),
            "time_zone": await self.time_zone() if form.unsaved_at or form.problems else "UTC",
        }

    async def _saved(self, request: Request, form: Form) -> str:
        """Return what became of what was saved just now, and of what others had saved; nothing where nothing was."""
        asked, t = request.query_params, visitors_language(request)
        if "saved" not in asked or form.id is None:
            return ""
        told = [t("saved")]
        if "over" in asked:
            told.append(t("saved_over"))
        elif names := await self._colleagues.merged(request, form.id, asked.get("since", "")):
            told.append(t("merged_with", names=", ".join(names)))
        return " ".join(told)

    async def time_zone(self) -> str:
        """Return the time zone of the publication, in which its editors are told times."""
        return str((await self.operations.read("masthead"))["publication"]["timeZone"])

    async def stored(self, row_id: str) -> Form:
        """Return the form of something stored.

        Raises:
            HTTPException: there is nothing with this id.
        """
        node = await read_node(self.operations, f"{self.editable.name}_form", row_id)
        return Form(self.fields, stored_texts(self.fields, node), row_id, str(node["version"]))

    async def store(self, form: Form) -> dict[str, Any] | None:
        """Store what a form says; return what was stored, or None, and the form has the problems."""
        action = "create" if form.id is None else "update"
        answer = await self.write(f"{action}_{self.editable.name}", form)
        return answer and answer[self.editable.name]

    async def write(self, name: str, form: Form) -> Data | None:
        """Run a mutation with what a form says; return its answer, or None, and the form has the problems.

        Whatever goes wrong, the form comes back with all that was written in it.
        """
        values = form.input()
        if values is None:
            return None
        try:
            answer = payload(await self.operations.write(name, input=values))
        except OperationFailed as failure:
            form.add_failure(failure_string(failure))
            return None
        form.add_problems(answer["problems"])
        return None if form.problems else answer

    async def page(self, request: Request, form: Form, status: int = 200) -> Response:
        """Return the page of a form."""
        context = {"form": form, **await self.safety(request, form)}
        return self.renderer.page(request, "form", context, status)


async def read_node(operations: AdminOperations, name: str, row_id: str) -> Data:
    """Return what an operation answers as ``node``.

    Raises:
        HTTPException: there is nothing with this id.
    """
    try:
        node = (await operations.read(name, id=row_id))["node"]
    except OperationFailed as failure:
        if failure.code != INVALID_ID:
            raise
        node = None
    if not node:
        raise HTTPException(404)
    return dict(node)


def failure_string(failure: OperationFailed) -> str:
    """Return the name of the string that says why a mutation was not run."""
    if failure.code == FORBIDDEN:
        return "may_not"
    return "try_again" if failure.is_temporary else "failed"


async def sent_fields(request: Request) -> Sequence[tuple[str, str]]:
    """Return the names and texts of a form that was sent, in document order.

    Raises:
        HTTPException: it is longer than a form with a picture can be.
    """
    return (await sent_form(request))[0]


async def sent_form(request: Request) -> tuple[Sequence[tuple[str, str]], Sequence[tuple[str, bytes]]]:
    """Return the names and texts of a form that was sent, and the names and contents of files that were chosen.

    Raises:
        HTTPException: it is longer than a form with a picture can be.
    """
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > MOST_BYTES:
        raise HTTPException(413)
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
        texts = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        request.state.sent = texts  # what is kept where the answer fails
        chosen = [(name, value) for name, value in form.multi_items() if not isinstance(value, str) and value.filename]
        return texts, [(name, await file.read()) for name, file in chosen]
