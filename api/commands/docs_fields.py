"""The fields of content files, printed into ``docs/files.md``: what each is, as the GraphQL schema describes it."""

import types
from collections.abc import Iterator
from datetime import date, datetime
from enum import EnumType
from typing import Annotated, Any, Union, get_args, get_origin

from graphql import GraphQLInterfaceType, GraphQLObjectType
from pydantic import AwareDatetime
from pydantic.alias_generators import to_camel

from schema.engine.fields import spec_of
from schema.engine.specs import ScalarField
from schema.graphql import build_schema
from schema.kinds import KINDS
from seed.files import documents
from seed.files.mapping import REFERENCES, detail_columns

FILES: dict[str, type[documents.ContentModel]] = {
    "`publication.yaml`": documents.Publication,
    "`columns/SLUG.yaml`": documents.Column,
    "`organizations/SLUG.yaml`": documents.Organization,
    "`people/SLUG.yaml`": documents.Person,
    "`works/SLUG.yaml`": documents.Work,
    "`issues/SLUG.md`": documents.Issue,
}
PARTS: tuple[type[documents.ContentModel], ...] = (
    *(documents.Section, documents.Recommendation, documents.Source, documents.KeyFigure),
    *(documents.Credit, documents.Availability, documents.Price, documents.ExternalId, documents.Link),
    *(documents.Affiliation, documents.Image),
)
ONLY_IN_FILES = {
    "id": "What it is known by for ever. Leave it out of a file that you write: it gets one.",
    "formerSlugs": "Slugs that it had; their addresses lead to it.",
    "details": "What only works of its kind have: see below.",
    "status": "`DRAFT`, `PUBLISHED` (scheduled while its date is to come) or `UNPUBLISHED`.",
    "identity": "How a letter that is imported again is known to be this issue.",
    "updatedAt": "When it was last changed, where that was after its publication; written by export.",
    "imported": "What the last import stated; written by export.",
    "exported": "What the file was when it was exported; written by export, so leave it as it is.",
}
SIMPLE = {
    str: "text",
    int: "number",
    bool: "true or false",
    date: "date",
    datetime: "date and time",
    AwareDatetime: "date and time",
    dict: "fields",
}


def file_fields() -> None:
    """Print a table of fields for each sort of file, and for the parts in them."""
    for name, model in FILES.items():
        _print(f"## {name}", _paragraph(model), *_table(model))
    _print("## Parts")
    for model in PARTS:
        _print(f"### {model.__name__}", _paragraph(model), *_table(model))


def kind_details() -> None:
    """Print the details of each kind of work."""
    for kind in KINDS.values():
        described = _described(kind.type.__name__)
        rows = [f"| `{name}` | {described.get(name, '')} |" for name in detail_columns(kind.name)]
        _print(f"### {kind.name}", "| field | what it is |\n|---|---|\n" + "\n".join(rows))


def _print(*paragraphs: str) -> None:
    for paragraph in paragraphs:
        print(f"{paragraph}\n")  # noqa: T201 - cog takes what is printed


def _paragraph(model: type[documents.ContentModel]) -> str:
    return (model.__doc__ or "").partition("\n\n")[0].replace("``", "`")


def _table(model: type[documents.ContentModel]) -> Iterator[str]:
    described = _described(model.__name__)
    rows = ["| field | value | what it is |", "|---|---|---|"]
    fields = dict(model.model_fields)
    if "exported" in fields:  # as in a file, at the end
        fields["exported"] = fields.pop("exported")
    for name, field in fields.items():
        alias = field.alias or to_camel(name)
        if not field.exclude:
            needed = "**needed** " if field.is_required() else ""
            what = ONLY_IN_FILES.get(alias) or described.get(alias, "")
            rows.append(f"| `{alias}` | {needed}{_value(name, field.annotation)} | {what} |")
    yield "\n".join(rows)


def _value(name: str, annotation: Any) -> str:
    """Say in words what a field takes."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Annotated, Union, types.UnionType):
        return _value(name, next(each for each in arguments if each is not type(None)))
    if origin is list:
        return f"list of {_value(name, arguments[0])}"
    if name in REFERENCES:
        return f"slug ({REFERENCES[name].__name__})"
    return SIMPLE.get(origin or annotation) or _named(annotation)


def _named(annotation: Any) -> str:
    """Say what a vocabulary, or a part with a table of its own, takes."""
    if isinstance(annotation, EnumType):
        return ", ".join(f"`{value}`" for value in annotation.__members__)
    if issubclass(annotation, documents.ContentModel):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    return "fields"


def _described(name: str) -> dict[str, str]:
    """Return the descriptions of a GraphQL type's fields by their names, and by those of their columns."""
    found = build_schema().core.type_map.get(name)
    if not isinstance(found, GraphQLObjectType | GraphQLInterfaceType):
        return {}
    described = {name: " ".join((field.description or "").split()) for name, field in found.fields.items()}
    specs = {name: spec_of(field) for name, field in found.fields.items()}
    columns = {name: spec.column for name, spec in specs.items() if isinstance(spec, ScalarField) and spec.column}
    return {**described, **{to_camel(column): described[name] for name, column in columns.items()}}
