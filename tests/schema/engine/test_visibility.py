"""What the public may not see is as if it did not exist, on every path of the schema.

A world full of drafts, scheduled and withdrawn issues is compared with a copy from which all hidden rows are deleted:
every question, asked anonymously, must get the same bytes from both. The questions come from a walk over the schema, so
a new field is asked for without anyone remembering it.
"""

from collections import deque
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from graphql import (
    GraphQLField,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_interface_type,
    is_leaf_type,
    is_non_null_type,
    is_object_type,
)

from schema import db
from schema.bases import table_of
from schema.engine.execution import EngineSchema
from schema.tables import Column, Issue, Organization, Person, Recommendation, Section, Work
from schema.visibility import DRAFT, PUBLISHED, View
from tests.databases import Databases
from tests.reader import asking
from tests.schema.engine import worlds as generated
from tests.schema.engine.comparison import describe, execute, filled, serving
from tests.schema.engine.pools import LISTS, SLUGGED, Pools
from tests.schema.engine.twin import GraphQLRequest, content_schema, readable_types

pytestmark = pytest.mark.long

SEED = 30
GUARDED = (Issue, Section, Recommendation, Work, Person, Organization, Column)
PLUMBING = ("Connection", "Edge", "PageInfo")
TABLES = (*(str(model.__tablename__) for model in GUARDED), "publication")


def delete_what_is_hidden(url: str) -> int:
    """Delete every row that the public may not see; return how many there were."""
    deleted = 0
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        for model in GUARDED:
            table = table_of(model)
            hidden = sa.or_(table.c.visible_from.is_(None), table.c.visible_from > generated.NOW)
            if model is Work:
                # A part goes before its whole.
                session.execute(sa.update(table).where(hidden).values(part_of_id=None))
            deleted += len(session.execute(sa.delete(table).where(hidden).returning(table.c.id)).all())
    engine.dispose()
    return deleted


@pytest.fixture
def full_and_bare(databases: Databases) -> Iterator[tuple[str, str, Pools]]:
    """The URLs of a world and of its copy without hidden rows, and what the world holds."""
    full, bare = databases.create(databases.migrated), databases.create(databases.migrated)
    pools = filled(full, SEED)
    filled(bare, SEED)
    equalise_stamps(full)
    equalise_stamps(bare)
    assert delete_what_is_hidden(bare) > 20
    yield full, bare, pools
    databases.drop(full)
    databases.drop(bare)


def equalise_stamps(url: str) -> None:
    """Set the same time of writing on all rows: the two worlds were written one after the other."""
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        session.execute(sa.update(table_of(Issue)).values(updated_at=generated.NOW))
    engine.dispose()


