"""The results of stored operations as types: ``make schema`` prints them into ``api/website/results.py``.

Each selection set and each fragment becomes a ``TypedDict``, each operation a method. So a key that is not selected
fails the type check, and a variable that an operation does not take.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from keyword import iskeyword
from typing import cast

import typer
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    TypeNode,
    VariableDefinitionNode,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    parse,
    print_ast,
)

from api.website.operation_files import load_operations
from schema.graphql import build_schema

HEADER = '''"""The results of stored operations, as types. Printed by ``make schema``: do not edit."""

from typing import Literal, NotRequired, TypedDict

from api.website.stored_operations import OperationResult, StoredOperations
'''
SCALARS = {"Boolean": "bool", "Float": "float", "Int": "int"}
"""How JSON holds scalars; those that are not listed are strings."""
INPUTS = {**SCALARS, "DateRange": "dict[str, str]"}
"""How variables are passed."""
LINE_LENGTH = 120
Object = GraphQLObjectType | GraphQLInterfaceType


class NotTypedError(ValueError):
    """A selection whose type cannot be written as a ``TypedDict``."""


@dataclass
class Key:
    """A key of a result: the fields that are selected under it, and whether every object has it."""

    parent: Object
    always: bool
    nodes: list[FieldNode] = field(default_factory=list)


@dataclass
class Selection:
    """What is selected of an object: whole fragments, and keys beside them."""

    fragments: list[str] = field(default_factory=list)
    keys: dict[str, Key] = field(default_factory=dict)


class TypePrinter:
    """Prints the types of operations' results, each after those that it refers to.

    Args:
        schema: the schema that the operations are for.
    """

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.enums: dict[str, str] = {}
        self.classes: dict[str, str] = {}
        self.methods: list[str] = []
        self._fragments: dict[str, FragmentDefinitionNode] = {}
        self._file = ""

    def add(self, name: str, text: str) -> None:
        """Add the operation of a file.

        Args:
            name: the file's name without its ending.
            text: the operation with its fragments.

        Raises:
            NotTypedError: it selects what has no simple type.
        """
        definitions = parse(text).definitions
        fragments = {node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)}
        (operation,) = (node for node in definitions if isinstance(node, OperationDefinitionNode))
        self._fragments, self._file = fragments, name
        if operation.name is None:
            raise NotTypedError(f"{name}.graphql: the operation has no name")
        root = cast("Object", self.schema.get_root_type(operation.operation))
        class_name = self._object(root, [operation.selection_set], operation.name.value, "")
        self.methods.append(_method(name, class_name, operation.variable_definitions or ()))

    def print(self) -> str:
        """Return the module."""
        enums = "".join(text for _, text in sorted(self.enums.items()))
        operations = 'class Operations(StoredOperations):\n    """The stored operations as methods."""\n\n'
        return "\n\n".join([f"{HEADER}\n{enums}", *self.classes.values(), operations + "\n".join(self.methods)])

    def _object(self, type_: Object, selected: list[SelectionSetNode], name: str, path: str) -> str:
        """Return the name of the class for what is selected of an object, printing it if need be."""
        type_, selected = self._only_type(type_, selected)
        selection = Selection()
        for selection_set in selected:
            self._collect(selection, type_, selection_set, always=True)
        bases = [self._fragment(fragment) for fragment in selection.fragments]
        if len(bases) == 1 and not selection.keys:
            return bases[0]
        inherited = {key for fragment in selection.fragments for key in self._fragment_keys(fragment)}
        fields = {}
        for key, value in selection.keys.items():
            if key not in inherited:
                fields[key] = self._field(value, f"{name}{_pascal(key)}", f"{path}.{key}".lstrip("."))
            elif value.nodes[0].selection_set:
                raise NotTypedError(f"{self._file}.graphql: select all of {path}.{key} in one place")
        doc = f"``{path}`` in ``{self._file}.graphql``." if path else f"The result of ``{self._file}.graphql``."
        self._add_class(name, bases, fields, doc)
        return name

    def _only_type(self, type_: Object, selected: list[SelectionSetNode]) -> tuple[Object, list[SelectionSetNode]]:
        """Narrow an interface to the one type that is selected of it; an object of another type comes as ``{}``."""
        if len(selected) == 1 and len(selected[0].selections) == 1:
            (node,) = selected[0].selections
            if isinstance(node, InlineFragmentNode) and node.type_condition:
                return self._object_type(node.type_condition.name.value), [node.selection_set]
            if isinstance(node, FragmentSpreadNode):
                condition = self._fragments[node.name.value].type_condition.name.value
                return self._object_type(condition), selected
        return type_, selected

    def _collect(self, selection: Selection, type_: Object, selected: SelectionSetNode, *, always: bool) -> None:
        """Collect what is selected of a type; ``always`` is false within a condition that only some objects meet.

        Directives of operations are such conditions: there are ``@include`` and ``@skip`` alone.
        """
        for node in selected.selections:
            if isinstance(node, FieldNode):
                asked = always and not node.directives
                name = (node.alias or node.name).value
                key = selection.keys.setdefault(name, Key(type_, asked))
                key.always = key.always or asked
                key.nodes.append(node)
                continue
            spread = self._fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else None
            inner = spread or cast("InlineFragmentNode", node)
            condition = self._object_type(inner.type_condition.name.value) if inner.type_condition else type_
            met = self._is_a(type_, condition)
            if spread and met and always and not self._overlaps(selection, spread.name.value):
                selection.fragments.append(spread.name.value)
            else:
                self._collect(selection, condition, inner.selection_set, always=always and met)

    def _fragment(self, name: str) -> str:
        """Return the name of the type of a fragment, printing it if need be."""
        if name not in self.classes:
            node = self._fragments[name]
            file, self._file = self._file, f"fragments/{_snake(name)}"
            self._object(self._object_type(node.type_condition.name.value), [node.selection_set], name, "")
            self._file = file
        return name

    def _fragment_keys(self, name: str) -> set[str]:
        node, selection = self._fragments[name], Selection()
        self._collect(selection, self._object_type(node.type_condition.name.value), node.selection_set, always=True)
        return {*selection.keys, *(key for inner in selection.fragments for key in self._fragment_keys(inner))}

    def _overlaps(self, selection: Selection, name: str) -> bool:
        """Whether a fragment has keys of the others that are selected beside it: a class cannot inherit both."""
        keys = {key for fragment in selection.fragments for key in self._fragment_keys(fragment)}
        return not keys.isdisjoint(self._fragment_keys(name))

    def _field(self, key: Key, name: str, path: str) -> str:
        """Return the type of a key's value."""
        node = key.nodes[0]
        selected = [field.selection_set for field in key.nodes if field.selection_set]
        if node.name.value == "__typename":
            return "str"
        type_ = key.parent.fields[node.name.value].type
        printed = self._type(type_, selected, name, path)
        return printed if key.always else f"NotRequired[{printed}]"

    def _type(self, type_: GraphQLOutputType, selected: list[SelectionSetNode], name: str, path: str) -> str:
        if is_non_null_type(type_):
            return self._type(type_.of_type, selected, name, path).removesuffix(" | None")
        if is_list_type(type_):
            return f"list[{self._type(type_.of_type, selected, name, path)}] | None"
        if is_leaf_type(type_):
            return f"{self._leaf(type_)} | None"
        return f"{self._object(cast('Object', get_named_type(type_)), selected, name, path)} | None"

    def _leaf(self, type_: GraphQLScalarType | GraphQLEnumType) -> str:
        if isinstance(type_, GraphQLScalarType):
            return SCALARS.get(type_.name, "str")
        values = "".join(f'    "{value}",\n' for value in type_.values)
        self.enums[type_.name] = f"{type_.name} = Literal[\n{values}]\n"
        return type_.name

    def _add_class(self, name: str, bases: list[str], fields: dict[str, str], doc: str) -> None:
        """Print a class.

        Raises:
            NotTypedError: another one has its name, or it would have to be a class and cannot.
        """
        if any(map(iskeyword, fields)):
            if bases:
                raise NotTypedError(f"{self._file}.graphql: {name} has a keyword for a key beside a fragment")
            pairs = "".join(f'        "{key}": {type_},\n' for key, type_ in fields.items())
            printed = f'{name} = TypedDict(\n    "{name}",\n    {{\n{pairs}    }},\n)\n"""{doc}"""\n'
        else:
            lines = "".join(f"    {key}: {type_}\n" for key, type_ in fields.items())
            printed = f'class {name}({", ".join(bases or ["TypedDict"])}):\n    """{doc}"""\n\n{lines}'
        if self.classes.setdefault(name, printed) != printed:
            raise NotTypedError(f"{self._file}.graphql: {name} is the name of two types")

    def _object_type(self, name: str) -> Object:
        return cast("Object", self.schema.type_map[name])

    def _is_a(self, type_: Object, condition: Object) -> bool:
        return type_ is condition or self.schema.is_sub_type(cast("GraphQLInterfaceType", condition), type_)


