"""Relay's types (https://relay.dev/graphql/connections.htm) and its cursors and page sizes."""

import re
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import strawberry

from schema.engine.arguments import LARGEST_PAGE
from schema.engine.errors import BAD_USER_INPUT, INVALID_CURSOR, INVALID_ID, Refused
from schema.engine.fields import Order, scalar, value_type

Item = TypeVar("Item")
DEFAULT_PAGE = 20
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
CURSOR = re.compile(r"(?:[0-9a-f]{2})+")


@strawberry.interface(description="Anything that has an id of its own and can be fetched again by it.")
class Node:
    """Relay's node."""

    id: strawberry.ID = scalar("A global id, stable for as long as the object exists.")


@value_type
class PageInfo:
    """Where a page stands in its list."""

    has_next_page: bool = scalar("Whether anything comes after this page.")
    has_previous_page: bool = scalar("Whether anything comes before this page.")
    start_cursor: str | None = scalar("The cursor of the first item; null when the page is empty.")
    end_cursor: str | None = scalar("The cursor of the last item; give it as `after` to read on.")


@value_type
class Edge(Generic[Item]):
    """An item of a page and its place in the list."""

    cursor: str = scalar("The item's place in the list, for `after` and `before`.")
    node: Item = scalar("The item.")


@value_type
class Connection(Generic[Item]):
    """A page of a list, and the way to the next one."""

    edges: list[Edge[Item]] = scalar("The items of the page with their cursors.")
    nodes: list[Item] = scalar("The items of the page, for when no cursors are needed.")
    page_info: PageInfo = scalar("Where this page stands in the list.")
    total_count: int = scalar("How many items the whole list has. Counted only when asked for.")


def id_prefix(value: str) -> str:
    """Give the prefix that tells an id's type.

    Raises:
        Refused: the text cannot be an id.
    """
    if not ID.fullmatch(value) or "_" not in value:
        raise Refused(INVALID_ID, "This is not an id of this API; use an `id` as an answer gave it.")
    return value.split("_", 1)[0]


def read_cursor(cursor: str, name: str) -> tuple[str, str]:
    """Give the key and the id that a cursor of the order ``name`` holds.

    Raises:
        Refused: the text is not a cursor, or one of another order.
    """
    try:
        if not CURSOR.fullmatch(cursor):
            raise ValueError(cursor)
        order, _, rest = bytes.fromhex(cursor).decode().partition(":")
        key, separator, id_ = rest.rpartition(":")
        if not separator or order != name or "\x00" in rest or not ID.fullmatch(id_):
            raise ValueError(cursor)
    except ValueError:
        message = "This is not a cursor of this list and order; use one as an answer gave it."
        raise Refused(INVALID_CURSOR, message) from None
    return key, id_


def read_page(values: Mapping[str, Any], orders: Mapping[Any, Order]) -> dict[str, Any]:
    """Check a page's arguments and make them ready.

    Returns:
        ``limit`` and ``fetch`` (one more, to see whether there is more), ``backward``, ``order`` and, where given,
        ``after`` and ``before`` as ``{"key", "id"}``, and ``filter``.

    Raises:
        Refused: a page size or a cursor that cannot be.
    """
    first, last = values.get("first"), values.get("last")
    if first is not None and last is not None:
        raise Refused(BAD_USER_INPUT, "Use `first` or `last`, not both.")
    name = "last" if last is not None else "first"
    limit = last if last is not None else DEFAULT_PAGE if first is None else first
    if not 1 <= limit <= LARGEST_PAGE:
        raise Refused(BAD_USER_INPUT, f"`{name}` takes a number from 1 to {LARGEST_PAGE}.")
    asked = values.get("orderBy") or values.get("order_by")
    order = str(getattr(asked, "value", asked)) if asked is not None else next(iter(orders))
    page: dict[str, Any] = {"limit": limit, "fetch": limit + 1, "backward": last is not None, "order": order}
    for bound in ("after", "before"):
        if values.get(bound) is not None:
            key, id_ = read_cursor(values[bound], order)
            page[bound] = {"key": key, "id": id_}
    if values.get("filter") is not None:
        page["filter"] = values["filter"]
    return page
