"""What tools are given: each argument with its bounds, and a sentence for the agent that gives it."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schema.vocabulary import SearchType, WorkKind

MOST = 20
"""How many items a page has at most."""
First = Annotated[int, Field(ge=1, le=MOST, description=f"How many, 1 to {MOST}.")]
After = Annotated[str | None, Field(max_length=300, description="The `next` of the page before.")]
Slug = Annotated[str, Field(min_length=1, max_length=200, description="The slug, as other answers have it.")]
Country = Annotated[str, Field(pattern="^[A-Za-z]{2}$", description="Two letters (ISO 3166), such as BE.")]


class Arguments(BaseModel):
    """What a tool is given."""

    model_config = ConfigDict(extra="forbid", strict=False)


class Search(Arguments):
    """What ``search`` takes."""

    query: str = Field(min_length=1, max_length=400, description="Words, all of which have to be there; quote phrases.")
    types: list[SearchType] | None = Field(None, max_length=6, description="Only these types of things.")
    first: First = 10
    after: After = None


class ListIssues(Arguments):
    """What ``list_issues`` takes."""

    text: str | None = Field(None, max_length=400, description="Only issues with all of these words.")
    year: int | None = Field(None, ge=1, le=9_999, description="Only issues of this year.")
    first: First = 10
    after: After = None


class ReadIssue(Arguments):
    """What ``read_issue`` takes."""

    slug: Slug | None = Field(None, description="The slug of the issue; left out, the latest one.")
    after: int = Field(
        0, ge=0, le=100_000, description="The `next` of the answer before: sections after this position."
    )


class ReadSection(Arguments):
    """What ``read_section`` takes."""

    id: str = Field(min_length=1, max_length=100, description="The id of the section, as `read_issue` lists it.")
    offset: int = Field(0, ge=0, le=10_000_000, description="Where to go on: the `nextOffset` of the answer before.")


class ListWorks(Arguments):
    """What ``list_works`` takes."""

    kind: WorkKind | None = Field(None, description="Only works of this kind.")
    tag: str | None = Field(None, max_length=100, description="Only works with this tag.")
    year: int | None = Field(None, ge=1, le=9_999, description="Only works of this year.")
    text: str | None = Field(None, max_length=400, description="Only works with all of these words.")
    first: First = 10
    after: After = None


class ReadWork(Arguments):
    """What ``read_work`` takes."""

    slug: Slug


class WhereToWatch(Arguments):
    """What ``where_to_watch`` takes."""

    slug: Slug
    country: Country | None = Field(None, description="Only offers of this country, and those that name none.")


class RelatedWorks(Arguments):
    """What ``related_works`` takes."""

    slug: Slug
    first: First = 5


class ReadNamed(Arguments):
    """What ``read_person``, ``read_organization`` and ``read_column`` take."""

    slug: Slug
    first: Annotated[int, Field(ge=1, le=MOST, description=f"How many sections, 1 to {MOST}.")] = 10
    after: After = None


def input_schema(model: type[Arguments]) -> dict[str, Any]:
    """Return the JSON Schema of arguments, without what an agent need not read: titles, and what is null."""
    schema = model.model_json_schema()
    properties = {name: _plain(each) for name, each in schema["properties"].items()}
    kept: dict[str, Any] = {name: schema[name] for name in ("required", "$defs") if name in schema}
    for definition in kept.get("$defs", {}).values():
        definition.pop("title", None)
    return {"type": "object", "properties": properties, **kept, "additionalProperties": False}


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an argument that is left out rather than null."""
    given = [each for each in schema.pop("anyOf", []) if each != {"type": "null"}]
    kept = {name: each for name, each in schema.items() if name != "title" and not (name == "default" and each is None)}
    return {**(given[0] if given else {}), **kept}


def in_words(error: ValidationError) -> str:
    """Return what is wrong with arguments."""
    found = error.errors(include_url=False, include_context=False, include_input=False)[:5]
    return " ".join(f"`{'.'.join(map(str, each['loc'])) or 'arguments'}`: {each['msg']}." for each in found)
