"""The document of a row: its values and lists as a mapping that a write function takes back, ids included.

What is derived when it is written is left out.
"""

import zlib
from functools import cache
from typing import NamedTuple

import orjson

from schema import tables
from schema.bases import OwnedRow, table_of
from schema.rows import Model, Row, Values

TIMESTAMPS = frozenset({"created_at", "updated_at"})
# The public never reads these columns: where only they differ, the row is written but counts as unchanged.
DERIVED = frozenset({"sort_key", "published_on", "imported", "visible_from", "replaces_by"})
COUNTED = frozenset({"version", "position", "word_count", "reading_minutes", "name_key", "title_key", "release_key"})
RENDERED = ("_html", "_text")
LEVEL = 1
"""Of compression: an issue of 22 kB takes 0.3 ms and 10 kB. The usual 6 takes 0.7 ms, to be a tenth smaller."""


class Listed(NamedTuple):
    """A list of a row: its table, the column that names the owner, and the one that is the item, where one is."""

    model: Model
    owner: str
    item: str | None = None


LISTS: dict[Model, dict[str, Listed]] = {
    tables.Publication: {},
    tables.Column: {},
    tables.Organization: {},
    tables.Person: {"affiliations": Listed(tables.Affiliation, "person_id")},
    tables.Work: {
        "organizations": Listed(tables.WorkOrganization, "work_id", "organization_id"),
        "tags": Listed(tables.WorkTag, "work_id", "tag_id"),
        "credits": Listed(tables.Credit, "work_id"),
        "availability": Listed(tables.Availability, "work_id"),
        "external_ids": Listed(tables.ExternalId, "work_id"),
        "links": Listed(tables.Link, "work_id"),
    },
    tables.Issue: {"authors": Listed(tables.IssueAuthor, "issue_id", "person_id")},
    tables.Section: {
        "people": Listed(tables.SectionPerson, "section_id", "person_id"),
        "organizations": Listed(tables.SectionOrganization, "section_id", "organization_id"),
        "sources": Listed(tables.Source, "section_id"),
        "key_figures": Listed(tables.KeyFigure, "section_id"),
    },
}
"""The lists of every table whose rows have documents, or are parts of one."""

DOCUMENTED = tuple(model for model in LISTS if model is not tables.Section)
"""The tables whose rows have documents."""
PARTS: dict[str, Model] = {"sections": tables.Section, "recommendations": tables.Recommendation}
"""The lists whose items have ids of their own."""


@cache
def given_columns(model: Model) -> tuple[str, ...]:
    """Return the columns of a table that are given when a row is written: all but what is derived."""
    owned = {column.name for column in table_of(model).c if any(key.ondelete for key in column.foreign_keys)}
    left_out = owned | TIMESTAMPS | DERIVED | COUNTED | ({"id"} if issubclass(model, OwnedRow) else set())
    return tuple(name for name in model.model_fields if name not in left_out and not name.endswith(RENDERED))


def given_values(model: Model, row: Values) -> Row:
    """Return the values of a row that are given when it is written."""
    return {name: row[name] for name in given_columns(model)}


def pack(document: Values) -> bytes:
    """Return a document as it is stored."""
    return zlib.compress(orjson.dumps(document, option=orjson.OPT_UTC_Z), LEVEL)


def unpack(data: bytes) -> Row:
    """Return a stored document."""
    document: Row = orjson.loads(zlib.decompress(data))
    return document


def as_json(document: Values) -> Row:
    """Return a document as it is once it was stored."""
    return unpack(pack(document))
