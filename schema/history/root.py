"""The root field ``revisions``: Python answers it, to whoever may read drafts and asks for them."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import orjson
import strawberry

from schema.bases import table_of
from schema.context import RequestContext
from schema.documents import DOCUMENTED
from schema.engine.arguments import LARGEST_PAGE
from schema.engine.errors import INVALID_CURSOR, Refused, error_with_code
from schema.engine.pagination import DEFAULT_PAGE, read_page_arguments
from schema.engine.relay import Connection, Edge, PageInfo
from schema.engine.specs import Order
from schema.enums import RevisionAction
from schema.history.differences import Difference, differences
from schema.history.reading import History
from schema.ids import PREFIXES
from schema.tables import Issue
from schema.visibility import EDITORIAL

NEWEST = "NEWEST_FIRST"
ORDERS = {NEWEST: Order("version", descending=True)}
VERSION = re.compile(r"[0-9]{1,9}")
EDGE: Any = Edge
CONNECTION: Any = Connection
PAGE_INFO: Any = PageInfo
Info = strawberry.Info[RequestContext, None]
MODELS = {PREFIXES[table_of(model).name]: model for model in DOCUMENTED}
"""The tables whose rows have revisions, by the beginnings of their ids."""
DRAFTS_ONLY = "Revisions are read with a key that has the scope READ_DRAFTS, and the header `Liane-View: draft`."
BASE = strawberry.argument(name="from", description="The version to compare with; left out, the one listed before.")


async def read_differences(self: "Revision", base: Annotated[int | None, BASE] = None) -> list[Difference] | None:
    """Return what a revision changed."""
    if base == self.version:
        return []
    documents = await self.history.documents(self.version, base)
    new = documents.pop(self.version)
    if base is not None and not documents:
        return None
    old = next(iter(documents.values()), {})
    return differences(old, new, await self.history.names(old, new))


async def read_document(self: "Revision") -> str:
    """Return the document of a revision."""
    documents = await self.history.documents(self.version, self.version)
    return orjson.dumps(documents[self.version]).decode()


@strawberry.type(description="What something was at a version, and how that came about.")
class Revision:
    """What something was at a version."""

    history: strawberry.Private[History]
    version: int = strawberry.field(description="The version.")
    at: datetime = strawberry.field(description="When it was saved.")
    by: str | None = strawberry.field(
        description="The name of who saved it, or of their key; null for commands and imports on the server."
    )
    action: RevisionAction = strawberry.field(description="How it came about.")

    differences: list[Difference] | None = strawberry.field(
        resolver=read_differences,
        description="What it changed, in words; null where the version to compare with is not kept.",
    )
    document: str = strawberry.field(
        resolver=read_document,
        description="All of it as JSON, as it is stored: columns by their names, references by ids.",
    )


ID = strawberry.argument(description="Of an issue, work, person, organisation or column, or of the publication.")
FIRST = strawberry.argument(description=f"How many of the newest, at most {LARGEST_PAGE}; {DEFAULT_PAGE} if not said.")
AFTER = strawberry.argument(description="The cursor of the revision to go on after.")
LAST = strawberry.argument(description=f"How many of the oldest, at most {LARGEST_PAGE}.")
BEFORE = strawberry.argument(description="The cursor of the revision to end before.")


async def revisions(
    info: Info,
    id: Annotated[strawberry.ID, ID],  # noqa: A002 - its name in the API
    first: Annotated[int | None, FIRST] = None,
    after: Annotated[str | None, AFTER] = None,
    last: Annotated[int | None, LAST] = None,
    before: Annotated[str | None, BEFORE] = None,
) -> Connection[Revision]:
    """Return the revisions of something, the newest first.

    Raises:
        GraphQLError: whoever asks may not see them, or an argument is none.
    """
    if info.context.read_scope is not EDITORIAL:
        raise error_with_code(DRAFTS_ONLY, "FORBIDDEN")
    try:
        page = read_page_arguments({"first": first, "last": last, "after": after, "before": before}, ORDERS)
        bounds = [version_of(page.get(name)) for name in ("after", "before")]
    except Refused as refused:
        raise error_with_code(refused.message, refused.code) from None
    model = MODELS.get(id.partition("_")[0])
    history = History(info.schema.engine, model or Issue, id)  # type: ignore[attr-defined]
    total, rows = await history.page(page["fetch"], *bounds, backward=page["backward"])
    found = [Revision(history=history, **row) for row in rows]
    nodes = found[-page["limit"] :] if page["backward"] else found[: page["limit"]]
    more, beyond = len(found) > len(nodes), page["backward"]
    edges = [EDGE(cursor=cursor_of(node), node=node) for node in nodes]
    page_info = PAGE_INFO(
        has_next_page=bool(before) if beyond else more,
        has_previous_page=more if beyond else bool(after),
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    connection: Connection[Revision] = CONNECTION(edges=edges, nodes=nodes, page_info=page_info, total_count=total)
    return connection


def cursor_of(revision: Revision) -> str:
    """Return the cursor of a revision, as those of other lists are made."""
    return f"{NEWEST}:{revision.version}:{revision.history.id}".encode().hex()


def version_of(bound: Mapping[str, str] | None) -> int | None:
    """Return the version in a cursor that was decoded.

    Raises:
        Refused: it is none.
    """
    if bound is None:
        return None
    if not VERSION.fullmatch(bound["key"]):
        raise Refused(INVALID_CURSOR, "This is not a cursor of this list and order; use one as an answer gave it.")
    return int(bound["key"])
