"""What makes an issue public and takes it back, makes another of it, deletes it, or shows it to somebody before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.admin.editing import sent_fields
from api.admin.forms.form import Problem
from api.admin.issues.editor import IssueEditor
from api.admin.operations import Data, payload
from schema.instants import instant_text, zone
from schema.vocabulary import IssueStatus

UNPROCESSABLE = 422
APPEARING = {IssueStatus.PUBLISHED, IssueStatus.SCHEDULED}


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
        match sent.get("do", "then" if sent.get("at") else None):
            case "now":
                return await self._done(request, sent, "publish_issue", known | {"at": self._now()})
            case "own":
                return await self._done(request, sent, "publish_issue", known)
            case "then":
                return await self._then(request, sent, known)
            case "unpublish" | "cancel":
                return await self._done(request, sent, "unpublish_issue", known)
            case "copy":
                return await self._copied(request, sent, {"id": issue_id, "replaces": sent.get("replaces") == "yes"})
            case "delete":
                return await self._done(request, sent, "delete_content", known)
            case "link":
                return await self._link(request, sent, issue_id)
            case "revoke":
                await self._operations.write("revoke_preview_links", input={"id": issue_id})
                return self._to(f"/issues/{issue_id}/publish?done=revoke")
        return await self._page(request, sent, [])

    def _now(self) -> str:
        return instant_text(self._operations.clock())

    async def _then(self, request: Request, sent: Mapping[str, str], known: Mapping[str, Any]) -> Response:
        """Publish from the instant on that the form says."""
        if at := sent.get("at"):  # one of the two that an hour stands for which clocks show twice
            return await self._done(request, sent, "publish_issue", {**known, "at": at})
        if not sent.get("local_time"):
            return await self._page(request, sent, [{"string": "when_missing"}], UNPROCESSABLE)
        return await self._done(request, sent, "publish_issue", {**known, "localTime": sent["local_time"]})

    async def _done(self, request: Request, sent: Mapping[str, str], name: str, values: Mapping[str, Any]) -> Response:
        answer = payload(await self._operations.write(name, input=values))
        if answer["problems"]:
            return await self._page(request, sent, answer["problems"], UNPROCESSABLE)
        issue = answer.get("issue")
        if issue is None:
            return self._to(f"/issues/deleted?id={values['id']}")
        return self._to(f"/issues/{issue['id']}/publish?done={sent.get('do', 'then')}")

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
        context["done"] = request.query_params.get("done", "") if request.method == "GET" else ""
        context["is_to_come"] = (data["issue"]["publishedAt"] or "") > self._now()
        context["local_time"] = sent.get("local_time") or local_time(data["issue"], data["publication"]["timeZone"])
        return self._renderer.page(request, "issues/publish", context, status)


def local_time(issue: Data, time_zone: str) -> str:
    """Return when an issue appears, or did, as a clock of the publication shows it; empty where that is not decided."""
    at = issue["replacesAt"] or (issue["publishedAt"] if issue["status"] in APPEARING else None)
    if at is None:
        return ""
    local = datetime.fromisoformat(at).astimezone(zone(time_zone))
    return local.replace(tzinfo=None).isoformat(timespec="minutes")
