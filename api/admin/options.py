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

MOST, MOST_NAMED, LONGEST = 8, 40, 200
TARGETS = {each.type: each for each in (WORK, PERSON, ORGANIZATION, COLUMN)}
LINK = "Link"
"""What asks for whatever a link in a text may lead to."""
LINKED = ("WORK", "PERSON", "ORGANIZATION", "ISSUE")
PAGES = {"Person": "field.person", "Organization": "field.organization", "Issue": "issue_title"}
"""What tells those apart that are no works; these are told by their kinds."""
PUBLISHED = "PUBLISHED"


class Options:
    """Suggestions for references.

    Args:
        operations: what reads them.
    """

    def __init__(self, operations: AdminOperations) -> None:
        self._operations = operations

    async def show(self, request: Request) -> Response:
        """Answer what of a type a text may mean, as JSON: slug, label, and a note; for a link, where it leads as slug.

        Works may be asked for by their slugs too.

        Raises:
            HTTPException: there is no such type.
        """
        asked, t = request.query_params, visitors_language(request)
        text = asked.get("text", "")[:LONGEST].replace("\x00", "").strip()
        name = asked.get("target", "")
        if name == LINK:
            options = [
                link_option(t, node, found_by, self._operations.base_url) for node, found_by in await self._linked(text)
            ]
        elif name == WORK.type and (slugs := asked.getlist("slug")[:MOST_NAMED]):
            named = (await self._operations.read("works_named", slugs=slugs))["works"]["nodes"]
            return _json([option(t, node) for node in named])
        elif (target := TARGETS.get(name)) is None:
            raise HTTPException(404)
        elif target is COLUMN:
            options = [option(t, node) for node in await self._columns(fold(text))]
        else:
            options = [option(t, node, found_by) for node, found_by in await self._found(target, text)]
        return _json(options[:MOST])

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
        return await self._named(text, [target.type.upper()])

    async def _linked(self, text: str) -> Sequence[tuple[Data, str]]:
        """Return what readers can be led to, of any type: an issue only when they see it."""
        found = await self._named(text, LINKED) if text else ()
        return [(node, name) for node, name in found if node.get("status", PUBLISHED) == PUBLISHED]

    async def _named(self, text: str, types: Sequence[str]) -> Sequence[tuple[Data, str]]:
        completed = (await self._operations.read("suggestions", prefix=text, types=types))["found"]
        if completed:
            by_url = {each["node"]["url"]: (each["node"], each["text"]) for each in reversed(completed)}
            return list(reversed(by_url.values()))
        found = (await self._operations.read("found_options", text=text, types=types))["search"]["nodes"]
        return [(node, "") for node in found]


def option(t: AdminTranslator, node: Mapping[str, str], found_by: str = "") -> Mapping[str, str]:
    """Return what is offered, with the other name by which it was found, and what tells it from others of its name."""
    name = node.get("title") or node["name"]
    notes = [t("imports.quoted", text=found_by)] if found_by and fold(found_by) != fold(name) else []
    notes += filter(None, [note(t, node)])
    return {"slug": node["slug"], "label": name, "note": ", ".join(notes)}


def link_option(t: AdminTranslator, node: Mapping[str, str], found_by: str, base_url: str) -> Mapping[str, str]:
    """Return what is offered for a link: a work is named as texts name works, all else by its page on this site."""
    offered = option(t, node, found_by)
    is_work = node["__typename"] not in PAGES
    note = offered["note"] if is_work else ", ".join(filter(None, [t(PAGES[node["__typename"]]), offered["note"]]))
    return {**offered, "slug": f"work:{node['slug']}" if is_work else node["url"].removeprefix(base_url), "note": note}


def _json(options: Sequence[Mapping[str, str]]) -> Response:
    return Response(orjson.dumps(options), media_type="application/json")


def note(t: AdminTranslator, node: Mapping[str, str]) -> str:
    """Return what tells something from others of its name."""
    if kind := node.get("kind"):
        label = t.choice("WorkKind", kind)
        return f"{label}, {node['year']}" if node["year"] else label
    if kind := node.get("organizationKind"):
        return t.choice("OrganizationKind", kind)
    return node.get("summary") or ""
