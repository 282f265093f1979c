"""What makes an issue public and takes it back, makes another of it, deletes it, or shows it to somebody before."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.admin.editing import sent_fields
from api.admin.forms.form import Problem
from api.admin.issues.editor import IssueEditor
from api.admin.operations import payload

UNPROCESSABLE = 422


class Publishing:
    """The page from which an issue is published.

    Args:
        editor: the editor of issues.
    """

    def __init__(self, editor: IssueEditor) -> None:
        self._editor = editor
        self._operations = editor.operations
        self._renderer = editor.renderer

    async def show(self, request: Request) -> Response:
        """Answer with what can be done with an issue as it stands."""
        return await self._page(request, {}, [])

    async def act(self, request: Request) -> Response:  # noqa: PLR0911 - one for each button
        """Do what a button says: publish, unpublish, copy, delete, or make a link."""
        sent = dict(await sent_fields(request))
        issue_id = request.path_params["id"]
        version = int(sent["version"]) if sent.get("version", "").isdigit() else None
        known = {"id": issue_id, "expectedVersion": version}
        match sent.get("do", "publish" if sent.get("at") else None):
            case "publish":
                return await self._done(request, sent, "publish_issue", known | chosen_time(sent))
            case "unpublish":
                return await self._done(request, sent, "unpublish_issue", known)
            case "copy":
                return await self._copied(request, sent, {"id": issue_id, "replaces": sent.get("replaces") == "yes"})
            case "delete":
                return await self._done(request, sent, "delete_content", known)
            case "link":
                return await self._link(request, sent, issue_id)
            case "revoke":
                await self._operations.write("revoke_preview_links", input={"id": issue_id})
                return self._to(f"/issues/{issue_id}/publish?done")
        return await self._page(request, sent, [])

    async def _done(self, request: Request, sent: Mapping[str, str], name: str, values: Mapping[str, Any]) -> Response:
        answer = payload(await self._operations.write(name, input=values))
        if answer["problems"]:
            return await self._page(request, sent, answer["problems"], UNPROCESSABLE)
        issue = answer.get("issue")
        return self._to(f"/issues/{issue['id']}/publish?done" if issue else "/issues?deleted")

    async def _copied(self, request: Request, sent: Mapping[str, str], values: Mapping[str, Any]) -> Response:
        answer = payload(await self._operations.write("copy_issue", input=values))
        if answer["problems"]:
            return await self._page(request, sent, answer["problems"], UNPROCESSABLE)
        return self._to(f"/issues/{answer['issue']['id']}")

    async def _link(self, request: Request, sent: Mapping[str, str], issue_id: str) -> Response:
        days = min(90, int(sent["days"])) if sent.get("days", "").isdigit() else 7
        answer = payload(await self._operations.write("create_preview_link", input={"id": issue_id, "days": days}))
        return await self._page(request, sent, answer["problems"], link=answer["url"], ends=answer["expiresAt"])

    def _to(self, path: str) -> Response:
        return RedirectResponse(f"{self._renderer.root}{path}", 303)

    async def _page(
        self, request: Request, sent: Mapping[str, str], problems: list[Problem], status: int = 200, **told: Any
    ) -> Response:
        data = await self._editor.state(request.path_params["id"])
        context = {"link": None, "ends": None, **data, **told, "sent": sent, "problems": problems}
        context["was_done"] = "done" in request.query_params
        return self._renderer.page(request, "issues/publish", context, status)


def chosen_time(sent: Mapping[str, str]) -> dict[str, Any]:
    """Return from when on readers are to see an issue, as the form says it."""
    if instant := sent.get("at"):  # one of the two that an hour stands for which clocks show twice
        return {"at": instant}
    return {"localTime": sent["local_time"]} if sent.get("when") == "then" and sent.get("local_time") else {}
