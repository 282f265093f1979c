"""The operation that is compiled, and its selections as graphql-core collects and merges them."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from graphql import (
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
)
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues

from schema.engine.errors import BAD_USER_INPUT, Path, Refused
from schema.engine.notation import in_graphql_notation

FieldNodes = list[FieldDetails]
"""The nodes of a document that were merged into one field of the response."""
NodeIds = tuple[int, ...]


class SelectedField(NamedTuple):
    """A field of the response: its definition, its nodes in the document, and its path."""

    definition: GraphQLField
    nodes: FieldNodes
    path: Path


@dataclass
class Operation:
    """An operation, its document's fragments and a request's variables."""

    schema: GraphQLSchema
    node: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    variables: VariableValues
    _collected: dict[tuple[str, NodeIds], dict[str, FieldNodes]] = field(default_factory=dict)

    def collect_root_fields(self, type_: GraphQLObjectType) -> dict[str, FieldNodes]:
        """Collect the root fields by response key.

        Raises:
            Refused: a directive's argument is null.
        """
        try:
            return collect_fields(
                self.schema, self._fragment_details, self.variables, type_, self.node
            ).grouped_field_set
        except GraphQLError as error:
            raise Refused(BAD_USER_INPUT, in_graphql_notation(error.message)) from error

    def collect_fields(self, type_: GraphQLObjectType, nodes: FieldNodes, path: Path) -> dict[str, FieldNodes]:
        """Collect the fields selected inside a field, for a concrete type, merged, by response key.

        Raises:
            Refused: a directive's argument is null.
        """
        key = (type_.name, node_ids(nodes))
        if key not in self._collected:
            try:
                self._collected[key] = collect_subfields(
                    self.schema, self._fragment_details, self.variables, self.node, type_, nodes
                ).grouped_field_set
            except GraphQLError as error:
                raise Refused(BAD_USER_INPUT, in_graphql_notation(error.message), path) from error
        return self._collected[key]

    @cached_property
    def _fragment_details(self) -> dict[str, FragmentDetails]:
        return {name: FragmentDetails(node) for name, node in self.fragments.items()}


def node_ids(nodes: FieldNodes) -> NodeIds:
    """Return what tells the nodes of a field from those of another."""
    return tuple(id(details.node) for details in nodes)


def field_name(nodes: FieldNodes) -> str:
    """Return the name of a field in the schema; its response key may be an alias."""
    return nodes[0].node.name.value
