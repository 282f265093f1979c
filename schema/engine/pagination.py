"""The arguments of a connection: ``first``, ``after``, ``last``, ``before``, ``orderBy`` and ``filter``."""

from collections.abc import Mapping
from typing import Any

from schema.engine.arguments import LARGEST_PAGE
from schema.engine.cursors import decode_cursor
from schema.engine.errors import BAD_USER_INPUT, Refused
from schema.engine.fields import filter_spec
from schema.engine.specs import AnyFilter, CheckedCondition, NotFilter, Order

DEFAULT_PAGE = 20
DEEPEST_FILTER, MOST_FILTERS = 3, 20
"""How deep `anyOf` and `not` may nest in a filter, and how many filters they may hold in all."""


def read_facet_arguments(values: Mapping[str, Any]) -> dict[str, Any]:
    """Check a facet's arguments and resolve their defaults.

    Raises:
        Refused: the number is out of range.
    """
    first = values.get("first")
    if first is not None and not 1 <= first <= LARGEST_PAGE:
        raise Refused(BAD_USER_INPUT, f"`first` takes a number from 1 to {LARGEST_PAGE}.")
    return {"first": DEFAULT_PAGE if first is None else first}


def read_page_arguments(
    values: Mapping[str, Any], orders: Mapping[Any, Order], filter_type: Any = None
) -> dict[str, Any]:
    """Check a connection's arguments and resolve their defaults.

    Returns:
        ``limit`` and ``fetch`` (one row more, to see whether there is a next page), ``backward``, ``order`` and, where
        given, ``after`` and ``before`` as ``{"key", "id"}``, and ``filter``.

    Raises:
        Refused: a page size is out of range, a cursor is not one of this order, the order needs another filter, or a
            value of the filter has not its form.
    """
    first, last = values.get("first"), values.get("last")
    if first is not None and last is not None:
        raise Refused(BAD_USER_INPUT, "Use `first` or `last`, not both.")
    name = "last" if last is not None else "first"
    limit = last if last is not None else DEFAULT_PAGE if first is None else first
    if not 1 <= limit <= LARGEST_PAGE:
        raise Refused(BAD_USER_INPUT, f"`{name}` takes a number from 1 to {LARGEST_PAGE}.")
    order_by = values.get("orderBy") or values.get("order_by")
    order = str(getattr(order_by, "value", order_by)) if order_by is not None else next(iter(orders))
    page: dict[str, Any] = {"limit": limit, "fetch": limit + 1, "backward": last is not None, "order": order}
    for bound in ("after", "before"):
        if values.get(bound):  # an empty cursor is no bound, as clients send it for the first page
            key, id_ = decode_cursor(values[bound], order)
            page[bound] = {"key": key, "id": id_}
    if values.get("filter") is not None:
        if count_filters(values["filter"]) > MOST_FILTERS:
            raise Refused(BAD_USER_INPUT, f"`anyOf` and `not` take at most {MOST_FILTERS} filters in all.")
        page["filter"] = values["filter"] if filter_type is None else read_filter(filter_type, values["filter"])
    needed = orders[order].needs
    if needed and page.get("filter", {}).get(needed) is None:
        raise Refused(BAD_USER_INPUT, f"The order `{order}` needs `{needed}` in the filter.")
    return page


def read_filter(type_: Any, value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a filter with what its values stand for, those of the filters inside too.

    Raises:
        Refused: a value has not the form that it takes.
    """
    read: dict[str, Any] = {}
    for key, given in value.items():
        spec = filter_spec(type_, key) if given is not None else None
        if isinstance(spec, AnyFilter):
            read[key] = [read_filter(type_, each) for each in given]
        elif isinstance(spec, NotFilter):
            read[key] = read_filter(type_, given)
        else:
            read[key] = [*map(spec.read, given)] if isinstance(spec, CheckedCondition) else given
    return read


def count_filters(value: Mapping[str, Any], depth: int = 0) -> int:
    """Count the filters inside a filter, however deep.

    Raises:
        Refused: they nest too deep.
    """
    inside = list(value.get("anyOf") or ())
    if value.get("not") is not None:
        inside.append(value["not"])
    if inside and depth == DEEPEST_FILTER:
        raise Refused(BAD_USER_INPUT, f"`anyOf` and `not` nest at most {DEEPEST_FILTER} deep.")
    return sum(1 + count_filters(each, depth + 1) for each in inside)
