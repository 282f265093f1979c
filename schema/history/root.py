"""The root field ``revisions``: Python answers it, to whoever may read drafts and asks for them."""

from datetime import datetime
from typing import Annotated, Any

import orjson
import strawberry

from schema.bases import table_of
from schema.context import RequestContext
from schema.documents import DOCUMENTED
from schema.engine.arguments import LARGEST_PAGE
from schema.engine.errors import BAD_USER_INPUT, INVALID_CURSOR, error_with_code
from schema.engine.pagination import DEFAULT_PAGE
from schema.engine.relay import Connection, Edge, PageInfo
from schema.enums import RevisionAction
from schema.history.differences import Difference, differences
from schema.history.reading import History
from schema.ids import PREFIXES
from schema.visibility import EDITORIAL

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
        description="Who saved it, by the public letters of their key; null for commands and imports on the server."
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
FIRST = strawberry.argument(description=f"How many, at most {LARGEST_PAGE}.")
AFTER = strawberry.argument(description="The cursor to go on after.")


async def revisions(
    info: Info,
    id: Annotated[strawberry.ID, ID],  # noqa: A002 - its name in the API
    first: Annotated[int, FIRST] = DEFAULT_PAGE,
    after: Annotated[str | None, AFTER] = None,
) -> Connection[Revision]:
    """Return the revisions of something, the newest first.

    Raises:
        GraphQLError: whoever asks may not see them, or an argument is none.
    """
    if info.context.read_scope is not EDITORIAL:
        raise error_with_code(DRAFTS_ONLY, "FORBIDDEN")
    if not 1 <= first <= LARGEST_PAGE:
        raise error_with_code(f"`first` takes a number from 1 to {LARGEST_PAGE}.", BAD_USER_INPUT)
    if after and not (after.isascii() and after.isdecimal() and len(after) < 10):  # noqa: PLR2004 - of 32 bits
        raise error_with_code("This is not a cursor of this list; use one as an answer gave it.", INVALID_CURSOR)
    model = MODELS.get(id.partition("_")[0])
    if model is None:
        return connection([], first, after, 0)
    history = History(info.schema.engine, model, id)  # type: ignore[attr-defined]
    total, rows = await history.page(first + 1, int(after) if after else None)
    return connection([Revision(history=history, **row) for row in rows], first, after, total)


def connection(found: list[Revision], first: int, after: str | None, total: int) -> Connection[Revision]:
    """Make a page of revisions, of which one more than asked for were read."""
    nodes = found[:first]
    edges = [EDGE(cursor=str(node.version), node=node) for node in nodes]
    page_info = PAGE_INFO(
        has_next_page=len(found) > first,
        has_previous_page=bool(after),
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    page: Connection[Revision] = CONNECTION(edges=edges, nodes=nodes, page_info=page_info, total_count=total)
    return page
