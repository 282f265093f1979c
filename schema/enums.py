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
