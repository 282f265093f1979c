"""How much one operation may ask for: its shape, before it is validated; its objects, before anything is read.

A shape is counted on the document alone, with each fragment's counted once and added wherever the fragment is spread.
So a document that would unfold into billions of fields is refused in the time that it takes to read it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableDefinitionNode,
)

from schema.engine.arguments import Source, Values
from schema.engine.errors import COST_LIMIT, QUERY_LIMIT, coded


@dataclass(frozen=True)
class Limits:
    """What one operation may ask for; ``docs/limits.md`` tells how each is counted and why it is what it is."""

    tokens: int = 3_000
    depth: int = 20
    fields: int = 800
    root_fields: int = 20
    aliases: int = 100
    directives: int = 100
    introspections: int = 2
    errors: int = 20
    objects: int = 50_000
    seconds: float = 10.0


# Shape


class Shape(NamedTuple):
    """What is counted of a selection; ``root_fields`` are the fields of its outermost level."""

    depth: int = 0
    fields: int = 0
    root_fields: int = 0
    aliases: int = 0
    directives: int = 0
    introspections: int = 0

    def beside(self, other: "Shape") -> "Shape":
        """Give the shape of both selections in one place."""
        sums = (one + another for one, another in zip(self[1:], other[1:], strict=True))
        return Shape(max(self.depth, other.depth), *sums)


NOTHING = Shape()
ExecutableNode = SelectionNode | OperationDefinitionNode | FragmentDefinitionNode | VariableDefinitionNode
TELLING: Mapping[str, str] = {
    "depth": "nests fields more than {} deep",
    "fields": "selects more than {} fields, those of a fragment wherever it is used",
    "root_fields": "asks for more than {} root fields",
    "aliases": "has more than {} aliases, those of a fragment wherever it is used",
    "directives": "has more than {} directives, those of a fragment wherever it is used",
    "introspections": "asks for `__schema` more than {} times",
}


def shape_errors(document: DocumentNode, limits: Limits) -> list[GraphQLError]:
    """Tell which limits any operation of a document exceeds, each once; the document need not be valid."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    known: dict[str, Shape] = {}
    exceeded = set()
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            shape = _selected(node.selection_set, fragments, known).beside(_directives(node))
            for variable in node.variable_definitions or ():
                shape = shape.beside(_directives(variable))
            exceeded |= {name for name in TELLING if getattr(shape, name) > getattr(limits, name)}
    return [
        coded(f"The operation {told.format(getattr(limits, name))}; ask for less at once.", QUERY_LIMIT)
        for name, told in TELLING.items()
        if name in exceeded
    ]


def _selected(
    selections: SelectionSetNode | None, fragments: Mapping[str, FragmentDefinitionNode], known: dict[str, Shape]
) -> Shape:
    """Add up the shapes of a selection set; ``known`` holds those of fragments."""
    total = NOTHING
    for node in selections.selections if selections else ():
        total = total.beside(_shape(node, fragments, known)).beside(_directives(node))
    return total


def _shape(node: SelectionNode, fragments: Mapping[str, FragmentDefinitionNode], known: dict[str, Shape]) -> Shape:
    if isinstance(node, FieldNode):
        inner = _selected(node.selection_set, fragments, known)
        aliases = inner.aliases + (node.alias is not None)
        introspections = inner.introspections + (node.name.value == "__schema")
        return Shape(inner.depth + 1, inner.fields + 1, 1, aliases, inner.directives, introspections)
    if not isinstance(node, FragmentSpreadNode):
        return _selected(getattr(node, "selection_set", None), fragments, known)
    name = node.name.value
    if name not in known and name in fragments:
        known[name] = NOTHING  # a fragment within itself counts nothing there: validation will refuse it
        inner = _selected(fragments[name].selection_set, fragments, known)
        known[name] = inner.beside(_directives(fragments[name]))
    return known.get(name, NOTHING)


def _directives(node: ExecutableNode) -> Shape:
    return Shape(directives=len(node.directives or ()))


# Objects

SIZE = "size"
"""Where the arguments of a field that takes ids hold how many these are."""
Term = tuple[int, tuple[int, ...]]
"""A number of objects, and the sources of arguments that multiply it."""


@dataclass
class Objects:
    """Counts, while an operation is planned, the objects that it can return.

    A page holds as many as were asked for, a list as many as its field declares; what stands inside is counted for each
    of them. How many ids a variable holds is left open: the count is a sum of products.
    """

    sums: Counter[tuple[int, ...]] = field(default_factory=Counter)
    _factor: int = 1
    _open: tuple[int, ...] = ()

    @contextmanager
    def each(self, size: int = 1) -> Iterator[None]:
        """Count objects, ``size`` for each around them; what is counted inside the block belongs to each of these."""
        with self._within(self._factor * size, self._open):
            yield

    @contextmanager
    def of_ids(self, sources: Sequence[Source], index: int, values: Values) -> Iterator[None]:
        """Count the objects that ids name; ``index`` tells which of the sources holds them."""
        if sources[index].constant is not None:
            inside = self._within(self._factor * values[SIZE], self._open)
        else:
            inside = self._within(self._factor, (*self._open, index))
        with inside:
            yield

    @contextmanager
    def _within(self, factor: int, open_: tuple[int, ...]) -> Iterator[None]:
        around = (self._factor, self._open)
        self._factor, self._open = factor, open_
        self.sums[open_] += factor
        try:
            yield
        finally:
            self._factor, self._open = around

    @property
    def terms(self) -> tuple[Term, ...]:
        """What was counted."""
        return tuple((number, sources) for sources, number in self.sums.items())


def total(terms: Sequence[Term], arguments: Sequence[Values]) -> int:
    """Give the number of objects for a request's arguments."""
    objects = 0
    for number, sources in terms:
        term = number
        for source in sources:
            term *= arguments[source][SIZE]
        objects += term
    return objects


def too_many(objects: int, limit: int) -> GraphQLError:
    """Give the error of an operation that can return more objects than it may."""
    message = f"The operation can return {objects} objects, at most {limit} are allowed; ask for smaller pages or less."
    return GraphQLError(message, extensions={"code": COST_LIMIT, "cost": objects, "limit": limit})
