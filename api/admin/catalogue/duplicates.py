"""Works that may be one: of the same kind and title, side by side, each a step from being merged."""

from itertools import groupby
from operator import itemgetter

from starlette.requests import Request
from starlette.responses import Response

from api.admin.operations import AdminOperations
from api.admin.rendering import AdminRenderer
from schema.attention import select_duplicates
from schema.vocabulary import WorkKind

TITLES, MOST = 20, 100
"""How many titles a page has, and how many works at most."""


class Duplicates:
    """The list of works that may be one.

    Args:
        operations: what reads them.
        renderer: the templates.
    """

    def __init__(self, operations: AdminOperations, renderer: AdminRenderer) -> None:
        self._operations = operations
        self._renderer = renderer

    async def show(self, request: Request) -> Response:
        """Answer with a page of them; the query says after which kind and title."""
        kind, title = (request.query_params.get(name, "") for name in ("kind", "after"))
        after = (kind, title) if kind in list(WorkKind) else None
        found = await self._operations.find(select_duplicates(TITLES + 1, after))
        groups = [list(each) for _, each in groupby(found, itemgetter("kind", "title"))]
        shown = groups[:TITLES]
        ids = [each["id"] for group in shown for each in group][:MOST]
        read = (await self._operations.read("works_alike", ids=ids))["nodes"] if ids else []
        works = {work["id"]: work for work in read if work}
        alike = [[works[each["id"]] for each in group if each["id"] in works] for group in shown]
        following = shown[-1][0] if len(groups) > TITLES else None
        context = {"groups": [group for group in alike if len(group) > 1], "following": following}
        return self._renderer.page(request, "catalogue/duplicates", context)
