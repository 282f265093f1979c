"""The cost of an operation: how many objects it can return, and what it reads besides, counted before it is read."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import prod
from typing import NamedTuple

from graphql import GraphQLError

from schema.engine.arguments import ArgumentReader, Values
from schema.engine.errors import COST_LIMIT, Path
from schema.engine.limits import Limits

ID_COUNT = "id_count"
"""The key in a field's argument values that holds how many ids were given."""
COUNTED_LIST = 100
"""The weight of ``totalCount``: it reads a whole list, however long, and returns a number."""
COUNTED_LINKS = 1_000
"""The weight of a facet over links: it reads each link of a whole list."""
ORDERED_LIST = 1_000
"""The weight of an order whose key is worked out: it is for each row of a whole list, before the first is returned."""
CONDITION = 50
"""The weight of each condition of a filter: it is looked up for rows that are not returned."""
INTROSPECTED = 1_000
"""The weight of ``__schema`` and ``__type``, which take 60 ms where they are not answered from memory."""
ESTIMATE_PER_BYTE = 4
"""How many bytes an answer may have by its estimate for each that it may have: pages are seldom full."""
AROUND_KEY = 4
"""The bytes around a member of a JSON object: quotes, colon and comma."""


class CostTerm(NamedTuple):
    """Numbers of objects and of bytes, and the indexes of the argument readers whose numbers of ids multiply them."""

    objects: int
    bytes: int
    readers: tuple[int, ...]


class Cost(NamedTuple):
    """How many objects an operation can read, and how many bytes its answer can have, as content usually is."""

    objects: int
    bytes: int


class Price(NamedTuple):
    """How many objects an operation can read, and for which field most of them, by its path of response keys."""

    objects: int
    dearest: Path
    dearest_objects: int


@dataclass
class CostCounter:
    """Counts the objects that an operation can return and what it reads besides, while it is planned.

    A connection counts as many as were asked for, a list as many as its field declares; what is selected inside is
    counted once for each of them. The number of ids in a variable is not known yet, so the cost is a sum of products.
    """

    objects: Counter[tuple[int, ...]] = field(default_factory=Counter)
    by_path: Counter[tuple[Path, tuple[int, ...]]] = field(default_factory=Counter)
    """The same objects by the field that they are counted for."""
    path: Path = ()
    """The field that is planned."""
    bytes: Counter[tuple[int, ...]] = field(default_factory=Counter)
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
        self._count(self._factor * weight)

    def count_key(self, key: str) -> None:
        """Count the bytes of a member's key for each object around it: a client may make it as long as it likes."""
        self.count_bytes(len(key) + AROUND_KEY)

    def count_bytes(self, number: int) -> None:
        """Count bytes of the answer for each object around them."""
        self.bytes[self._readers] += self._factor * number

    @contextmanager
    def _within(self, factor: int, readers: tuple[int, ...]) -> Iterator[None]:
        outer = (self._factor, self._readers)
        self._factor, self._readers = factor, readers
        self._count(factor)
        try:
            yield
        finally:
            self._factor, self._readers = outer

    def _count(self, objects: int) -> None:
        self.objects[self._readers] += objects
        self.by_path[self.path, self._readers] += objects

    @property
    def terms(self) -> tuple[CostTerm, ...]:
        """The sum of products."""
        return tuple(
            CostTerm(self.objects[readers], self.bytes[readers], readers) for readers in {**self.objects, **self.bytes}
        )


def evaluate_cost(terms: Sequence[CostTerm], arguments: Sequence[Values]) -> Cost:
    """Return the cost for a request's arguments."""
    objects = number_of_bytes = 0
    for term in terms:
        times = _times(term.readers, arguments)
        objects += times * term.objects
        number_of_bytes += times * term.bytes
    return Cost(objects, number_of_bytes)


def evaluate_price(counter: CostCounter, arguments: Sequence[Values]) -> Price:
    """Return the price for a request's arguments."""
    by_path: Counter[Path] = Counter()
    for (path, readers), objects in counter.by_path.items():
        by_path[path] += objects * _times(readers, arguments)
    dearest, most = max(by_path.items(), key=lambda item: item[1], default=((), 0))
    return Price(by_path.total(), dearest, most)


def _times(readers: Sequence[int], arguments: Sequence[Values]) -> int:
    return prod(arguments[reader][ID_COUNT] for reader in readers)


def cost_error(cost: Cost, limits: Limits) -> GraphQLError | None:
    """Return the error of an operation that can read more objects, or whose answer can be longer, than its limit."""
    if cost.objects > limits.objects:
        what, number, limit = f"can read {cost.objects} objects", {"cost": cost.objects}, limits.objects
    elif cost.bytes > (limit := ESTIMATE_PER_BYTE * limits.answer_bytes):
        what, number = f"can have an answer of {cost.bytes} bytes", {"bytes": cost.bytes}
    else:
        return None
    message = f"The operation {what}, at most {limit} are allowed; ask for smaller pages or less."
    return GraphQLError(message, extensions={"code": COST_LIMIT, **number, "limit": limit})
