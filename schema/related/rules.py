"""What having something in common counts, and how much of it is looked at."""

from collections.abc import Collection

from schema.vocabulary import CreditRole, RelationReason

MAKERS = (CreditRole.DIRECTOR, CreditRole.CREATOR, CreditRole.AUTHOR, CreditRole.COMPOSER, CreditRole.WRITER)
"""Whose works have more in common than those in which the same people appear."""
POINTS_OF_MAKER, POINTS_OF_OTHERS = 10, 6
"""Points for each bit of a person's rarity."""
POINTS_OF_TAG, POINTS_OF_WORD, POINTS_OF_ORGANIZATION = 8, 5, 5
POINTS_OF_WHOLE, POINTS_OF_COMPANION = 160, 10
TOGETHER = {2: 90, 1: 70, 0: 50}
"""Points for a section that names both works, by how many of them it recommends."""
MOST_POINTS = {
    RelationReason.SAME_WHOLE: 160,
    RelationReason.SAME_PERSON: 240,
    RelationReason.TOGETHER: 200,
    RelationReason.SHARED_TAG: 160,
    RelationReason.SIMILAR_TEXT: 160,
    RelationReason.SAME_ORGANIZATION: 80,
}
"""For all that two works have in common in one way."""
MOST_WORKS = {RelationReason.SHARED_TAG: 1_024, RelationReason.SIMILAR_TEXT: 256}
"""What more works have in common is no reason; 1,024 for what is not named here."""
MANY = 1_024
MOST_THINGS = {RelationReason.SAME_PERSON: 12, RelationReason.SHARED_TAG: 4, RelationReason.SIMILAR_TEXT: 10}
"""Of so many things that a work has works are read, the rarest first; 4 of what is not named here."""
FEW = 4
NEWEST = 50
"""Of so many recommendations of a work the sections are looked through, the newest first."""
MOST_PARTS = 100
MOST_CANDIDATES = 40
MOST_SECTIONS, MOST_NAMED = 3, 10
ONE_EACH = (RelationReason.SAME_PERSON, RelationReason.SAME_WHOLE, RelationReason.SAME_ORGANIZATION)
"""These are a reason for each thing; of the others all things are one reason."""
BITS = 15


def bit_of(reason: RelationReason) -> int:
    """Return the bit that stands for a reason."""
    return 1 << list(RelationReason).index(reason)


def mask_of(reasons: Collection[RelationReason]) -> int:
    """Return a number with a bit for each of some reasons."""
    return sum({bit_of(reason) for reason in reasons})
