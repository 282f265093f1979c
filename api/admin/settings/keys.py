"""The keys of the API: who has which, made and ended by those who administer the magazine."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.admin.editing import failure_string, sent_fields
from api.admin.forms.form import Problem
from api.admin.operations import AdminOperations, payload
from api.admin.rendering import AdminRenderer
from api.website.stored_operations import OperationFailed
from schema.vocabulary import Scope

UNPROCESSABLE = 422


class Keys:
    """The list of keys.

    Args:
        operations: what reads and writes them.
        renderer: the templates.
    """

    def __init__(self, operations: AdminOperations, renderer: AdminRenderer) -> None:
        self._operations = operations
        self._renderer = renderer

    async def show(self, request: Request) -> Response:
        """Answer with the keys."""
        return await self._page(request)

    async def act(self, request: Request) -> Response:
        """Make a key, whose secret is shown this once, or end one."""
        sent = await sent_fields(request)
        values = dict(sent)
        if prefix := values.get("revoke"):
            name, wanted = "revoke_key", {"prefix": prefix}
        else:
            name, wanted = "create_key", key_input(sent)
        try:
            answer = payload(await self._operations.write(name, input=wanted))
        except OperationFailed as failure:
            return await self._page(request, values, [{"string": failure_string(failure)}])
        if answer["problems"]:
            return await self._page(request, values, answer["problems"])
        return await self._page(request, secret=answer.get("secret"))

    async def _page(
        self,
        request: Request,
        sent: Mapping[str, str] | None = None,
        problems: Sequence[Problem] = (),
        secret: str | None = None,
    ) -> Response:
        try:
            keys = (await self._operations.read("keys"))["keys"]
        except OperationFailed as failure:
            if failure.code is None or failure.is_temporary:
                raise
            keys = None
        context = {"keys": keys, "scopes": list(Scope), "sent": sent or {}, "problems": problems, "secret": secret}
        return self._renderer.page(request, "settings/keys", context, UNPROCESSABLE if problems else 200)


def key_input(sent: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the input of ``createKey`` that a form says."""
    values = dict(sent)
    points = values.get("points", "").strip()
    return {
        "name": values.get("name", "").strip(),
        "scopes": [value for name, value in sent if name == "scope" and value in Scope.__members__],
        "origins": values.get("origins", "").split(),
        "expiresAt": f"{values['expires']}T00:00:00Z" if values.get("expires") else None,
        "pointsPerMinute": int(points) if points.isdigit() else None,
    }
