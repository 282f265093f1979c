"""Relay's types: https://relay.dev/graphql/connections.htm."""

from typing import Generic, TypeVar

import strawberry

from schema.engine.fields import scalar, value_type

Item = TypeVar("Item")


@strawberry.interface(description="Anything that has an id of its own and can be fetched again by it.")
class Node:
    """Relay's ``Node``."""

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
