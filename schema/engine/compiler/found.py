"""Rows that a SELECT of a field's own finds: lists and connections of what is no table's, and the objects behind it."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from graphql import GraphQLObjectType, get_named_type

from schema.engine.compiler.by_id import object_with_id
from schema.engine.compiler.context import Arguments, CompilerContext
from schema.engine.compiler.dispatch import compile_field, compile_spec
from schema.engine.compiler.json_objects import compile_object
from schema.engine.compiler.operation import FieldNodes, SelectedField, field_name
from schema.engine.compiler.relations import relation, select_value
from schema.engine.cost import COUNTED_LIST
from schema.engine.errors import Path
from schema.engine.fields import entity_of, possible_types, spec_of
from schema.engine.finishing import Finisher
from schema.engine.specs import FinishedField, FoundField, RankedField, ReferredField
from schema.engine.sql.json_text import (
    Coalesced,
    Concat,
    JoinedAggregate,
    JoinedSelect,
    Quoted,
    json_array,
    json_object,
)
from schema.engine.sql.rows import Row, TableAlias

FALSE, TRUE = Concat("false"), Concat("true")
CURSOR_BYTES = 40
FOUND = sa.Table("found", sa.MetaData())
"""Stands for the rows of a SELECT, whose columns are all computed."""


class Finding:
    """What a SELECT is written with: the database's dialect, and parameters by name."""

    def __init__(self, ctx: CompilerContext, arguments: Arguments, row: Any = None) -> None:
        self.ctx = ctx
        self.arguments = arguments
        self.row = row
        """The row that the field belongs to, None at the root."""
        self._parameters: dict[str, sa.BindParameter[Any]] = {}

    @property
    def dialect(self) -> str:
        """The name of the database's dialect."""
        return self.ctx.dialect

    def shows_all_of(self, table: sa.Table) -> bool:
        """Whether the viewer sees every row of a table."""
        return not self.ctx.visibility(self.ctx.alias(table).row())

    def given(self, key: str) -> Any:
        """Return what an argument is in the request that is planned, where the plan depends on it."""
        return self.arguments.values.get(key)

    def argument(self, name: str, type_: Any, read: Callable[[Mapping[str, Any]], Any]) -> str:
        """Return the placeholder of a value that is read from the arguments."""
        return self._placeholder(name, type_, read, self.arguments.reader)

    def environment(self, name: str, type_: Any, read: Callable[[Mapping[str, Any]], Any]) -> str:
        """Return the placeholder of a value that is read from the request's environment."""
        return self._placeholder(name, type_, read, None)

    def select(self, sql: str, **columns: Any) -> "sa.sql.selectable.TextualSelect":
        """Return a SELECT with placeholders, and the types of its columns."""
        text = sa.text(sql)
        used = [parameter for parameter in self._parameters.values() if re.search(rf":{parameter.key}\b", sql)]
        return text.bindparams(*used).columns(**columns)

    def _placeholder(self, name: str, type_: Any, read: Callable[[Any], Any], reader: int | None) -> str:
        if name not in self._parameters:
            self._parameters[name] = self.ctx.parameter(type_, read, reader)
        return f":{self._parameters[name].key}"


@compile_spec.register(FoundField)
@relation
def _found(spec: FoundField, ctx: CompilerContext, parent: Any, selected: SelectedField) -> sa.ColumnElement[Any]:
    finding = Finding(ctx, ctx.arguments(selected, spec.prepare), parent) if spec.own else parent
    select = spec.select(finding)
    type_ = get_named_type(selected.definition.type)
    assert isinstance(type_, GraphQLObjectType)
    alias = _alias_of(ctx, select)
    ctx.cost.count_read(spec.reads)
    with ctx.cost.counting((spec.own and finding.given("limit")) or spec.size):
        item = compile_object(ctx, alias.row(), type_, selected.nodes, selected.path)
    rows = sa.select().select_from(select.subquery(alias.name)).where(*_present(ctx, type_, alias.row()))
    return json_array(JoinedSelect(item, rows, [alias.row().place]))


