"""The rows that the twin reads, as a viewer sees them, and lists of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from schema.bases import table_of
from schema.kinds import KINDS
from schema.text import fold

Row = dict[str, Any]


Field = Callable[..., Any]


Orders = Mapping[str, tuple[Callable[["View", Row, Row], str], bool]]
"""By name: the key of a row in a view where a filter is asked for, and whether it descends."""


KIND_TABLES = {kind.name: (kind.type.__name__, table_of(kind.row)) for kind in KINDS.values()}


NODE_TABLES = {
    "publication": "Publication",
    "issues": "Issue",
    "columns": "Column",
    "sections": "Section",
    "recommendations": "Recommendation",
    "people": "Person",
    "organizations": "Organization",
}


ID_PREFIXES = {"pub", "iss", "col", "sec", "rec", "wrk", "per", "org"}


def typed(stored: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """Mark every row with its GraphQL type, and give works the columns of their kind."""
    tables = {name: [{**row, "__typename": NODE_TABLES.get(name)} for row in rows] for name, rows in stored.items()}
    tables["works"] = []
    for work in stored["works"]:
        name, table = KIND_TABLES[work["kind"]]
        own: Row = next((row for row in stored[table.name] if row["id"] == work["id"]), {})
        tables["works"].append({**own, **work, "__typename": name})
    return tables


@dataclass
class View:
    """The rows that one viewer may see at an instant."""

    tables: Mapping[str, list[Row]]
    public: bool
    now: datetime
    base_url: str

    @cached_property
    def visible(self) -> dict[str, list[Row]]:
        """The visible rows of each table."""
        return {name: [row for row in rows if self.is_visible(row)] for name, rows in self.tables.items()}

    @cached_property
    def by_id(self) -> dict[str, dict[str, Row]]:
        """The visible rows by their id."""
        return {name: {row["id"]: row for row in rows if "id" in row} for name, rows in self.visible.items()}

    def is_visible(self, row: Row) -> bool:
        """Whether the viewer may see a row."""
        if not self.public or "visible_from" not in row:
            return True
        return row["visible_from"] is not None and row["visible_from"] <= self.now

    def get(self, table: str, id_: str | None) -> Row | None:
        """Return a row by its id."""
        return self.by_id[table].get(id_) if id_ is not None else None

    def where(self, table: str, by: str = "position", **owner: Any) -> list[Row]:
        """List the rows with these values."""
        rows = [row for row in self.visible[table] if all(row[name] == value for name, value in owner.items())]
        return sorted(rows, key=lambda row: row[by])

    def linked(self, link: str, table: str, key: str, **owner: Any) -> list[Row]:
        """List the rows that a link table leads to, in its order."""
        rows = (self.get(table, row[key]) for row in self.where(link, **owner))
        return [row for row in rows if row is not None]

    def with_slugs(self, type_: str, table: str, slugs: Iterable[str]) -> list[Row]:
        """List the rows that have, or had, one of the slugs."""
        ids = self.targets(type_, slugs)
        return [row for row in self.visible[table] if row["id"] in ids]

    def targets(self, type_: str, slugs: Iterable[str]) -> set[str]:
        """Return the ids that slugs are reserved for."""
        wanted = {fold(slug) for slug in slugs}
        return {row["target_id"] for row in self.tables["slugs"] if row["type"] == type_ and row["slug"] in wanted}

    def with_slug(self, type_: str, table: str, slug: str) -> Row | None:
        """Return the row that has, or had, a slug."""
        return next(iter(self.with_slugs(type_, table, [slug])), None)


@dataclass(frozen=True)
class Paged:
    """The list behind a connection: its rows and, by name, the orders it can have.

    ``lists`` gives the rows for any filter; ``wanted`` is the one that is asked for. ``roles`` are those of an edge.
    """

    rows: list[Row]
    orders: Orders
    lists: Callable[[Row], list[Row]] = lambda wanted: []
    wanted: Row = field(default_factory=dict)
    roles: Callable[[Row], list[str] | None] = lambda row: None

    def rows_for(self, **other: Any) -> list[Row]:
        """List the rows with some fields of the filter changed."""
        return self.lists({**self.wanted, **other})


def filtered(lists: Callable[[Row], list[Row]], wanted: Row | None, orders: Orders) -> Paged:
    """Return a list that is filtered."""
    return Paged(lists(wanted or {}), orders, lists, wanted or {})


def issue_status(view: View, row: Row) -> str:
    """Return the status of an issue."""
    if row["status"] == "PUBLISHED" and row["published_at"] > view.now:
        return "SCHEDULED"
    return str(row["status"])


def any_of(row: Row, wanted: Mapping[str, Any], *names: str) -> bool:
    """Whether a row's columns have any of the values that a filter has for them."""
    return all(wanted.get(name) is None or row[name] in wanted[name] for name in names)


def one(view: View, table: str, id_: str) -> Row:
    """Return a row, whoever may see it."""
    return next(row for row in view.tables[table] if row["id"] == id_)


def tags(view: View, work: Row) -> list[str]:
    """List a work's tags."""
    return [row["name"] for row in view.linked("work_tags", "tags", "tag_id", work_id=work["id"])]