def questions(schema: GraphQLSchema, pools: Pools) -> Iterator[GraphQLRequest]:
    """Yield a request for each root field and set of arguments, and once from each type for all that it leads to."""
    root = schema.query_type
    assert root is not None
    walked: set[str] = set()
    for name, definition in root.fields.items():
        start: Any = get_named_type(definition.type)
        argument_sets = list(arguments(name, definition, pools))
        for target, path in shortest_paths(schema, start).items():
            if path and start.name.removesuffix("Connection") in walked:
                continue
            selection = selected(schema, schema.type_map[target])
            for step in reversed(path):
                selection = f"{{ {step} {selection} }}"
            for values in argument_sets[:: len(argument_sets) // 8 + 1] if path else argument_sets:
                declared = ", ".join(f"${key}: {definition.args[key].type}" for key in values)
                passed = ", ".join(f"{key}: ${key}" for key in values)
                opening = f"query ({declared}) {{ {name}({passed})" if values else f"{{ {name}"
                yield GraphQLRequest(f"{opening} {selection} }}", values)
        walked.add(start.name.removesuffix("Connection"))


def shortest_paths(schema: GraphQLSchema, start: Any) -> dict[str, list[str]]:
    """Find a way from a type to each that it leads to: the selections on the way. Pages stand for their items."""
    paths: dict[str, list[str]] = {start.name: []}
    waiting = deque([start])
    while waiting:
        type_ = waiting.popleft()
        steps = [(name, get_named_type(field.type)) for name, field in type_.fields.items()]
        for kind in schema.get_possible_types(type_) if is_interface_type(type_) else ():
            # A work's own fields are selected with the work, whatever its kind.
            widest = kind.interfaces[-1] if len(kind.interfaces) > 1 else kind
            steps.append((f"... on {widest.name}", widest))
        for name, inner in steps:
            if is_composite_type(inner) and inner.name not in paths:
                paths[inner.name] = [*paths[type_.name], name]
                waiting.append(inner)
    return {name: path for name, path in paths.items() if not path or not name.endswith(PLUMBING)}


def selected(schema: GraphQLSchema, type_: Any) -> str:
    """Select all that a type has, each object with what tells it apart; pages also short and from the end."""
    parts = ["__typename"]
    kinds = schema.get_possible_types(type_) if is_interface_type(type_) and type_.name != "Node" else ()
    for kind in kinds:
        own = [fields(name, each) for name, each in kind.fields.items() if name not in type_.fields]
        parts.append(f"... on {kind.name} {{ {' '.join(['__typename', *own])} }}")
    return f"{{ {' '.join([*parts, *(fields(name, each) for name, each in type_.fields.items())])} }}"


def fields(name: str, definition: GraphQLField) -> str:
    """Select a field."""
    inner: Any = get_named_type(definition.type)
    if is_leaf_type(inner):
        return name
    if inner.name in LISTS:
        page = "{ totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { cursor node { id } } }"
        return f"{name} {page} {name}1: {name}(first: 1) {page} {name}2: {name}(last: 2) {page}"
    leaves = " ".join(key for key, leaf in inner.fields.items() if is_leaf_type(get_named_type(leaf.type)))
    return f"{name} {{ __typename {leaves} }}"


def arguments(name: str, definition: GraphQLField, pools: Pools) -> Iterator[dict[str, Any]]:
    """Yield sets of arguments of a root field, for everything in the world, hidden or not."""
    named = get_named_type(definition.type).name
    if name in {"node", "nodes"}:
        ids = sorted(pools.ids())
        yield from ({"id": id_} for id_ in ids) if name == "node" else [{"ids": ids[:100]}]
    elif named in LISTS:
        yield {}
        yield from pages(definition, pools, named)
    elif "slug" in definition.args:
        yield from ({"slug": row["slug"]} for row in pools.rows["slugs"] if row["type"] == SLUGGED[named])
        if "number" in definition.args:
            yield from ({"number": row["number"]} for row in pools.rows["issues"] if row["number"])
    else:
        assert not any(is_non_null_type(argument.type) for argument in definition.args.values()), (
            f"what can {name} be given?"
        )
        yield {}


def pages(definition: GraphQLField, pools: Pools, named: str) -> Iterator[dict[str, Any]]:
    """Yield arguments of a connection with the cursors of some rows, hidden or not."""
    table, orders = LISTS[named]
    for order in orders:
        order_by = {"orderBy": order} if "orderBy" in definition.args else {}
        for row in pools.rows[table][::3]:
            place = pools.place(named, order, row)
            yield {"first": 2, "after": place, **order_by}
            yield {"last": 2, "before": place, **order_by}


def test_the_walk_asks_for_every_field_of_every_type() -> None:
    schema = content_schema()
    empty = Pools(
        {"slugs": [{"type": type_, "slug": "x"} for type_ in SLUGGED.values()], **{name: [] for name in TABLES}}
    )
    all_texts = "\n".join(request.text for request in questions(schema, empty))
    for type_ in readable_types(schema):
        if is_object_type(type_) and type_ is not schema.query_type:
            missing = [
                field for field in type_.fields if f" {field} " not in all_texts and f" {field}(" not in all_texts
            ]
            assert not missing, (type_.name, missing)


async def test_the_public_sees_of_hidden_rows_neither_themselves_nor_a_trace(
    full_and_bare: tuple[str, str, Pools],
) -> None:
    full, bare, pools = full_and_bare
    schema, without_hidden = serving(db.connect_read_only(full)), db.connect_read_only(bare)
    seen_by_editors = 0
    texts: set[str] = set()
    for request in questions(content_schema(), pools):
        with_hidden = await answer(schema, request)
        with asking(schema.engine, without_hidden):
            without = await answer(schema, request)
        assert with_hidden == without, request
        if request.text not in texts:
            seen_by_editors += await answer(schema, request, DRAFT) != with_hidden
        texts.add(request.text)
    # The questions are ones that hidden rows would show in.
    assert seen_by_editors > len(texts) / 3
    for database in (schema.engine.database, without_hidden):
        await database.close()


async def answer(schema: EngineSchema, request: GraphQLRequest, view: View = PUBLISHED) -> bytes:
    """Return the data of an answer that must have no errors."""
    result = await execute(schema, request, view)
    assert not result.errors, (describe(result.errors), request)
    return orjson.dumps(result.data)