@compile_spec.register(FinishedField)
def _finished(spec: FinishedField, ctx: CompilerContext, row: Row, selected: SelectedField) -> sa.ColumnElement[Any]:
    type_ = get_named_type(selected.definition.type)
    assert isinstance(type_, GraphQLObjectType)
    own = ctx.arguments(selected, spec.prepare).reader
    names = {"": type_.name}
    shape = _shape(ctx, type_, selected.nodes, selected.path, names)
    ctx.cost.count_bytes(spec.size)
    ctx.finishers.append(Finisher(tuple(map(str, selected.path)), spec.finish, ctx.finding, own, shape, names))
    raw: sa.ColumnElement[Any] = spec.raw(row, ctx.env)
    return raw


def _shape(
    ctx: CompilerContext, type_: GraphQLObjectType, nodes: FieldNodes, path: Path, names: dict[str, str]
) -> dict[str, Any]:
    """Return what is selected of the objects that Python makes, and note the names of their types."""
    shape: dict[str, Any] = {}
    for key, inner in ctx.collect_fields(type_, nodes, path).items():
        name = field_name(inner)
        ctx.cost.count_key(key)
        target = get_named_type(type_.fields[name].type) if name in type_.fields else None
        if isinstance(target, GraphQLObjectType):
            names[name] = target.name
            shape[key] = (name, _shape(ctx, target, inner, (*path, key), names))
        else:
            shape[key] = (name, None)
    return shape


@compile_spec.register(ReferredField)
@relation
def _referred(spec: ReferredField, ctx: CompilerContext, row: Row, selected: SelectedField) -> sa.ColumnElement[Any]:
    with ctx.cost.counting():
        return _object_referred_to(spec, ctx, row, selected)


def _object_referred_to(
    spec: ReferredField, ctx: CompilerContext, row: Row, selected: SelectedField
) -> sa.ColumnElement[Any]:
    types = possible_types(ctx.operation.schema, get_named_type(selected.definition.type))
    cases = []
    for kind, table in spec.tables.items():
        of_table = [type_ for type_ in types if entity_of(type_).table is table]
        cases.append((_is_kind(row, kind), object_with_id(ctx, of_table, row.id, selected.nodes, selected.path)))
    return sa.case(*cases, else_=Concat("null"))


def _is_kind(row: Row, kind: int) -> sa.ColumnElement[bool]:
    is_kind: sa.ColumnElement[bool] = row.kind == sa.literal_column(str(kind))
    return is_kind


def _present(ctx: CompilerContext, type_: GraphQLObjectType, row: Row) -> Iterator[sa.ColumnElement[bool]]:
    """Yield the condition that the viewer may see what a row refers to, by the rule of its own table."""
    for field in type_.fields.values():
        spec = spec_of(field)
        if isinstance(spec, ReferredField):
            cases = []
            for kind, table in spec.tables.items():
                alias = ctx.alias(table)
                where = [alias.row().id == row.id, *ctx.visibility(alias.row())]
                cases.append(
                    (_is_kind(row, kind), select_value(alias, sa.literal_column("1"), where).scalar_subquery())
                )
            yield sa.case(*cases).is_not(None)


def _alias_of(ctx: CompilerContext, select: "sa.sql.selectable.TextualSelect") -> TableAlias:
    types = {column.name: column.type for column in select.selected_columns}
    return TableAlias(FOUND, ctx.numbers, types | {"row_count": sa.Integer()}, "found")


