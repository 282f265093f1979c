"""What a reference may lead to, as one types it: names that have what was typed, for a list to choose from."""

from collections.abc import Mapping, Sequence

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.admin.editables import COLUMN, ORGANIZATION, PERSON, WORK, Editable
from api.admin.i18n import AdminTranslator, visitors_language
from api.admin.operations import AdminOperations, Data
from schema.text import fold

MOST, LONGEST = 8, 200
TARGETS = {each.type: each for each in (WORK, PERSON, ORGANIZATION, COLUMN)}


class Options:
    """Suggestions for references.

    Args:
        operations: what reads them.
    """

    def __init__(self, operations: AdminOperations) -> None:
        self._operations = operations

    async def show(self, request: Request) -> Response:
        """Answer what of a type a text may mean, as JSON: slug, label, and a note.

        Raises:
            HTTPException: there is no such type.
        """
        target = TARGETS.get(request.query_params.get("target", ""))
        if target is None:
            raise HTTPException(404)
        text = request.query_params.get("text", "")[:LONGEST].replace("\x00", "").strip()
        t = visitors_language(request)
        if target is COLUMN:
            options = [option(t, node) for node in await self._columns(fold(text))]
        else:
            options = [option(t, node, name) for node, name in await self._found(target, text)]
        return Response(orjson.dumps(options[:MOST]), media_type="application/json")

    async def _columns(self, text: str) -> Sequence[Data]:
        """Return the columns that have a folded text in their names: there are few."""
        columns = (await self._operations.read("columns"))["columns"]
        return [column for column in columns if text in fold(column["name"])]

    async def _found(self, target: Editable, text: str) -> Sequence[tuple[Data, str]]:
        """Return what was found, each with the name by which it was.

        These are the names that a text completes; where there are none, names and texts with all of its words; without
        a text, the first by their names.
        """
        if not text:
            first = (await self._operations.read(f"{target.path}_options", first=MOST))["list"]["nodes"]
            return [(node, "") for node in first]
        type_ = target.type.upper()
        completed = (await self._operations.read("suggestions", prefix=text, type=type_))["found"]
        if completed:
            by_slug = {each["node"]["slug"]: (each["node"], each["text"]) for each in reversed(completed)}
            return list(reversed(by_slug.values()))
        found = (await self._operations.read("found_options", text=text, type=type_))["search"]["nodes"]
        return [(node, "") for node in found]


def option(t: AdminTranslator, node: Mapping[str, str], found_by: str = "") -> Mapping[str, str]:
    """Return what is offered, with the other name by which it was found, and what tells it from others of its name."""
    name = node.get("title") or node["name"]
    notes = [t("imports.quoted", text=found_by)] if found_by and fold(found_by) != fold(name) else []
    notes += filter(None, [note(t, node)])
    return {"slug": node["slug"], "label": name, "note": ", ".join(notes)}


def note(t: AdminTranslator, node: Mapping[str, str]) -> str:
    """Return what tells something from others of its name."""
    if kind := node.get("kind"):
        label = t.choice("WorkKind", kind)
        return f"{label}, {node['year']}" if node["year"] else label
    if kind := node.get("organizationKind"):
        return t.choice("OrganizationKind", kind)
    return node.get("summary") or ""
