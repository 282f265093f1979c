"""Maps documents to columns and back: slugs are ids there, groups of fields are prefixed columns."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic.alias_generators import to_camel
from sqlalchemy import Table

from schema.bases import table_of
from schema.errors import LianeError
from schema.kinds import KINDS
from schema.rows import Model, Row
from schema.tables import Column, Organization, Person, Work
from seed.files import documents
from seed.files.snapshot import Snapshot

Resolve = Callable[[Model, str, str], str]
"""From the type, the slug and the name of the field it stands in to the id."""

REFERENCES: dict[str, Model] = {
    "authors": Person,
    "column": Column,
    "organization": Organization,
    "organizations": Organization,
    "part_of": Work,
    "people": Person,
    "person": Person,
    "platform": Organization,
    "publication": Organization,
    "recommended_by": Person,
    "work": Work,
}
GROUPS: dict[str, type[documents.ContentModel]] = {
    "cover": documents.Image,
    "image": documents.Image,
    "logo": documents.Image,
    "price": documents.Price,
}
NO_COLUMNS = frozenset({"exported", "updated_at"})
"""Fields that only files have, or that only export writes."""
RENAMED = {
    "about": "about_markdown",
    "body": "body_markdown",
    "from_": "from_date",
    "subscribing": "subscribing_markdown",
    "until": "until_date",
}
BY_TABLE: dict[str, Model] = {table_of(model).name: model for model in (Column, Organization, Person, Work)}


class UnknownDetail(LianeError):
    """A document gives a work a detail that its kind does not have."""


def to_columns(document: documents.ContentModel, resolve: Resolve) -> Row:
    """Return the column values and the lists of a document, as ``schema.writes`` takes them."""
    columns: Row = {}
    for name in type(document).model_fields:
        value = getattr(document, name)
        if name in NO_COLUMNS:
            continue
        if name in GROUPS:
            columns |= _group_columns(name, value)
        elif name in REFERENCES and isinstance(value, list):
            columns[name] = [resolve(REFERENCES[name], slug, to_camel(name)) for slug in value]
        elif name in REFERENCES:
            columns[f"{name}_id"] = resolve(REFERENCES[name], value, to_camel(name)) if value is not None else None
        elif isinstance(document, documents.Work) and name == "details":
            columns[name] = _details_columns(document, resolve)
        elif isinstance(value, list):
            columns[name] = [
                to_columns(each, resolve) if isinstance(each, documents.ContentModel) else each for each in value
            ]
        elif isinstance(value, Snapshot):
            columns[name] = value.dump()
        elif name not in {"id", "imported"} or value is not None:
            columns[RENAMED.get(name, name)] = value
    return columns


def to_document(
    model: type[documents.AnyContent], row: Mapping[str, Any], slugs: Mapping[str, str], **lists: Any
) -> documents.AnyContent:
    """Return the document of a row.

    Args:
        model: the document's class.
        row: column values.
        slugs: the current slug of every id that the row refers to.
        lists: the fields that are no columns of the row.
    """
    fields: dict[str, Any] = {}
    for name in model.model_fields:
        if name in NO_COLUMNS:
            continue
        if name in lists:
            fields[name] = lists[name]
        elif name in GROUPS:
            fields[name] = _group(name, row)
        elif name in REFERENCES:
            target = row[f"{name}_id"]
            fields[name] = slugs[target] if target is not None else None
        else:
            fields[name] = row[RENAMED.get(name, name)]
    # Not validated: stored content can always be exported.
    return model.model_construct(**fields)  # type: ignore[return-value]  # pydantic's plugin forgets the variable


def to_details(kind: str, row: Mapping[str, Any], slugs: Mapping[str, str]) -> dict[str, Any]:
    """Return the details of a work from its kind's own row, without those that have their default."""
    details = {}
    for name, column in detail_columns(kind).items():
        value = row[column.name]
        if value is not None and value != KINDS[kind].row.model_fields[column.name].default:
            details[name] = slugs[value] if column.foreign_keys else value
    return details


def _group_columns(name: str, group: documents.ContentModel | None) -> Row:
    if group is not None:
        return {f"{name}_{field}": getattr(group, field) for field in type(group).model_fields}
    fields = GROUPS[name].model_fields
    return {f"{name}_{each}": None if field.is_required() else field.default for each, field in fields.items()}


def _group(name: str, row: Mapping[str, Any]) -> documents.ContentModel | None:
    model = GROUPS[name]
    fields = {field: row[f"{name}_{field}"] for field in model.model_fields}
    first = next(iter(fields.values()))
    return None if first is None else model.model_construct(**fields)


def _details_columns(work: documents.Work, resolve: Resolve) -> Row:
    columns = detail_columns(work.kind)
    row: Row = {}
    for name, value in work.details.items():
        if name not in columns:
            names = ", ".join(columns) or "none"
            raise UnknownDetail(f"details {name}: is not a field of the kind {work.kind}; it has: {names}")
        column = columns[name]
        target = _target(column)
        row[column.name] = resolve(target, str(value), f"details {name}") if target and value is not None else value
    return row


def detail_columns(kind: str) -> dict[str, Any]:
    """Return the columns that only this kind has, by their names in documents: ``developer_id`` is ``developer``."""
    table: Table = table_of(KINDS[kind].row)
    return {to_camel(column.name.removesuffix("_id")): column for column in table.c if column.name != "id"}


def _target(column: Any) -> Model | None:
    return next((BY_TABLE[key.column.table.name] for key in column.foreign_keys), None)
