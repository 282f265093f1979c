"""The role that a work gets: that of its column where the section is about it, else REFERENCE."""

import pytest

from schema.vocabulary import RecommendationRole
from seed.linking.column_roles import ColumnRole, assign_roles
from seed.linking.names import CatalogueEntry

PICK, SUBJECT, REFERENCE = RecommendationRole.PICK, RecommendationRole.SUBJECT, RecommendationRole.REFERENCE


def work(slug: str, kind: str = "FILM") -> CatalogueEntry:
    return CatalogueEntry("work", slug, slug, slug, kind)


A, B, C, AD = work("a"), work("b"), work("c"), work("ad", "AD")
FILMS, EITHER = ColumnRole(PICK, frozenset({"FILM"})), ColumnRole(None, frozenset({"FILM"}))


@pytest.mark.parametrize(
    ("column_role", "mentions", "in_heading", "subjects"),
    [
        pytest.param(None, {A: 5}, [A], set(), id="no column role"),
        pytest.param(FILMS, {}, [], set(), id="no work"),
        pytest.param(FILMS, {A: 1}, [], {A}, id="the only one"),
        pytest.param(FILMS, {A: 1, B: 1}, [], set(), id="each named once: none"),
        pytest.param(FILMS, {A: 1, B: 2}, [], {B}, id="named twice as often as each other"),
        pytest.param(FILMS, {A: 3, B: 4, C: 2}, [], set(), id="others named nearly as often: none"),
        pytest.param(EITHER, {A: 1}, [], set(), id="a column with two roles as frequent"),
        pytest.param(FILMS, {AD: 9, A: 1}, [], {A}, id="the usual kind before all others"),
        pytest.param(FILMS, {AD: 2}, [], {AD}, id="no work of the usual kind"),
        pytest.param(FILMS, {A: 9, B: 1}, [B], {B}, id="named in the heading"),
    ],
)
def test_roles(
    column_role: ColumnRole | None,
    mentions: dict[CatalogueEntry, int],
    in_heading: list[CatalogueEntry],
    subjects: set[CatalogueEntry],
) -> None:
    roles = assign_roles(column_role, mentions, in_heading).roles
    assert list(roles) == list(mentions)
    assert {work for work, role in roles.items() if role == PICK} == subjects
    assert {role for work, role in roles.items() if work not in subjects} <= {REFERENCE}


def test_a_column_gives_its_own_role() -> None:
    assert assign_roles(ColumnRole(SUBJECT, frozenset()), {A: 1}, []).roles == {A: SUBJECT}


def test_works_of_which_each_may_be_meant_are_named() -> None:
    assert assign_roles(FILMS, {A: 3, B: 4, C: 2, AD: 9}, []).undecided == (A, B)
    assert assign_roles(FILMS, {A: 1, B: 4}, []).undecided == ()


def test_works_named_again_and_again_are_examined_side_by_side() -> None:
    examined = ColumnRole(SUBJECT, frozenset({"FILM"}))
    assert assign_roles(examined, {A: 3, B: 4, C: 2}, []).roles == {A: SUBJECT, B: SUBJECT, C: REFERENCE}
    assert assign_roles(examined, {A: 1, B: 1}, []) == ({A: REFERENCE, B: REFERENCE}, (A, B))
