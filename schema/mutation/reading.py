"""What the reading of an input needs: the transaction, what is being written, and the problems that are found."""

import re
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
import strawberry
from sqlmodel import Session

from schema import writes
from schema.engine.id_pattern import ID_PATTERN
from schema.ids import SLUG_PATTERN
from schema.mutation.problems import ProblemCode, Problems
from schema.mutation.rules import flaw
from schema.pictures import ADDRESS, FOLDER
from schema.rows import Model, Values, fetch_row
from schema.tables import Work

MARKDOWN_LINK = re.compile(r"\]\(<?work:([a-z0-9-]+)>?\)")
REQUIRED = "There has to be a value."


@strawberry.input(
    one_of=True, description="Something by its id or by its slug, which may be of what the same operation made before."
)
class Ref:
    """Something by its id or by its slug."""

    id: strawberry.Maybe[strawberry.ID] = strawberry.field(description="Its id.")
    slug: strawberry.Maybe[str] = strawberry.field(description="Its slug, current or old.")


@dataclass
class Reading:
    """The reading of one input.

    Args:
        session: the open transaction.
        base_url: what the addresses in answers start with.
        problems: gets what is wrong.
        owner: the id of what is written, where it is stored already.
        base: the document that the edit is made on, if that is another than the stored one.
    """

    session: Session
    base_url: str
    problems: Problems
    owner: str | None = None
    base: Values = field(default_factory=dict)
    _ids: dict[tuple[str, str, str], str | None] = field(default_factory=dict)
    _owned: dict[str, frozenset[str]] = field(default_factory=dict)

    def add_required(self) -> None:
        """Add the problem of a value that is not given, and has to be."""
        self.problems.add(REQUIRED, ProblemCode.REQUIRED)

    def check_value(self, column: "sa.Column[Any]", value: Any) -> None:
        """Add what is wrong with a value for a column."""
        if found := flaw(column.table, column.name, value):
            self.problems.add(*found)

    def own_address(self, address: str) -> str:
        """Return an address as it is stored: of a picture that is kept here, without the size that was asked for."""
        found = ADDRESS.match(address.removeprefix(self.base_url))
        return found[0] if found and (address.startswith((self.base_url, FOLDER))) else address

    def refer(self, model: Model, ref: Ref) -> str | None:
        """Return the id of what a ``Ref`` names; None, and a problem, where it is not there."""
        by, value = ("id", ref.id.value) if ref.id else ("slug", ref.slug.value if ref.slug else "")
        key = (model.__name__, by, value)
        if key not in self._ids:
            self._ids[key] = self._find(model, by, value)
        if self._ids[key] is None:
            what = f"There is no {model.__name__.lower()} with the {by} {value[:100]!r}."
            self.problems.add_missing(what, value if by == "id" else None)
        return self._ids[key]

    def check_links(self, markdown: str) -> None:
        """Add a problem for each link of a text to a work that there is not."""
        for slug in MARKDOWN_LINK.findall(markdown):
            if self._find(Work, "slug", slug) is None:
                self.problems.add_missing(f"There is no work with the slug {slug!r}, to which the text links.")

    def _find(self, model: Model, by: str, value: str) -> str | None:
        if by == "id":
            return value if ID_PATTERN.fullmatch(value) and fetch_row(self.session, model, value) else None
        try:
            return writes.find_id(self.session, model, value) if SLUG_PATTERN.fullmatch(value) else None
        except writes.NotFound:
            return None

    def owned(self, table: sa.Table) -> frozenset[str]:
        """Return the ids of the rows of a table that belong to the issue that is written."""
        if table.name not in self._owned:
            of_owner = sa.select(table.c.id).where(table.c.issue_id == self.owner)
            stored = self.session.execute(of_owner).scalars() if self.owner else ()
            self._owned[table.name] = frozenset(stored) | part_ids(self.base)
        return self._owned[table.name]


def part_ids(document: Values) -> set[str]:
    """Return the ids of the sections of a document, and of their recommendations."""
    sections = document.get("sections", ())
    return {part["id"] for section in sections for part in (section, *section["recommendations"])}
