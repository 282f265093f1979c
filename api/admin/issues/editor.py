"""The editor of an issue: all of it in reading order, beside the page that it makes."""

from typing import Any

from graphql import GraphQLSchema
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.admin.autosaves import Autosaves
from api.admin.editables import ISSUE
from api.admin.editing import Editing, read_node, sent_fields
from api.admin.forms.form import Form
from api.admin.i18n import visitors_language
from api.admin.issues.previews import Previews
from api.admin.issues.reshaping import Reshaping
from api.admin.operations import AdminOperations, Data
from api.admin.rendering import AdminRenderer
from api.pictures.upload import Uploads
from api.website.pages import Pages
from schema.attention import select_letter

UNPROCESSABLE = 422


class IssueEditor(Editing):
    """The form of an issue, and its preview.

    Args:
        schema: the schema, from which its form follows.
        operations: what reads and stores.
        renderer: the templates.
        uploads: keeps pictures.
        autosaves: what is kept of forms that are not saved.
        reshaping: divides sections, and joins them.
        pages: the pages that readers see, of which the preview is one.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what an editor is made of
        self,
        schema: GraphQLSchema,
        operations: AdminOperations,
        renderer: AdminRenderer,
        uploads: Uploads,
        autosaves: Autosaves,
        reshaping: Reshaping,
        pages: Pages,
    ) -> None:
        super().__init__(ISSUE, schema, operations, renderer, uploads, autosaves)
        self._reshaping = reshaping
        self._previews = Previews(operations, renderer, pages)

    async def change(self, form: Form, wanted: str) -> None:
        """Divide a section, or join it with the next one."""
        await self._reshaping.change(form, wanted)

    async def page(self, request: Request, form: Form, status: int = 200) -> Response:
        """Return the page of the editor; of a new issue, that of a form as short as can be."""
        if form.id is None:
            return self.renderer.page(request, "issues/new", {"form": form}, status)
        data = await self.state(form.id)
        letter = await self.operations.first(select_letter(form.id))
        context = {**data, "form": form, "letter": letter, **await self.safety(request, form)}
        return self.renderer.page(request, "issues/editor", context, status)

    async def state(self, issue_id: str) -> Data:
        """Return the publication, and where an issue stands.

        Raises:
            HTTPException: there is no issue with this id.
        """
        issue = await read_node(self.operations, "issue_state", issue_id)
        return {"publication": await self.publication(), "issue": issue}

    async def publication(self) -> Data:
        """Return the publication, as pages show it."""
        return dict((await self.operations.read("masthead"))["publication"])

    async def preview(self, request: Request) -> Response:
        """Answer with what people would see if the form were saved; else with what is wrong with it."""
        form = Form.sent(self.fields, await sent_fields(request), request.path_params["id"])
        if answer := await self.write("issue_preview", form):
            return await self._previews.show(request, answer["issue"])
        t = visitors_language(request)
        told = {path: [say(t, problem) for problem in problems] for path, problems in form.problems.items()}
        return JSONResponse({"problems": told}, UNPROCESSABLE, {"Cache-Control": "no-store"})

    async def stored_preview(self, request: Request) -> Response:
        """Answer with what people see of an issue as it is stored."""
        issue = await read_node(self.operations, "stored_preview", request.path_params["id"])
        return await self._previews.show(request, issue)


def say(t: Any, problem: Any) -> str:
    """Return a problem in the language of who made it."""
    return str(t(problem["string"]) if "string" in problem else t.problem(problem["message"]))
