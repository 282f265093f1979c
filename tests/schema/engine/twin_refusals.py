"""Which arguments of an operation are refused, and what becomes null for it: a walk over the operation, not the data.

A refusal belongs to the operation: the nearest nullable field around it is null wherever that field is asked for, and
``data`` is null when there is none.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues, get_argument_values

from tests.schema.engine.twin_orders import ISSUES, NAMED, NEWEST, RECOMMENDATIONS, WORKS
from tests.schema.engine.twin_rows import ID_PREFIXES

Problem = tuple[str, tuple[str | int, ...] | None]
"""A code and a path (response keys, and the index in ``nodes``)."""
Chain = tuple[Any, ...]
ORDERS: dict[str, Iterable[str]] = {
    "IssueConnection": ISSUES,
    "WorkConnection": WORKS,
    "SectionConnection": NEWEST,
    "RecommendationConnection": RECOMMENDATIONS,
    "PersonConnection": NAMED,
    "OrganizationConnection": NAMED,
}


@dataclass
class Refusals:
    """The refusals of one request: by the places that become null, and in ``root`` those of ``data`` itself."""

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    variables: VariableValues
    null_chains: dict[Chain, list[Problem]] = field(default_factory=dict)
    others: list[Problem] = field(default_factory=list)
    root: list[Problem] = field(default_factory=list)
    statements: set[int] = field(default_factory=lambda: {0})

    def walk(self) -> None:
        """Find all refusals, and whether anything is left to read."""
        root = self.schema.query_type
        assert root is not None
        fragments = {name: FragmentDetails(node) for name, node in self.fragments.items()}
        try:
            selected = collect_fields(self.schema, fragments, self.variables, root, self.operation).grouped_field_set
        except GraphQLError:
            self.root = [("BAD_USER_INPUT", None)]
            return
        self.root = self._object(root, selected, ())
        shown = {key: details for key, details in selected.items() if ((root.name, key),) not in self.null_chains}
        self.statements = {0} if self.root else together([self._reads(root, details) for details in shown.values()])

    def _reads(self, type_: GraphQLObjectType, details: list[FieldDetails]) -> set[int]:
        """Return how many statements a root field may need: of a connection, only rows are read."""
        name = details[0].node.name.value
        if name.startswith("__") or name == "viewer":
            return {0}
        if name in {"hasNextPage", "hasPreviousPage"}:
            return {0, 1}
        inner: Any = get_named_type(type_.fields[name].type)
        if inner.name not in {*ORDERS, "PageInfo"} and not inner.name.endswith("Facets"):
            return {1}
        return together([self._reads(inner, nodes) for nodes in self._collect(inner, details).values()])

    def problems(self) -> dict[Any, list[Problem]]:
        """Return the errors by the path of what became null; those that make nothing null have themselves as key."""
        by_path: dict[Any, list[Problem]] = {None: self.root} if self.root else {}
        for chain, problems in self.null_chains.items():
            by_path.setdefault(path_of(chain), []).extend(problems)
        return {**by_path, **{problem: [problem] for problem in self.others}}

    def certain(self) -> set[Any]:
        """Return the places with an error for certain: nothing around them is null."""
        if self.root:
            return {None}
        return {path_of(chain) for chain in self.null_chains if not self._inside_null(chain)} | set(self.others)

    def _inside_null(self, chain: Chain) -> bool:
        around = [chain[:end] for end in range(1, len(chain))]
        items = [(*outer, "[]") for outer in around]
        return any(outer in self.null_chains and outer != chain for outer in (*around, *items))

    def _object(
        self, type_: GraphQLObjectType, selected: Mapping[str, list[FieldDetails]], chain: Chain
    ) -> list[Problem]:
        problems = []
        for key, details in selected.items():
            name = details[0].node.name.value
            if not name.startswith("__"):
                problems += self._field(type_.fields[name], details, (*chain, (type_.name, key)))
        return problems

    def _field(self, definition: GraphQLField, details: list[FieldDetails], chain: Chain) -> list[Problem]:
        path = path_of(chain)
        own = [(code, path) for code in self._own_codes(definition, details, path)]
        inner = self._inner_problems(definition, details, chain)
        type_ = get_nullable_type(definition.type)
        if inner and is_list_type(type_) and not is_non_null_type(type_.of_type):
            self.null_chains[(*chain, "[]")] = inner
            inner = []
        problems = own + inner
        if problems and not is_non_null_type(definition.type):
            self.null_chains[chain] = problems
            return []
        return problems

    def _inner_problems(self, definition: GraphQLField, details: list[FieldDetails], chain: Chain) -> list[Problem]:
        named: Any = get_named_type(definition.type)
        # Nobody has a budget in these worlds, and of what is not there nothing is selected.
        if not is_composite_type(named) or named.name == "Budget":
            return []
        types: list[Any] = [*self.schema.get_possible_types(named)] if is_abstract_type(named) else [named]
        try:
            return [problem for type_ in types for problem in self._object(type_, self._collect(type_, details), chain)]
        except GraphQLError:
            return [("BAD_USER_INPUT", path_of(chain))]

    def _collect(self, type_: GraphQLObjectType, details: list[FieldDetails]) -> dict[str, list[FieldDetails]]:
        fragments = {name: FragmentDetails(node) for name, node in self.fragments.items()}
        return collect_subfields(
            self.schema, fragments, self.variables, self.operation, type_, details
        ).grouped_field_set

    def _own_codes(self, definition: GraphQLField, details: list[FieldDetails], path: Any) -> list[str]:
        try:
            arguments = get_argument_values(definition, details[0].node, self.variables)
        except GraphQLError:
            return ["BAD_USER_INPUT"]
        codes = ["BAD_USER_INPUT"] if any(map(unstorable, texts(arguments))) else []
        named = get_named_type(definition.type).name
        if named in ORDERS:
            codes += page_problems(arguments, next(iter(ORDERS[named])))
        elif named.endswith("Count"):
            codes += page_problems(arguments, "")
        elif {"width", "height"} <= definition.args.keys():
            sides = [arguments.get("width"), arguments.get("height")]
            codes += ["BAD_USER_INPUT"] if any(side is not None and not 1 <= side <= 10_000 for side in sides) else []
        elif path and details[0].node.name.value in {"issue", "work"} and definition.args:
            codes += ["BAD_USER_INPUT"] if sum(value is not None for value in arguments.values()) != 1 else []
            codes += [] if good_external_id(arguments.get("externalId")) else ["BAD_USER_INPUT"]
        elif "ids" in arguments:
            bad = [index for index, id_ in enumerate(arguments["ids"]) if not good_id(id_)]
            if len(arguments["ids"]) > 100:
                codes.append("BAD_USER_INPUT")
            elif not codes:
                self.others += [("INVALID_ID", (*path, index)) for index in bad]
        elif "id" in arguments:
            codes += [] if good_id(arguments["id"]) else ["INVALID_ID"]
        return codes


def good_external_id(given: Mapping[str, Any] | None) -> bool:
    """Whether a name in another catalogue is given in one of two ways; the names in pools are IMDb's or none."""
    stated = {key: value for key, value in (given or {}).items() if value is not None}
    if stated.keys() == {"source", "id"}:
        return str(stated["source"]) == "IMDB" and re.fullmatch(r"tt[0-9]{7,}", stated["id"].lower()) is not None
    return given is None or stated.keys() == {"scheme", "value"}


