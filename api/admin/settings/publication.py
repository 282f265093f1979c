"""The form of the publication: its name, its texts, its logo, its time zone."""

from collections.abc import Sequence

from graphql import GraphQLSchema
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.admin.editables import PUBLICATION
from api.admin.editing import failure_string, sent_form
from api.admin.files import keep_files
from api.admin.forms.fields import Field
from api.admin.forms.form import CHANGE, OVER, Form
from api.admin.forms.stored import stored_texts
from api.admin.i18n import visitors_language
from api.admin.operations import AdminOperations, payload
from api.admin.rendering import AdminRenderer
from api.admin.settings.colors import shown_colors, told_of_logo
from api.pictures.upload import Uploads
from api.website.stored_operations import OperationFailed
from schema.colors import COLOR

UNPROCESSABLE = 422
ACCENT, HOUSE = "accentColor", "house"
"""The field of the colour, and the box beside it that asks for the colours of the house."""


class PublicationSettings:
    """The form of the publication, which there is one of.

    Args:
        schema: the schema, from which its form follows.
        operations: what reads and stores.
        renderer: the templates.
        uploads: keeps pictures.
    """

    def __init__(
        self, schema: GraphQLSchema, operations: AdminOperations, renderer: AdminRenderer, uploads: Uploads
    ) -> None:
        self._schema = schema
        self._operations = operations
        self._renderer = renderer
        self._uploads = uploads

    @property
    def _fields(self) -> Sequence[Field]:
        return PUBLICATION.fields(self._schema)

    async def show(self, request: Request) -> Response:
        """Answer the form, as the publication stands."""
        stored = (await self._operations.read("publication_form"))["publication"]
        form = Form(self._fields, stored_texts(self._fields, stored), stored["id"], str(stored["version"]))
        return await self._page(request, form)

    async def save(self, request: Request) -> Response:
        """Store what was sent; where it cannot be stored, answer the form with the reasons."""
        sent, refused = await keep_files(self._uploads, *await sent_form(request))
        if dict(sent).get(HOUSE):  # a browser's chooser of colours always stands at one
            sent = [(name, value) for name, value in sent if name != ACCENT]
        form = Form.sent(self._fields, sent, "")
        form.add_refused(refused)
        if not any(name == CHANGE for name, _ in sent):
            form.version = dict(sent).get(OVER, form.version)
            if not refused and await self._store(form):
                return RedirectResponse(f"{self._renderer.root}/settings?saved", 303)
        return await self._page(request, form, UNPROCESSABLE if form.problems else 200)

    async def _store(self, form: Form) -> bool:
        values = form.input()
        if values is None:
            return False
        del values["id"]
        try:
            form.add_problems(payload(await self._operations.write("update_publication", input=values))["problems"])
        except OperationFailed as failure:
            form.add_failure(failure_string(failure))
        return not form.problems

    async def _page(self, request: Request, form: Form, status: int = 200) -> Response:
        t, given = visitors_language(request), form.texts[ACCENT]
        accent = given if COLOR.fullmatch(given) else None
        logo = (await self._operations.read("masthead"))["publication"]["logo"]
        is_shown = logo and logo["url"] == form.texts["logo"]["url"]
        context = {
            **shown_colors(accent, t),
            "form": form,
            "was_saved": "saved" in request.query_params,
            "logo_told": told_of_logo(logo["dominantColor"], accent, t) if is_shown else None,
        }
        return self._renderer.page(request, "settings/publication", context, status)
