"""``liane explain``: what an operation reads and costs, a mutation's payload too."""

import pytest

from schema import explain

MUTATION = """
mutation {
  createPerson(input: { name: "Ada" }) {
    person { name works(first: 2) { nodes { title } } }
    problems { code ... on Taken { holder { id } } }
  }
}
"""


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_a_mutation_is_explained_by_the_statements_of_its_payload(dialect: str) -> None:
    person, holder = explain.sql(MUTATION, dialect).split("\n\n")
    assert "people" in person
    assert all(table in holder for table in ("issues", "works", "people"))


def test_it_costs_what_its_payload_can_read() -> None:
    assert explain.cost(MUTATION).objects == explain.cost(MUTATION.replace("first: 2", "first: 1")).objects + 1


def test_what_costs_too_much_is_told() -> None:
    large = "works(first: 100) { nodes { recommendations(first: 100) { nodes { role } } } }"
    with pytest.raises(explain.ExplainError, match="5000 are allowed"):
        explain.cost(MUTATION.replace("works(first: 2) { nodes { title } }", large))
