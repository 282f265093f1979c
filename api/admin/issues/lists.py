"""The issues by where they stand: drafts, scheduled ones, published ones, those that were taken back."""

from starlette.requests import Request
from starlette.responses import Response

from api.admin.operations import AdminOperations
from api.admin.rendering import AdminRenderer
from schema.vocabulary import IssueStatus

PAGE = 50
OLDEST_FIRST = "PUBLISHED_AT_ASC"


class IssueLists:
    """The list of issues.

    Args:
        operations: what reads them.
        renderer: the templates.
    """

    def __init__(self, operations: AdminOperations, renderer: AdminRenderer) -> None:
        self._operations = operations
        self._renderer = renderer

    async def show(self, request: Request) -> Response:
        """Answer with a page of issues; the query says of which state, and after which one."""
        wanted = request.query_params.get("status", "")
        status = [wanted] if wanted in IssueStatus.__members__ else None
        order = OLDEST_FIRST if wanted == IssueStatus.SCHEDULED else None
        after = request.query_params.get("after")
        data = await self._operations.read("issues", status=status, order=order, first=PAGE, after=after)
        context = {"statuses": list(IssueStatus), "wanted": wanted, **data}
        return self._renderer.page(request, "issues/list", context)