class RankedList:
    """A connection over found rows while it is compiled: its finding, and the rows of the page."""

    def __init__(self, spec: RankedField, ctx: CompilerContext, selected: SelectedField) -> None:
        type_ = get_named_type(selected.definition.type)
        assert isinstance(type_, GraphQLObjectType)
        self.ctx = ctx
        self.type = type_
        self.finding = Finding(ctx, ctx.arguments(selected, spec.prepare))
        self.limit = int(self.finding.given("limit"))
        self.select = spec.select(self.finding)
        self.page = _alias_of(ctx, self.select)
        self.edge = self.object_type("edges")

    def object_type(self, name: str) -> GraphQLObjectType:
        """Return the type of a field of the connection that is an object, or a list of objects."""
        type_ = get_named_type(self.type.fields[name].type)
        assert isinstance(type_, GraphQLObjectType)
        return type_

    @property
    def place(self) -> Any:
        """The place of a row, from 1."""
        return self.page.row().place

    @property
    def size(self) -> sa.ColumnElement[Any]:
        """The page's limit, as a literal."""
        return sa.literal_column(str(self.limit), sa.Integer())

    def from_clause(self) -> sa.FromClause:
        """Return the rows that the viewer may see, numbered, with how many they are."""
        found = TableAlias(FOUND, self.ctx.numbers, self.page.computed, "ranked")
        inner = self.select.subquery(found.name)
        columns = [column for column in inner.c if column.name in self.page.used and column.name != "place"]
        numbers = {"place": sa.func.row_number().over(order_by=inner.c.place), "row_count": sa.func.count().over()}
        numbered = [value.label(name) for name, value in numbers.items()]
        return (
            sa.select(*columns, *numbered).where(*_present(self.ctx, self.edge, found.row())).subquery(self.page.name)
        )


@compile_spec.register(RankedField)
@relation
def _ranked(spec: RankedField, ctx: CompilerContext, _row: Any, selected: SelectedField) -> sa.ColumnElement[Any]:
    ranked = RankedList(spec, ctx, selected)
    ctx.finding = ranked.finding.arguments.reader
    fields = ctx.collect_fields(ranked.type, selected.nodes, selected.path)
    members = [(key, _member(ranked, nodes, (*selected.path, key))) for key, nodes in fields.items()]
    value = json_object(members)
    if not ranked.page.used:
        return value
    ctx.cost.count_read(spec.reads)
    return sa.select(value).select_from(ranked.from_clause()).scalar_subquery()


def _member(ranked: RankedList, nodes: FieldNodes, path: Path) -> sa.ColumnElement[Any]:
    """Return the value of a field of the connection."""
    ctx = ranked.ctx
    ctx.cost.count_key(str(path[-1]))
    match field_name(nodes):
        case "edges":
            with ctx.cost.counting(ranked.limit):
                return _items(ranked, compile_object(ctx, ranked.page.row(), ranked.edge, nodes, path))
        case "nodes":
            with ctx.cost.counting(ranked.limit):
                node = SelectedField(ranked.edge.fields["node"], nodes, path)
                return _items(ranked, _object_referred_to(spec_of(node.definition), ctx, ranked.page.row(), node))
        case "pageInfo":
            return _page_info(ranked, nodes, path)
        case "__typename":
            return Concat(f'"{ranked.type.name}"')
    ctx.cost.count_read(COUNTED_LIST)
    return compile_field(ctx, ranked.finding, ranked.type, nodes, path)


def _items(ranked: RankedList, item: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return json_array(JoinedAggregate(item, [ranked.place], ranked.place <= ranked.size))


def _page_info(ranked: RankedList, nodes: FieldNodes, path: Path) -> sa.ColumnElement[Any]:
    ctx, type_ = ranked.ctx, ranked.object_type("pageInfo")

    def member(key: str, inner: FieldNodes) -> sa.ColumnElement[Any]:
        ctx.cost.count_key(key)
        match name := field_name(inner):
            case "hasNextPage":
                return sa.case((sa.func.max(ranked.place) > ranked.size, TRUE), else_=FALSE)
            case "hasPreviousPage":
                return TRUE if ranked.finding.given("after") else FALSE
            case "startCursor" | "endCursor":
                ctx.cost.count_bytes(CURSOR_BYTES)
                return _end_cursor(ranked, last=name == "endCursor")
        return Concat(f'"{type_.name}"')

    fields = ctx.collect_fields(type_, nodes, path)
    return json_object((key, member(key, inner)) for key, inner in fields.items())


def _end_cursor(ranked: RankedList, *, last: bool) -> sa.ColumnElement[Any]:
    """Return the cursor of the first or the last item of the page, or ``null`` for an empty one."""
    row = ranked.page.row()
    end = sa.case((row.row_count < ranked.size, row.row_count), else_=ranked.size) if last else sa.literal_column("1")
    return Coalesced([sa.func.max(Quoted(row.cursor)).filter(row.place == end)], "null")
