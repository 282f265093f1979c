"""The vocabularies as GraphQL enums, and the orders that lists can have."""

from enum import EnumMeta
from typing import TypeVar

import strawberry

from schema import vocabulary
from schema.vocabulary import Vocabulary

E = TypeVar("E", bound=EnumMeta)


def described(enumeration: E) -> E:
    """Make a vocabulary a GraphQL enum that shows its descriptions."""
    made = strawberry.enum(enumeration, description=enumeration.__doc__)
    definition = made.__strawberry_definition__  # type: ignore[attr-defined]
    for value in definition.values:
        value.description = enumeration[value.name].description
    return made


WorkKind = described(vocabulary.WorkKind)
RecommendationRole = described(vocabulary.RecommendationRole)
IssueStatus = described(vocabulary.IssueStatus)
Access = described(vocabulary.Access)
CreditRole = described(vocabulary.CreditRole)
OrganizationKind = described(vocabulary.OrganizationKind)
Basis = described(vocabulary.Basis)
Precision = described(vocabulary.Precision)
PricePeriod = described(vocabulary.PricePeriod)
AppStage = described(vocabulary.AppStage)


@described
class IssueOrder(Vocabulary):
    """The orders a list of issues can have."""

    PUBLISHED_AT_DESC = "PUBLISHED_AT_DESC", "The newest first; issues without a date last."
    PUBLISHED_AT_ASC = "PUBLISHED_AT_ASC", "The oldest first; issues without a date before them."


@described
class WorkOrder(Vocabulary):
    """The orders a list of works can have."""

    TITLE_ASC = "TITLE_ASC", "By title, case and accents aside."
    RELEASE_DATE_DESC = "RELEASE_DATE_DESC", "The latest release first; works without a date last."
    RELEASE_DATE_ASC = "RELEASE_DATE_ASC", "The earliest release first; works without a date before them."
