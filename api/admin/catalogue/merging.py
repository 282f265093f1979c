"""Merging two that are one: both beside what becomes of them, before anything is stored."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.admin.editables import Editable
from api.admin.editing import failure_string, read_node, sent_fields
from api.admin.i18n import AdminTranslator, visitors_language
from api.admin.operations import AdminOperations, Data, payload
from api.admin.rendering import AdminRenderer
from api.website.stored_operations import OperationFailed

TOLD = {
    "Work": (
        *("title", "originalTitle", "aliases", "slug", "kind", "year", "releaseDate", "summary", "partOf", "tags"),
        *("credits", "organizations", "availability", "externalIds", "links", "recommendations"),
    ),
    "Person": ("name", "aliases", "slug", "summary", "affiliations", "works", "sections", "issues", "recommendations"),
    "Organization": (
        *("name", "aliases", "slug", "kind", "summary", "website"),
        *("works", "availableWorks", "people", "sections"),
    ),
}
"""What of two that are one is compared."""
VALUES = {"role": "CreditRole", "access": "Access"}
"""The vocabularies of what is told as people say it."""


class Merging:
    """The merging of what is of one type.

    Args:
        editable: the type.
        operations: what reads, tries and merges.
        renderer: the templates.
    """

    def __init__(self, editable: Editable, operations: AdminOperations, renderer: AdminRenderer) -> None:
        self._editable = editable
        self._operations = operations
        self._renderer = renderer

    async def show(self, request: Request) -> Response:
        """Answer with one and, where the query names another by its slug, with what becomes of both."""
        name, path = self._editable.name, self._editable.path
        into = await read_node(self._operations, f"{name}_uses", request.path_params["id"])
        slug = request.query_params.get("duplicate", "").strip()
        data = await self._operations.read(f"{path}_to_merge", into=into["id"], duplicate=slug) if slug else {}
        duplicate = data.get("duplicate")
        if duplicate is None:
            problems = [{"string": f"no_such.{name}"}] if slug else []
            return self._page(request, into, slug, problems)
        values = {"into": into["id"], "duplicate": duplicate["id"]}
        answer, problems = await self._write(f"merge_{path}_preview", values)
        if problems:
            return self._page(request, into, slug, problems)
        rows = compared(visitors_language(request), self._editable.type, data["into"], duplicate, answer[name])
        context = {"kept": data["into"], "gone": duplicate, "rows": rows}
        return self._page(request, into, slug, [], **context)

    async def merge(self, request: Request) -> Response:
        """Merge both, as they were seen."""
        sent = dict(await sent_fields(request))
        into = request.path_params["id"]
        versions = {name: int(sent[name]) for name in ("version", "other") if sent.get(name, "").isdigit()}
        values = {
            "into": into,
            "duplicate": sent.get("duplicate", ""),
            "expectedVersion": versions.get("version"),
            "expectedDuplicateVersion": versions.get("other"),
        }
        _, problems = await self._write(f"merge_{self._editable.path}", values)
        if problems:
            used = await read_node(self._operations, f"{self._editable.name}_uses", into)
            return self._page(request, used, "", problems)
        return RedirectResponse(f"{self._renderer.root}/{self._editable.path}/{into}?saved", 303)

    async def _write(self, name: str, values: Mapping[str, Any]) -> tuple[Data, list[Any]]:
        try:
            answer = payload(await self._operations.write(name, input=values))
        except OperationFailed as failure:
            return {}, [{"string": failure_string(failure)}]
        return answer, answer["problems"]

    def _page(self, request: Request, into: Data, slug: str, problems: list[Any], **found: Any) -> Response:
        context = {"editable": self._editable, "into": into, "slug": slug, "problems": problems, "rows": [], **found}
        return self._renderer.page(request, "catalogue/merge", context, 422 if problems else 200)


def compared(t: AdminTranslator, type_: str, *found: Data) -> list[tuple[str, list[str]]]:
    """Return what things of a type have, field by field, as people say it: those that any of them has."""
    spoken = [{**each, "kind": t.choice(f"{type_}Kind", each["kind"])} if "kind" in each else each for each in found]
    rows = [(name, [said(t, name, each[name]) for each in spoken]) for name in TOLD[type_]]
    return [(t.field(name), values) for name, values in rows if any(values)]


def said(t: AdminTranslator, name: str, value: Any) -> str:
    """Return a value as a text; items of a list of things stand on lines of their own."""
    match value:
        case None:
            return ""
        case {"totalCount": count}:
            return str(count) if count else ""
        case dict():
            return ", ".join(text for key, each in value.items() if (text := said(t, key, each)))
        case list():
            return "\n".join(said(t, name, each) for each in value)
    return t.choice(VALUES[name], value) if name in VALUES else str(value)
