"""What is edited for itself, with the rules that the tables do not hold or do not put into words."""

from typing import Any

import sqlalchemy as sa
import strawberry
from strawberry.utils.str_converters import to_camel_case

from schema import tables, writes
from schema.bases import table_of
from schema.kinds import KINDS
from schema.mutation.fields import Editable
from schema.mutation.inputs import Given, derived
from schema.mutation.problems import ProblemCode
from schema.mutation.reading import Reading
from schema.rows import Model, Row, fetch_row
from schema.text import fold
from schema.types import Column, Issue, Organization, Person, Work


def holder_of(reading: Reading, model: Model, column: str, **values: Any) -> str | None:
    """Return what a row of another owner names in a column, where it has these values."""
    table = table_of(model)
    same = [table.c[name] == value for name, value in values.items()]
    others = sa.select(table.c[column]).where(*same, table.c[column] != (reading.owner or ""))
    return reading.session.execute(others).scalar()


def name_is_free(reading: Reading, row: Row, _: Row) -> Row:
    """Refuse the name of another column: importers tell columns by their names."""
    if (name := row.get("name")) and (holder := holder_of(reading, tables.Column, "id", name_key=fold(name))):
        with reading.problems.at("name"):
            reading.problems.add_taken(ProblemCode.NAME_TAKEN, "Another column is called so.", holder)
    return row


def number_is_free(reading: Reading, row: Row, _: Row) -> Row:
    """Refuse the number of another issue."""
    if (number := row.get("number")) and (holder := holder_of(reading, tables.Issue, "id", number=number)):
        with reading.problems.at("number"):
            reading.problems.add_taken(ProblemCode.NUMBER_TAKEN, "Another issue has this number.", holder)
    return row


def work_as_saved(reading: Reading, row: Row, stored: Row) -> Row:
    """Refuse another work's name in a catalogue, and the details of another kind; those left out stay."""
    for index, name in enumerate(row.get("external_ids", ())):
        if not name.keys() >= {"scheme", "value"}:
            continue  # a part of it is missing, and was asked for
        if holder := holder_of(reading, tables.ExternalId, "work_id", scheme=name["scheme"], value=name["value"]):
            with reading.problems.at("externalIds", index):
                reading.problems.add_taken(ProblemCode.NAME_TAKEN, "Another work is called so there.", holder)
    if "details" not in row:
        return row
    kind = row.get("kind") or stored.get("kind")
    of_kind, details = row["details"]
    if of_kind not in {kind, None}:
        with reading.problems.at("details", to_camel_case(str(of_kind).lower())):
            reading.problems.add(f"The work is of the kind {kind}.")
        return row
    before = fetch_row(reading.session, KINDS[str(kind)].row, stored["id"]) if stored.get("kind") == kind else None
    return {**row, "details": {**(before or {}), **details} if of_kind else {}}


def read_details(reading: Reading, value: Any) -> Row:
    """Return the kind that details are of, and the columns that are given of them."""
    if value is None:
        return {"details": (None, {})}
    kind = next(kind for kind in KINDS if getattr(value, kind.lower()))
    with reading.problems.at(to_camel_case(kind.lower())):
        given = derived(KINDS[kind].type).read(reading, getattr(value, kind.lower()).value, is_new=False)
    return {"details": (kind, given)}


def details_type() -> Any:
    """Make the input of what only one kind of work has: one field for each kind."""
    types = {
        kind.lower(): derived(each.type).type(f"{each.type.__name__}DetailsInput", is_new=False)
        for kind, each in KINDS.items()
    }
    maybe: Any = strawberry.Maybe
    fields = {name: strawberry.field(description=f"Those of the kind {name.upper()}.") for name in types}
    annotations = {name: maybe[type_] for name, type_ in types.items()}
    made = type("WorkDetailsInput", (), {"__annotations__": annotations, **fields})
    return strawberry.input(made, one_of=True, description="What only works of one kind have: of one kind, the work's.")


DETAILS = Given("details", None, details_type(), "What only works of its kind have.", False, read_details)  # noqa: FBT003

PERSON = Editable(Person, writes.save_person)
ORGANIZATION = Editable(Organization, writes.save_organization)
COLUMN = Editable(Column, writes.save_column, name_is_free)
WORK = Editable(Work, writes.save_work, work_as_saved, (DETAILS,))
ISSUE = Editable(Issue, writes.save_issue, number_is_free)
EDITABLES = {"per": PERSON, "org": ORGANIZATION, "col": COLUMN, "wrk": WORK, "iss": ISSUE}
"""By the prefixes of their ids."""
