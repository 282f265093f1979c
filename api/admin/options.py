"""What a reference may lead to, as one types it: the first names that begin so, for a list to choose from."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.admin.editables import COLUMN, ORGANIZATION, PERSON, WORK
from api.admin.i18n import AdminTranslator, visitors_language
from api.admin.operations import AdminOperations, Data
from schema.text import fold

MOST, LONGEST = 8, 200
ORDERS = {WORK: "TITLE_ASC", PERSON: "NAME_ASC", ORGANIZATION: "NAME_ASC"}
"""The orders by name, in which all names that begin alike stand together."""
TARGETS = {each.type: each for each in (WORK, PERSON, ORGANIZATION, COLUMN)}


class Options:
    """Suggestions for references.

    Args:
        operations: what reads them.
    """

    def __init__(self, operations: AdminOperations) -> None:
        self._operations = operations

    async def show(self, request: Request) -> Response:
        """Answer what the names of a type are that begin with a text, as JSON: slug, label, and a note.

        Raises:
            HTTPException: there is no such type.
        """
        target = TARGETS.get(request.query_params.get("target", ""))
        if target is None:
            raise HTTPException(404)
        prefix = fold(request.query_params.get("text", "")[:LONGEST].replace("\x00", ""))
        t = visitors_language(request)
        nodes = (
            await self._columns() if target is COLUMN else await self._beginning(target.path, ORDERS[target], prefix)
        )
        found = [node for node in nodes if matches(node["name"], prefix, anywhere=target is COLUMN)]
        options = [{"slug": node["slug"], "label": node["name"], "note": note(t, node)} for node in found]
        return Response(orjson.dumps(options[:MOST]), media_type="application/json")

    async def _columns(self) -> list[Data]:
        """Return all columns: there are few."""
        return list((await self._operations.read("columns"))["columns"])

    async def _beginning(self, name: str, order: str, prefix: str) -> list[Data]:
        """Return what follows a text in the order of names: one walk through an index, however many there are."""
        after = cursor_before(order, prefix) if prefix else None
        return list((await self._operations.read(f"{name}_options", first=MOST, after=after))["list"]["nodes"])


def cursor_before(order: str, prefix: str) -> str:
    """Return the cursor of the place before all names that begin with a folded text."""
    return f"{order}:{prefix}:-".encode().hex()


def matches(name: str, prefix: str, *, anywhere: bool) -> bool:
    """Whether a name begins with a folded text, or has it anywhere."""
    return prefix in fold(name) if anywhere else fold(name).startswith(prefix)


def note(t: AdminTranslator, node: Mapping[str, Any]) -> str:
    """Return what tells something from others of its name."""
    if kind := node.get("kind"):
        label = t.choice("WorkKind", kind)
        return f"{label}, {node['year']}" if node["year"] else label
    if kind := node.get("organizationKind"):
        return t.choice("OrganizationKind", kind)
    return node.get("summary") or ""