def _method(name: str, class_name: str, variables: tuple[VariableDefinitionNode, ...]) -> str:
    parameters = sorted(_parameters(variables), key=lambda text: "=" in text)
    names = [(node.variable.name.value, python_name(node)) for node in variables]
    result = f") -> OperationResult[{class_name}]:"
    signature = _wrapped(f"    async def {name}(", ["self", *(["*", *parameters] if parameters else [])], result)
    call = _wrapped(
        "        return await self.run(", [f'"{name}"', *(f"{variable}={own}" for variable, own in names)], ")"
    )
    return f'{signature}\n        """Run ``{name}.graphql``."""\n{call}\n'


def _wrapped(opening: str, items: list[str], closing: str) -> str:
    """Return a list in parentheses as the formatter does: on one line, indented on one of its own, or on one each."""
    indent = " " * (len(opening) - len(opening.lstrip()))
    line = ", ".join(items)
    if len(f"{opening}{line}{closing}") <= LINE_LENGTH:
        return f"{opening}{line}{closing}"
    if len(f"{indent}    {line}") <= LINE_LENGTH:
        return f"{opening}\n{indent}    {line}\n{indent}{closing}"
    return "\n".join([opening, *(f"{indent}    {item}," for item in items), f"{indent}{closing}"])


def _parameters(variables: tuple[VariableDefinitionNode, ...]) -> Iterator[str]:
    for node in variables:
        type_ = _input_type(node.type)
        yield f"{python_name(node)}: {type_}" + (" = None" if type_.endswith("None") else "")


def python_name(node: VariableDefinitionNode) -> str:
    """Return the name of a variable as Python has it: ``works_after`` for ``$worksAfter``."""
    return re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", node.variable.name.value)


def _input_type(node: TypeNode) -> str:
    name = print_ast(node)
    bare = INPUTS.get(name.strip("[]!"), "str")
    return bare if name.endswith("!") else f"{bare} | None"


def _pascal(key: str) -> str:
    return "".join(f"{word[:1].upper()}{word[1:]}" for word in key.split("_"))


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def result_types() -> str:
    """Return the module ``api/website/results.py``."""
    printer = TypePrinter(build_schema().core)
    for name, text in load_operations().items():
        printer.add(name, text)
    return printer.print()


def main() -> None:
    """Print the module."""
    typer.echo(result_types(), nl=False)


if __name__ == "__main__":
    main()
