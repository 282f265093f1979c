"""How many fields an operation unfolds into, counted before any is compiled.

Where an interface is selected, its fields are selected for each type that it has. A selection for all works and one for
films with the same field again differ and are compiled apart, so inside each other they unfold into a power of the
number of kinds. What is selected by the same nodes for the same type unfolds into as many fields wherever it stands: it
is counted once, so that a refusal takes milliseconds, however much it refuses.
"""

from collections.abc import Iterator, Sequence

from graphql import GraphQLNamedType, GraphQLObjectType, get_named_type, is_composite_type

from schema.engine.compiler.json_objects import Selections, common_order, member_key_of, same_members
from schema.engine.compiler.operation import FieldNodes, NodeIds, Operation, field_name, node_ids
from schema.engine.errors import QUERY_LIMIT, Refused, RequestErrors, error_with_code
from schema.engine.fields import entity_of, has_table, possible_types, spec_of

TOO_MANY_FIELDS = "The operation unfolds into more than {} fields, those of each type counted; ask for less at once."
Types = Sequence[GraphQLObjectType]


def check_field_count(operation: Operation, limit: int) -> None:
    """Check the content of a query.

    Raises:
        RequestErrors: it unfolds into more fields than the limit.
    """
    root = operation.schema.query_type
    assert root is not None
    counter = FieldCounter(operation, limit)
    for nodes in counter.collect_root(root).values():
        definition = root.fields.get(field_name(nodes))
        if spec_of(definition) is not None:
            assert definition is not None
            counter.add(counter.count(get_named_type(definition.type), nodes))


def check_refs_count(operation: Operation, type_: GraphQLNamedType, nodes: FieldNodes, limit: int) -> None:
    """Check a field whose objects Python refers to.

    Raises:
        RequestErrors: it unfolds into more fields than the limit.
    """
    counter = FieldCounter(operation, limit)
    counter.add(counter.count(type_, nodes))


class FieldCounter:
    """Counts as the compiler compiles."""

    def __init__(self, operation: Operation, limit: int) -> None:
        self.total = 0
        self._operation = operation
        self._limit = limit
        self._counts: dict[tuple[str, NodeIds], int] = {}

    def add(self, number: int) -> None:
        """Add up, within the limit."""
        self.total = self._within_limit(self.total + number)

    def collect_root(self, root: GraphQLObjectType) -> dict[str, FieldNodes]:
        """Collect the root fields; those that are refused unfold into none."""
        try:
            return self._operation.collect_root_fields(root)
        except Refused:
            return {}

    def count(self, type_: GraphQLNamedType, nodes: FieldNodes) -> int:
        """Return how many fields are compiled inside a field of this type."""
        if not is_composite_type(type_):
            return 0
        key = (type_.name, node_ids(nodes))
        if key not in self._counts:
            groups = _by_table(possible_types(self._operation.schema, type_))
            self._counts[key] = self._within_limit(sum(self._count_objects(types, nodes) for types in groups))
        return self._counts[key]

    def _count_objects(self, types: Types, nodes: FieldNodes) -> int:
        """Count the fields of objects of one table, see ``compile_any_object``."""
        selections = {type_: self._collect(type_, nodes) for type_ in types}
        if len(types) == 1 or common_order(selections) is not None:
            return self._count_members(selections)
        groups = same_members(selections).values()
        return _number_of_fields(selections) + sum(
            self._count_members({having[0]: selections[having[0]]}) for having in groups
        )

    def _count_members(self, selections: Selections) -> int:
        """Count the fields of some types, and those inside; what types share is compiled once."""
        members = {
            member_key_of(type_, key, nodes): (type_, nodes)
            for type_, fields in selections.items()
            for key, nodes in fields.items()
        }
        inside = 0
        for type_, nodes in members.values():
            if (definition := type_.fields.get(field_name(nodes))) is not None:
                inside += self.count(get_named_type(definition.type), nodes)
        return _number_of_fields(selections) + inside

    def _collect(self, type_: GraphQLObjectType, nodes: FieldNodes) -> dict[str, FieldNodes]:
        try:
            return self._operation.collect_fields(type_, nodes, ())
        except Refused:
            return {}

    def _within_limit(self, number: int) -> int:
        if number > self._limit:
            raise RequestErrors([error_with_code(TOO_MANY_FIELDS.format(self._limit), QUERY_LIMIT)])
        return number


def _number_of_fields(selections: Selections) -> int:
    return sum(map(len, selections.values()))


def _by_table(types: Types) -> Iterator[Types]:
    """Yield types that are read from the same table together; those without a table each for itself."""
    if len(types) == 1:
        yield types
        return
    groups: dict[object, list[GraphQLObjectType]] = {}
    for type_ in types:
        groups.setdefault(entity_of(type_).table if has_table(type_) else type_, []).append(type_)
    yield from groups.values()
