"""Objects: the fields of a selection, for one concrete type or for several that share a table."""

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from graphql import GraphQLObjectType

from schema.engine.errors import Path
from schema.engine.fields import entity_of, spec_of
from schema.engine.sql.json_text import Concat, json_object, literal
from schema.engine.sql.rows import Row, TableAlias

if TYPE_CHECKING:
    from schema.engine.compiler.planner import Fields, Planner

Selected = Mapping[GraphQLObjectType, Mapping[str, "Fields"]]


class Piece(NamedTuple):
    """A field as two types may share it: its response key, what declares it and the selected nodes."""

    key: str
    spec: int
    nodes: tuple[int, ...]


def single(
    planner: "Planner", row: Any, type_: GraphQLObjectType, details: "Fields", path: Path
) -> sa.ColumnElement[Any]:
    """Give an object of one concrete type as JSON text."""
    fields = planner.collect(type_, details, path)
    return json_object((key, _field(planner, row, type_, key, inner, path)) for key, inner in fields.items())


def polymorphic(
    planner: "Planner", source: TableAlias, types: Sequence[GraphQLObjectType], details: "Fields", path: Path
) -> sa.ColumnElement[Any]:
    """Give an object that has one of several types, told apart by a column, as JSON text.

    A field that all types select alike is written once; others stand in a CASE. Where the types want shared fields in
    different orders there is a CASE over whole objects instead.
    """
    if len(types) == 1:
        return single(planner, _row(source, types[0]), types[0], details, path)
    row = source.row()
    selected = {type_: planner.collect(type_, details, path) for type_ in types}
    order = _common_order(selected)
    if order is None:
        return _by_type(row, {t: single(planner, _row(source, t), t, details, path) for t in types})
    first_is_common = not order or _having(selected, order[0]) == list(types)
    pieces: list[Any] = []
    for position, piece in enumerate(order):
        having = _having(selected, piece)
        details_here = selected[having[0]][piece.key]
        if details_here[0].node.name.value == "__typename":
            value = _by_type(row, {type_: Concat(f'"{type_.name}"') for type_ in having})
        else:
            value = _field(planner, _row(source, having[0]), having[0], piece.key, details_here, path)
        comma = "" if position == 0 and first_is_common else ","
        member = Concat(f'{comma}"{piece.key}":', value)
        pieces.append(member if len(having) == len(types) else _only_for(row, having, member))
    if first_is_common:
        return Concat("{", *pieces, "}")
    # Whatever member comes first brings a comma that nobody needs.
    return Concat("{", sa.func.substr(Concat(*pieces), sa.literal_column("2")), "}")


def _having(selected: "Selected", piece: "Piece") -> list[GraphQLObjectType]:
    return [type_ for type_, fields in selected.items() if _piece(type_, piece.key, fields.get(piece.key)) == piece]


def _field(
    planner: "Planner", row: Any, type_: GraphQLObjectType, key: str, details: "Fields", path: Path
) -> sa.ColumnElement[Any]:
    if details[0].node.name.value == "__typename":
        return Concat(f'"{type_.name}"')
    return planner.field(row, type_, details, (*path, key))


def _row(source: TableAlias, type_: GraphQLObjectType) -> Row:
    return source.row(entity_of(type_).extension)


def _piece(type_: GraphQLObjectType, key: str, details: "Fields | None") -> Piece | None:
    if details is None:
        return None
    # An interface's field is converted anew for each type that has it; the word it was declared with is one object.
    spec = spec_of(type_.fields.get(details[0].node.name.value))
    return Piece(key, id(spec), tuple(id(detail.node) for detail in details))


def _common_order(selected: Selected) -> list[Piece] | None:
    """Give one order of all fields in which each type finds its own order, or None when there is none."""
    before: dict[Piece, list[Piece]] = {}
    for type_, fields in selected.items():
        previous: Piece | None = None
        for key, details in fields.items():
            piece = _piece(type_, key, details)
            assert piece is not None
            before.setdefault(piece, [])
            if previous is not None:
                before[piece].append(previous)
            previous = piece
    try:
        return list(TopologicalSorter(before).static_order())
    except CycleError:
        return None


def _kinds(row: Any, types: Sequence[GraphQLObjectType]) -> sa.ColumnElement[bool]:
    entities = [entity_of(type_) for type_ in types]
    column = getattr(row, str(entities[0].kind_column))
    return column.in_([sa.literal_column(literal(str(entity.kind))) for entity in entities])  # type: ignore[no-any-return]


def _only_for(row: Any, types: Sequence[GraphQLObjectType], value: Any) -> sa.ColumnElement[Any]:
    return sa.case((_kinds(row, types), value), else_=Concat(""))


def _by_type(row: Any, values: Mapping[GraphQLObjectType, sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
    return sa.case(*((_kinds(row, [type_]), value) for type_, value in values.items()), else_=Concat("null"))