def names_elsewhere(filtered: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """List the names in other catalogues that a filter asks for, those of the filters inside too."""
    yield from filtered.get("externalId") or ()
    for inner in (*(filtered.get("anyOf") or ()), filtered.get("not")):
        if inner is not None:
            yield from names_elsewhere(inner)


def is_small(filtered: Mapping[str, Any]) -> bool:
    """Whether a filter holds no more filters than it may, three deep."""
    level, number = [filtered], 0
    for _ in range(4):
        level = [
            inner for each in level for inner in (*(each.get("anyOf") or ()), each.get("not")) if inner is not None
        ]
        number += len(level)
    return not level and number <= 20


def together(parts: Iterable[set[int]]) -> set[int]:
    """Return how many statements several fields may need together, which share one."""
    needed = {0}
    for part in parts:
        needed = {max(one, other) for one in needed for other in part}
    return needed


def path_of(chain: Chain) -> tuple[str, ...]:
    """Return the response keys of a place."""
    return tuple(step[1] if isinstance(step, tuple) else step for step in chain)


def texts(value: Any) -> Iterable[str]:
    """List all texts in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from texts(item)


def unstorable(text: str) -> bool:
    """Whether a text cannot be stored: it contains NUL or half of a surrogate pair."""
    try:
        return b"\x00" in text.encode()
    except UnicodeEncodeError:
        return True


def good_id(text: str) -> bool:
    """Whether a text can be the id of a node."""
    prefix, separator, _ = text.partition("_")
    return re.fullmatch(r"[A-Za-z0-9_-]{1,64}", text) is not None and bool(separator) and prefix in ID_PREFIXES


def page_problems(arguments: Mapping[str, Any], first_order: str) -> list[str]:
    """Return the codes of the errors in a connection's arguments."""
    sizes = [arguments[name] for name in ("first", "last") if arguments.get(name) is not None]
    filtered = arguments.get("filter") or {}
    codes = [] if is_small(filtered) and all(map(good_external_id, names_elsewhere(filtered))) else ["BAD_USER_INPUT"]
    codes += ["BAD_USER_INPUT"] if len(sizes) > 1 or any(not 1 <= size <= 100 for size in sizes) else []
    order = str(arguments.get("orderBy") or first_order)
    codes += ["BAD_USER_INPUT"] if order == "RELEVANCE" else []  # for `text` is not among these filters
    cursors = [arguments[name] for name in ("after", "before") if arguments.get(name)]
    return codes + ["INVALID_CURSOR" for cursor in cursors if not good_cursor(cursor, order)]


def good_cursor(cursor: str, order: str) -> bool:
    """Whether a text is a cursor of an order: the hexadecimal form of ``ORDER:key:id``."""
    if not re.fullmatch(r"[0-9a-f]+", cursor):
        return False
    try:
        text = bytes.fromhex(cursor).decode()
    except ValueError:
        return False
    match = re.fullmatch(r"([^:]*):(.*):([A-Za-z0-9_-]{1,64})", text, re.DOTALL)
    return match is not None and match[1] == order and "\x00" not in text
