"""What works have in common, as the API tells it: a type for each reason, with what it rests on."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import sqlalchemy as sa
import strawberry

from schema import tables
from schema.bases import table_of
from schema.engine.errors import BAD_USER_INPUT, Refused
from schema.engine.fields import (
    expression,
    found,
    listed,
    many,
    one,
    referred,
    scalar,
    value_type,
)
from schema.engine.specs import Argument, SqlBuilder
from schema.engine.sql.json_text import AmongListed
from schema.enums import CreditRole, RelationReason, WorkKind
from schema.related.rules import mask_of
from schema.related.statement import related_works
from schema.search_tables import WorkWord

if TYPE_CHECKING:
    from schema.types import Column, Organization, Person, Section, Work

MOST, DEFAULT = 20, 5
READS = 500
"""What looking for related works counts as in the cost of an operation, whatever is found."""


@strawberry.interface(description="Something that two works have in common.")
class RelatedReason:
    """A reason: what kind of thing the works share, and what that counts."""

    reason: RelationReason = scalar("What kind of thing they share.", json_safe=True)
    points: int = scalar("What it adds to the score: the rarer what they share, the more.")


def first_role(key: str) -> SqlBuilder:
    """Return the expression of the first role that a person has in one of the two works."""
    credits_ = table_of(tables.Credit).alias(f"role_in_{key}")
    return lambda reason, env: (
        sa.select(credits_.c.role)
        .where(credits_.c.work_id == getattr(reason, key), credits_.c.person_id == reason.thing)
        .order_by(credits_.c.position)
        .limit(sa.literal_column("1"))
        .scalar_subquery()
    )


@value_type
class SharedPerson(RelatedReason):
    """Somebody who made both works, or appears in both."""

    person: Annotated["Person", strawberry.lazy("schema.types")] = one(
        "Who.", on=lambda reason, person: person.id == reason.thing
    )
    role: CreditRole = expression("What they did for this work.", first_role("work"))
    other_role: CreditRole = expression("What they did for the other work.", first_role("other"))


@value_type
class SharedWhole(RelatedReason):
    """A whole that both works are part of, or that one of them is."""

    whole: Annotated["Work", strawberry.lazy("schema.types")] = one(
        "The whole.", on=lambda reason, whole: whole.id == reason.thing
    )


@value_type
class NamedTogether(RelatedReason):
    """Sections that name both works."""

    sections: list[Annotated["Section", strawberry.lazy("schema.types")]] = many(
        "At most three of them: those that recommend both before others, and the newest.",
        on=lambda reason, section: AmongListed(section.id, reason.via),
        order=lambda section: (section.sort_key.desc(), section.id.desc()),
        size=3,
    )
    count: int = scalar("How many they are, among the newest fifty that name this work.")


@value_type
class SharedTags(RelatedReason):
    """Tags that both works have."""

    tags: list[str] = many(
        "The tags, the rarest four at most.",
        of=tables.Tag,
        value="name",
        on=lambda reason, tag: AmongListed(tag.id, reason.via),
        order=lambda tag: tag.id,
        size=4,
    )


@value_type
class SharedColumn(RelatedReason):
    """A column that has recommended both works."""

    column: Annotated["Column", strawberry.lazy("schema.types")] = one(
        "The column.", on=lambda reason, column: column.id == reason.thing
    )


@value_type
class SharedOrganization(RelatedReason):
    """An organisation that is behind both works."""

    organization: Annotated["Organization", strawberry.lazy("schema.types")] = one(
        "The organisation.", on=lambda reason, body: body.id == reason.thing
    )


@value_type
class SharedPlatform(RelatedReason):
    """A place where both works, which are of one kind, can be had."""

    platform: Annotated["Organization", strawberry.lazy("schema.types")] = one(
        "The platform.", on=lambda reason, body: body.id == reason.thing
    )


@value_type
class SimilarText(RelatedReason):
    """Words that the titles and summaries of both works have, and few others."""

    words: list[str] = many(
        "The words, as they stand in the other work; the rarest ten at most.",
        of=WorkWord,
        value="written",
        on=lambda reason, word: (word.work_id == reason.other) & AmongListed(word.word, reason.via),
        order=lambda word: word.word,
        size=10,
    )


REASON_TYPES: Mapping[RelationReason, type[RelatedReason]] = {
    RelationReason.SAME_WHOLE: SharedWhole,
    RelationReason.SAME_PERSON: SharedPerson,
    RelationReason.TOGETHER: NamedTogether,
    RelationReason.SHARED_TAG: SharedTags,
    RelationReason.SAME_COLUMN: SharedColumn,
    RelationReason.SAME_ORGANIZATION: SharedOrganization,
    RelationReason.SAME_PLATFORM_AND_KIND: SharedPlatform,
    RelationReason.SIMILAR_TEXT: SimilarText,
}
MEMBERS: Mapping[str, Any] = {
    "reason": sa.Text(),
    "points": sa.Integer(),
    "count": sa.Integer(),
    "via": sa.Text(),
    "thing": sa.Text(),
    "work": sa.Text(),
    "other": sa.Text(),
}


@value_type
class RelatedEdge:
    """A work that has something in common with another, and what that is."""

    node: Annotated["Work", strawberry.lazy("schema.types")] = referred("The other work.", {0: tables.Work})
    score: int = scalar("The points of all reasons; for showing, and not for comparing what is related to two works.")
    reasons: list[RelatedReason] = listed(
        "What they have in common, what counts most first.",
        MEMBERS,
        column="reasons",
        kind="reason",
        kinds={type_.__name__: reason.value for reason, type_ in REASON_TYPES.items()},
        size=4,
    )


RELATED: Mapping[str, Argument] = {
    "first": Argument(int | None, f"How many, 1 to {MOST}; {DEFAULT} when left out."),
    "kind": Argument(list[WorkKind] | None, "Only works of any of these kinds."),
    "reasons": Argument(list[RelationReason] | None, "Only for any of these reasons."),
}


def read_related(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Check the arguments of ``related``.

    Raises:
        Refused: a number is out of range.
    """
    first = DEFAULT if values.get("first") is None else values["first"]
    if not 1 <= first <= MOST:
        raise Refused(BAD_USER_INPUT, f"`first` takes a number from 1 to {MOST}.")
    kinds, reasons = values.get("kind"), values.get("reasons")
    return {
        "limit": first,
        "kinds": kinds,
        "reasons": None if reasons is None else mask_of(reasons),
    }


def related() -> Any:
    """Declare the works that have something in common with a work."""
    return found(
        "Works that have something in common with it, those with the most first: people, sections that name both, "
        "tags, words, a whole. What the viewer does not see is no reason and counts for nothing.",
        related_works,
        arguments=RELATED,
        prepare=read_related,
        reads=READS,
    )
