"""The vocabularies as GraphQL enums, and the sort orders of lists."""

from typing import TypeVar

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from schema.vocabulary import (
    Access,
    AppStage,
    AvailabilityStatus,
    Basis,
    CreditRole,
    ExternalSource,
    Freshness,
    ImportAction,
    IssueStatus,
    NewsletterFormat,
    OrganizationKind,
    Precision,
    PricePeriod,
    RecommendationRole,
    RelationReason,
    RevisionAction,
    Scope,
    SearchField,
    SearchMatch,
    SearchType,
    Vocabulary,
    WorkKind,
)

V = TypeVar("V", bound=type[Vocabulary])


def graphql_enum(vocabulary: V) -> V:
    """Make a vocabulary a GraphQL enum, with the descriptions of its values."""
    strawberry.enum(vocabulary, description=vocabulary.__doc__)
    definition: StrawberryEnumDefinition = vocabulary.__strawberry_definition__  # type: ignore[attr-defined]
    for value in definition.values:
        value.description = vocabulary[value.name].description
    return vocabulary


@graphql_enum
class ImageFormat(Vocabulary):
    """The formats that pictures are served in."""

    AVIF = "AVIF", "The smallest; browsers since 2022 read it."
    WEBP = "WEBP", "Small; browsers since 2020 read it."
    JPEG = "JPEG", "Read everywhere, in letters too; what one could see through is white."

    @property
    def ending(self) -> str:
        """What an address ends with for it."""
        return "jpg" if self is ImageFormat.JPEG else self.value.lower()


@graphql_enum
class IssueOrder(Vocabulary):
    """The orders a list of issues can have."""

    PUBLISHED_AT_DESC = "PUBLISHED_AT_DESC", "The newest first; issues without a date last."
    PUBLISHED_AT_ASC = "PUBLISHED_AT_ASC", "The oldest first; issues without a date before them."


@graphql_enum
class WorkOrder(Vocabulary):
    """The orders a list of works can have."""

    TITLE_ASC = "TITLE_ASC", "By title, case and accents aside."
    TITLE_DESC = "TITLE_DESC", "By title, backwards."
    RELEASE_DATE_DESC = "RELEASE_DATE_DESC", "The latest release first; works without a date last."
    RELEASE_DATE_ASC = "RELEASE_DATE_ASC", "The earliest release first; works without a date before them."
    MOST_RECOMMENDED = "MOST_RECOMMENDED", "By the number of issues that picked it (`pickCount`), then the newest pick."
    LAST_RECOMMENDED = "LAST_RECOMMENDED", "By the newest issue that recommends, examines or names it."
    AVAILABLE_FROM_DESC = (
        "AVAILABLE_FROM_DESC",
        "By the day from which the newest open offer holds that is all the filter asks of one; works without it last.",
    )
    AVAILABLE_FROM_ASC = "AVAILABLE_FROM_ASC", "The same the other way round; works without such a day first."
    RELEVANCE = "RELEVANCE", "As `search` ranks what is found; it takes `text` in the filter."


@graphql_enum
class RecommendationOrder(Vocabulary):
    """The orders a list of recommendations can have."""

    PUBLISHED_AT_DESC = "PUBLISHED_AT_DESC", "The newest issue's first, each issue's in reading order."
    PUBLISHED_AT_ASC = "PUBLISHED_AT_ASC", "The other way round: the oldest issue's first, each issue's from its end."


SHARED = (
    Access,
    AppStage,
    AvailabilityStatus,
    Basis,
    CreditRole,
    ExternalSource,
    Freshness,
    ImportAction,
    IssueStatus,
    NewsletterFormat,
    OrganizationKind,
    Precision,
    PricePeriod,
    RecommendationRole,
    RelationReason,
    RevisionAction,
    Scope,
    SearchField,
    SearchMatch,
    SearchType,
    WorkKind,
)
for shared in SHARED:
    graphql_enum(shared)

__all__ = [
    "Access",
    "AppStage",
    "AvailabilityStatus",
    "Basis",
    "CreditRole",
    "ExternalSource",
    "Freshness",
    "ImportAction",
    "IssueOrder",
    "IssueStatus",
    "NewsletterFormat",
    "OrganizationKind",
    "Precision",
    "PricePeriod",
    "RecommendationOrder",
    "RecommendationRole",
    "RelationReason",
    "RevisionAction",
    "Scope",
    "SearchField",
    "SearchMatch",
    "SearchType",
    "WorkKind",
    "WorkOrder",
]
