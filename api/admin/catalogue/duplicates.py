"""What may be one: works of the same kind and title, people or organisations of the same name, a step from a merge."""

from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.admin.editables import ORGANIZATION, PERSON, WORK, Editable
from api.admin.operations import AdminOperations
from api.admin.rendering import AdminRenderer
from schema import tables
from schema.attention import select_duplicates, select_namesakes
from schema.rows import Model
from schema.vocabulary import WorkKind

TITLES, MOST = 20, 100
"""How many names a page has, and how many things at most."""
MODELS: Mapping[Editable, Model] = {PERSON: tables.Person, ORGANIZATION: tables.Organization}


class Duplicates:
    """The list of what may be one.

    Args:
        editable: of which type.
        operations: what reads them.
        renderer: the templates.
    """

    def __init__(self, editable: Editable, operations: AdminOperations, renderer: AdminRenderer) -> None:
        self._editable = editable
        self._operations = operations
        self._renderer = renderer

    async def show(self, request: Request) -> Response:
        """Answer with a page of them; the query says after which kind and name."""
        found = await self._operations.find(self._select(request.query_params))
        groups = [list(each) for _, each in groupby(found, itemgetter("kind", "title"))]
        shown = groups[:TITLES]
        ids = [each["id"] for group in shown for each in group][:MOST]
        operation = "works_alike" if self._editable is WORK else "names_alike"
        read = (await self._operations.read(operation, ids=ids))["nodes"] if ids else []
        named = {each["id"]: each for each in read if each}
        alike = [[named[each["id"]] for each in group if each["id"] in named] for group in shown]
        following = shown[-1][0] if len(groups) > TITLES else None
        groups_of_two = [group for group in alike if len(group) > 1]
        context = {"editable": self._editable, "groups": groups_of_two, "following": following}
        return self._renderer.page(request, "catalogue/duplicates", context)

    def _select(self, query: Mapping[str, str]) -> Any:
        kind, name = query.get("kind", ""), query.get("after", "")
        if self._editable is WORK:
            return select_duplicates(TITLES + 1, (kind, name) if kind in list(WorkKind) else None)
        return select_namesakes(MODELS[self._editable], TITLES + 1, name)
