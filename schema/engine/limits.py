"""How much one operation may ask for: the size of a document, measured before it is validated, and of its variables.

The size of a document is counted on the document alone, with each fragment's counted once and added wherever the
fragment is spread. So a document that would unfold into billions of fields is refused in the time that it takes to
read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

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

from schema.engine.errors import QUERY_LIMIT, error_with_code

PAYLOAD_OBJECTS, PAYLOAD_SECONDS = 5_000, 2.0


@dataclass(frozen=True)
class Limits:
    """The limits of one operation; ``docs/limits.md`` explains how each is counted and why it is what it is."""

    characters: int = 100_000
    tokens: int = 3_000
    depth: int = 20
    fields: int = 800
    unfolded_fields: int = 10_000
    root_fields: int = 20
    aliases: int = 100
    directives: int = 100
    introspections: int = 2
    values: int = 1_000
    errors: int = 20
    objects: int = 50_000
    answer_bytes: int = 10_000_000
    seconds: float = 10.0

    @property
    def of_payloads(self) -> "Limits":
        """Those of what a mutation reads: meanwhile nobody else can write."""
        return replace(self, objects=min(self.objects, PAYLOAD_OBJECTS), seconds=min(self.seconds, PAYLOAD_SECONDS))


class DocumentSize(NamedTuple):
    """The size of a selection; ``root_fields`` are the fields of its outermost level."""

    depth: int = 0
    fields: int = 0
    root_fields: int = 0
    aliases: int = 0
    directives: int = 0
    introspections: int = 0

    def plus(self, other: "DocumentSize") -> "DocumentSize":
        """Return the size of both selections side by side."""
        sums = (one + another for one, another in zip(self[1:], other[1:], strict=True))
        return DocumentSize(max(self.depth, other.depth), *sums)


NO_FIELDS = DocumentSize()
INTROSPECTION = {"__schema", "__type"}
Fragments = Mapping[str, FragmentDefinitionNode]
ExecutableNode = SelectionNode | OperationDefinitionNode | FragmentDefinitionNode | VariableDefinitionNode
MESSAGES: Mapping[str, str] = {
    "depth": "nests fields more than {} deep",
    "fields": "selects more than {} fields, those of a fragment wherever it is used",
    "root_fields": "asks for more than {} root fields",
    "aliases": "has more than {} aliases, those of a fragment wherever it is used",
    "directives": "has more than {} directives, those of a fragment wherever it is used",
    "introspections": "asks for `__schema` and `__type` more than {} times",
}


def variables_error(variables: Mapping[str, Any], limits: Limits) -> GraphQLError | None:
    """Return an error if variables hold too many values or too much text; no more of them is read than is allowed."""
    values = characters = 0
    unread: list[Any] = [variables]
    while unread:
        value = unread.pop()
        if isinstance(value, str):
            characters += len(value)
            continue
        values += len(value)
        if values > limits.values:
            message = f"The variables hold more than {limits.values} values, those of lists and objects included."
            return error_with_code(message, QUERY_LIMIT)
        if isinstance(value, Mapping):
            characters += sum(map(len, value))
        items = value.values() if isinstance(value, Mapping) else value
        unread += [item for item in items if isinstance(item, str | list | Mapping)]
    if characters <= limits.characters:
        return None
    return error_with_code(f"The variables hold more than {limits.characters} characters of text.", QUERY_LIMIT)


def size_errors(document: DocumentNode, limits: Limits) -> list[GraphQLError]:
    """Return an error for each limit that any operation of a document exceeds; the document need not be valid."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    fragment_sizes: dict[str, DocumentSize] = {}
    exceeded = set()
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            size = _selection_set_size(node.selection_set, fragments, fragment_sizes).plus(_directives(node))
            for variable in node.variable_definitions or ():
                size = size.plus(_directives(variable))
            exceeded |= {name for name in MESSAGES if getattr(size, name) > getattr(limits, name)}
    return [
        error_with_code(f"The operation {message.format(getattr(limits, name))}; ask for less at once.", QUERY_LIMIT)
        for name, message in MESSAGES.items()
        if name in exceeded
    ]


def _selection_set_size(
    selection_set: SelectionSetNode | None, fragments: Fragments, fragment_sizes: dict[str, DocumentSize]
) -> DocumentSize:
    """Add up the sizes of a selection set's parts; those of fragments are kept in ``fragment_sizes``."""
    size = NO_FIELDS
    for node in selection_set.selections if selection_set else ():
        size = size.plus(_selection_size(node, fragments, fragment_sizes)).plus(_directives(node))
    return size


def _selection_size(node: SelectionNode, fragments: Fragments, fragment_sizes: dict[str, DocumentSize]) -> DocumentSize:
    if isinstance(node, FieldNode):
        inner = _selection_set_size(node.selection_set, fragments, fragment_sizes)
        aliases = inner.aliases + (node.alias is not None)
        introspections = inner.introspections + (node.name.value in INTROSPECTION)
        return DocumentSize(inner.depth + 1, inner.fields + 1, 1, aliases, inner.directives, introspections)
    if not isinstance(node, FragmentSpreadNode):
        return _selection_set_size(getattr(node, "selection_set", None), fragments, fragment_sizes)
    name = node.name.value
    if name not in fragment_sizes and name in fragments:
        fragment_sizes[name] = NO_FIELDS  # a fragment within itself counts nothing there: validation will refuse it
        inner = _selection_set_size(fragments[name].selection_set, fragments, fragment_sizes)
        fragment_sizes[name] = inner.plus(_directives(fragments[name]))
    return fragment_sizes.get(name, NO_FIELDS)


def _directives(node: ExecutableNode) -> DocumentSize:
    return DocumentSize(directives=len(node.directives or ()))
