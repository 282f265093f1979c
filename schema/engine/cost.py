"""The cost of an operation: how many objects it can return, and what it reads besides, counted before it is read."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from graphql import GraphQLError

from schema.engine.arguments import ArgumentReader, Values
from schema.engine.errors import COST_LIMIT

ID_COUNT = "id_count"
"""The key in a field's argument values that holds how many ids were given."""
COUNTED_LIST = 50
"""The weight of ``totalCount``: it reads a whole list, however long, and returns a number."""
CONDITION = 10
"""The weight of each condition of a filter: it is looked up for rows that are not returned."""
CostTerm = tuple[int, tuple[int, ...]]
"""A number of objects, and the indexes of the argument readers whose numbers of ids multiply it."""


@dataclass
class CostCounter:
    """Counts the objects that an operation can return and what it reads besides, while it is planned.

    A connection counts as many as were asked for, a list as many as its field declares; what is selected inside is
    counted once for each of them. The number of ids in a variable is not known yet, so the cost is a sum of products.
    """

    sums: Counter[tuple[int, ...]] = field(default_factory=Counter)
    _factor: int = 1
    _readers: tuple[int, ...] = ()

    @contextmanager
    def counting(self, size: int = 1) -> Iterator[None]:
        """Count ``size`` objects for each one around them; what is counted inside the block multiplies by them."""
        with self._within(self._factor * size, self._readers):
            yield

    @contextmanager
    def counting_ids(self, readers: Sequence[ArgumentReader], index: int, values: Values) -> Iterator[None]:
        """Count the objects whose ids the argument reader at ``index`` reads."""
        if readers[index].constant is not None:
            inside = self._within(self._factor * values[ID_COUNT], self._readers)
        else:
            inside = self._within(self._factor, (*self._readers, index))
        with inside:
            yield

    def count_read(self, weight: int) -> None:
        """Count what is read for each object around it and is not returned, as if it were so many objects."""
        self.sums[self._readers] += self._factor * weight

    @contextmanager
    def _within(self, factor: int, readers: tuple[int, ...]) -> Iterator[None]:
        outer = (self._factor, self._readers)
        self._factor, self._readers = factor, readers
        self.sums[readers] += factor
        try:
            yield
        finally:
            self._factor, self._readers = outer

    @property
    def terms(self) -> tuple[CostTerm, ...]:
        """The sum of products."""
        return tuple((number, readers) for readers, number in self.sums.items())


def evaluate_cost(terms: Sequence[CostTerm], arguments: Sequence[Values]) -> int:
    """Return the cost for a request's arguments."""
    cost = 0
    for number, readers in terms:
        term = number
        for reader in readers:
            term *= arguments[reader][ID_COUNT]
        cost += term
    return cost


def cost_error(cost: int, limit: int) -> GraphQLError:
    """Return the error of an operation that can read more objects than the limit."""
    message = f"The operation can read {cost} objects, at most {limit} are allowed; ask for smaller pages or less."
    return GraphQLError(message, extensions={"code": COST_LIMIT, "cost": cost, "limit": limit})
