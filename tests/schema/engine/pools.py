"""Values for the arguments of generated operations: some that mean something in a world, and some that do not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from hypothesis import strategies as st

from tests.schema.engine.twin_orders import ISSUES, NAMED, NEWEST, RECOMMENDATIONS, WORKS
from tests.schema.engine.twin_rows import Row, View
from tests.schema.engine.worlds import NOW

LISTS = {
    "IssueConnection": ("issues", ISSUES),
    "WorkConnection": ("works", WORKS),
    "SectionConnection": ("sections", NEWEST),
    "RecommendationConnection": ("recommendations", RECOMMENDATIONS),
    "PersonConnection": ("people", NAMED),
    "OrganizationConnection": ("organizations", NAMED),
}
SLUGGED = {
    "Issue": "Issue",
    "IssueFilter": "Issue",
    "Work": "Work",
    "WorkFilter": "Work",
    "Column": "Column",
    "Person": "Person",
    "PersonFilter": "Person",
    "Organization": "Organization",
    "OrganizationFilter": "Organization",
}
SLUGS_OF = {"author": "Person", "recommendedBy": "Person", "partOf": "Work"}
COUNTRIES = ("FR", "MX", "PF", "AQ")
BAD_TEXTS = ("", "nobody", "UPPER", "x' OR '1'='1", "é", "\u2028", "nul \x00", "\ud800", "🦜", "%", "a" * 200)
BAD_IDS = (
    "",
    "iss",
    "iss_",
    "xyz_1",
    "wrk_not here",
    "wrk_missing",
    "a_b\x00",
    "per_" + "x" * 70,
    "iss_é",
    "_",
    "crd_1",
)
BAD_CURSORS = (
    "",
    "zz",
    "abc",
    "é",
    "A1B2",
    "00",
    b"TITLE_ASC".hex(),
    b"TITLE_ASC:x".hex(),
    b"TITLE_ASC:x:".hex(),
    b"TITLE_ASC:\x00:wrk_1".hex(),
    b"TITLE_ASC:\xff:wrk_1".hex(),
    b"NEWEST_FIRST:x:not an id".hex(),
    b"TITLE_ASC:x:wrk_1".hex().upper(),
    b"title_asc:x:wrk_1".hex(),
    b" TITLE_ASC:x:wrk_1".hex(),
)


@dataclass
class Pools:
    """Values by the argument they are for, from the rows as they were before some disappeared."""

    rows: Mapping[str, list[Row]]
    cursors_of: dict[str, st.SearchStrategy[str]] = field(default_factory=dict, init=False)
    """Those of a list, once they are made: each is worked out of all rows."""

    def of(self, argument: str, type_: str) -> st.SearchStrategy[Any]:
        """Return the values of an argument.

        Args:
            argument: its name, or that of an input object's field.
            type_: the type of the field, or of the input object.
        """
        if argument in {"after", "before"}:
            return self.cursors(type_)
        if (argument, type_) == ("id", "ExternalIdInput"):
            return st.sampled_from(["tt0000001", "TT0000002", "tt9999999", "tt1", "", "é"])
        if argument in {"slug", "issue", "work", "column", "person", "organization", *SLUGS_OF}:
            kind = SLUGGED[type_] if argument == "slug" else SLUGS_OF.get(argument, argument.capitalize())
            return self.slugs(kind)
        if type_ == "IntRange":
            return st.sampled_from([0, 2019, 2020, 2021, 2022])
        return self.simple.get(argument, st.nothing())

    @cached_property
    def simple(self) -> dict[str, st.SearchStrategy[Any]]:
        """The values of arguments that mean the same everywhere."""
        sizes = st.one_of(st.integers(1, 4), st.sampled_from([1, 2, 3, 20, 100, 0, -1, 101, 2**31 - 1]))
        return {
            "width": st.one_of(sizes, st.sampled_from([640, 641, 2560, 9999, 10_000, 10_001])),
            "height": st.one_of(sizes, st.sampled_from([360, 1, 9999, 10_000, 10_001])),
            "first": sizes,
            "last": sizes,
            "id": mostly(self.ids(), BAD_IDS),
            "ids": mostly(self.ids(), BAD_IDS),
            "number": st.one_of(st.integers(1, 9), st.sampled_from([0, -1, 2**31 - 1, -(2**31)])),
            "year": st.sampled_from([2020, 2021, 2022, 0, -1]),
            "language": respelt(mostly(["fr", "en", "fr-CA"], BAD_TEXTS)),
            "tag": respelt(mostly([row["name"] for row in self.rows["tags"]], BAD_TEXTS)),
            "from": st.sampled_from(["2019-12-31", "2020-07-19", "2021-08-24", "0001-01-01"]),
            "to": st.sampled_from(["2020-07-19", "2023-09-01", "9999-12-31"]),
            "country": st.sampled_from(COUNTRIES),
            "availableIn": st.sampled_from(COUNTRIES),
            "platform": self.slugs("Organization"),
            "asOf": st.sampled_from(["2020-01-01", "2023-08-31", "2023-09-01", "2023-09-02", "2030-01-01"]),
            "verifiedSince": st.sampled_from(["2023-08-29", "2023-08-30", "2023-01-01"]),
            "scheme": mostly(["imdb", "x'y"], BAD_TEXTS),
            "value": mostly([row["value"] for row in self.rows["external_ids"]], BAD_TEXTS),
        }

    def slugs(self, kind: str) -> st.SearchStrategy[str]:
        """Return the slugs of a type, current and old."""
        return respelt(mostly([row["slug"] for row in self.rows["slugs"] if row["type"] == kind], BAD_TEXTS))

    def ids(self) -> list[str]:
        """List the ids of all nodes."""
        tables = ("issues", "works", "sections", "recommendations", "people", "organizations", "columns", "publication")
        return [row["id"] for table in tables for row in self.rows[table]]

    def cursors(self, connection: str) -> st.SearchStrategy[str]:
        """Return cursors of a list: mostly of its first order, some of another, of places between rows, some bad."""
        if connection not in self.cursors_of:
            self.cursors_of[connection] = self.make_cursors(connection)
        return self.cursors_of[connection]

    def make_cursors(self, connection: str) -> st.SearchStrategy[str]:
        """Make the cursors of a list."""
        table, orders = LISTS[connection]
        good = [self.place(connection, order, row) for order in orders for row in self.rows[table]]
        name = next(iter(orders))
        between = st.builds(
            lambda key, id_: cursor(name, key, id_),
            st.sampled_from(["", "a", "m:n", "2023-07", "é", "\U0010ffff", "'", "\\"]),
            st.sampled_from(["a", "zzz", "wrk_0", "-"]),
        )
        first = good[: len(self.rows[table])]
        return st.one_of(
            st.sampled_from(first), st.sampled_from(first), st.sampled_from(good), between, st.sampled_from(BAD_CURSORS)
        )

    def place(self, connection: str, order: str, row: Row) -> str:
        """Return the cursor of a row, as an editor's list has it."""
        key, _ = LISTS[connection][1][order]
        return cursor(order, key(self.view, row, {}), row["id"])

    @cached_property
    def view(self) -> View:
        """The rows as an editor sees them."""
        return View(self.rows, public=False, now=NOW, base_url="")


def respelt(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return texts, some in capitals or with an accent."""
    return st.one_of(texts, texts, texts.map(str.upper), texts.map(lambda text: text.replace("e", "é")))


def cursor(order: str, key: str, id_: str) -> str:
    """Return a cursor."""
    return f"{order}:{key}:{id_}".encode().hex()


def mostly(good: list[Any], bad: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    """Return good values, and sometimes bad ones."""
    return st.one_of(*[st.sampled_from(good)] * 5, st.sampled_from(bad))
