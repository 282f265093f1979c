"""Paging through lists by cursors in addresses: ``?after=`` a place or ``?before=`` one, with what the list is of."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.datastructures import QueryParams

from api.website.results import FeedPageInfo
from api.website.stored_operations import OperationFailed, OperationResult
from api.website.urls import address
from schema.engine.errors import BAD_USER_INPUT, INVALID_CURSOR

Data = TypeVar("Data")


@dataclass(frozen=True)
class Pager:
    """The addresses of a page of a list and of its neighbours, below the public URL.

    ``canonical`` is the one that search engines should keep: a first page has no cursor in it. ``first`` is None there.
    """

    canonical: str
    first: str | None = None
    previous: str | None = None
    next: str | None = None


def cursors(query: QueryParams) -> dict[str, str]:
    """Return the cursor that a page starts after, or else the one that it ends before."""
    return next(({name: query[name]} for name in ("after", "before") if query.get(name)), {})


def page_variables(query: QueryParams, size: int) -> dict[str, Any]:
    """Return the variables of an operation for a page of so many items."""
    bounds = cursors(query)
    return {"last" if "before" in bounds else "first": size, **bounds}


def turn_pages(path: str, info: FeedPageInfo, query: QueryParams, **parameters: str | None) -> Pager:
    """Return the addresses around a page.

    Args:
        path: of the list.
        info: where the page stands in it.
        query: of the request, which has the page's own cursor.
        parameters: what else is in the list's address.
    """
    own = cursors(query) if info["hasPreviousPage"] else {}
    return Pager(
        canonical=address(path, **parameters, **own),
        first=address(path, **parameters) if own else None,
        previous=address(path, **parameters, before=info["startCursor"]) if info["hasPreviousPage"] else None,
        next=address(path, **parameters, after=info["endCursor"]) if info["hasNextPage"] else None,
    )


async def readable(reading: Awaitable[OperationResult[Data]]) -> OperationResult[Data] | None:
    """Return what an operation answers, or None where it refuses the cursor of an address.

    Raises:
        OperationFailed: it is not answered for another reason.
    """
    try:
        return await reading
    except OperationFailed as failure:
        if failure.code in {INVALID_CURSOR, BAD_USER_INPUT}:
            return None
        raise
