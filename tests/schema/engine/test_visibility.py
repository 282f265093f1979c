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
from graphql import GraphQLField, GraphQLSchema, get_named_type, is_composite_type, is_leaf_type, is_non_null_type, is_object_type

from schema import db
from schema.graphql import build_schema
from schema.tables import Column, Issue, Organization, Person, Recommendation, Section, Work
from schema.viewer import ANONYMOUS
from schema.writes.rows import table_of
from tests.databases import Databases
from tests.schema.engine import worlds as generated
from tests.schema.engine.comparison import EDITOR, describe, execute, filled, serving
from tests.schema.engine.pools import LISTS, SLUGGED, Pools, cursor
from tests.schema.engine.twin import Asked

SEED = 6
GUARDED = (Issue, Section, Recommendation, Work, Person, Organization, Column)
KEPT = ("slugs", "external_ids")


def delete_what_is_hidden(url: str) -> int:
    """Delete every row that the public may not see; give how many there were."""
    deleted = 0
    engine = db.connect(url)
    with db.writing(engine) as session:
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
    """Forget when rows were written: the two worlds were written one after the other."""
    engine = db.connect(url)
    with db.writing(engine) as session:
        session.execute(sa.update(table_of(Issue)).values(updated_at=generated.NOW))
    engine.dispose()


def questions(schema: GraphQLSchema, pools: Pools) -> Iterator[str]:
    """Ask, through each root field and with all that it can be given, for each type that it leads to."""
    root = schema.query_type
    assert root is not None
    for name, definition in root.fields.items():
        named: Any = get_named_type(definition.type)
        for target, path in shortest_paths(schema, named).items():
            selection = selected(schema, schema.type_map[target])
            for step in reversed(path):
                selection = f"{{ {step} {selection} }}"
            given = list(arguments(name, definition, pools))
            yield "{ " + " ".join(f"q{number}: {name}{each} {selection}" for number, each in enumerate(given)) + " }"


def shortest_paths(schema: GraphQLSchema, start: Any) -> dict[str, list[str]]:
    """Find a way from a type to each that it leads to: the selections on the way."""
    paths: dict[str, list[str]] = {start.name: []}
    waiting = deque([start])
    while waiting:
        type_ = waiting.popleft()
        steps = [(name, get_named_type(each.type)) for name, each in type_.fields.items()]
        if not is_object_type(type_):
            steps += [(f"... on {each.name}", each) for each in schema.get_possible_types(type_)]
        for name, inner in steps:
            if is_composite_type(inner) and inner.name not in paths:
                paths[inner.name] = [*paths[type_.name], name]
                waiting.append(inner)
    return paths


def selected(schema: GraphQLSchema, type_: Any) -> str:
    """Select all that a type has, each object with what tells it apart; pages also short and from the end."""
    parts = ["__typename"]
    for name, each in type_.fields.items():
        inner: Any = get_named_type(each.type)
        if is_leaf_type(inner):
            parts.append(name)
        elif inner.name in LISTS:
            page = "{ totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { cursor node { id } } }"
            parts += [f"{name} {page}", f"{name}1: {name}(first: 1) {page}", f"{name}2: {name}(last: 2) {page}"]
        else:
            leaves = " ".join(key for key, leaf in inner.fields.items() if is_leaf_type(get_named_type(leaf.type)))
            parts.append(f"{name} {{ __typename {leaves} }}")
    return "{ " + " ".join(parts) + " }"


def arguments(name: str, definition: GraphQLField, pools: Pools) -> Iterator[str]:
    """Give a root field everything that the world holds, hidden or not."""
    named = get_named_type(definition.type).name
    if name in {"node", "nodes"}:
        ids = sorted(pools.ids())
        yield from (f'(id: "{each}")' for each in ids) if name == "node" else [f"(ids: {orjson.dumps(ids[:100]).decode()})"]
    elif named in LISTS:
        table, orders = LISTS[named]
        yield ""
        for order, (key, _) in orders.items():
            asked = f", orderBy: {order}" if "orderBy" in definition.args else ""
            for row in pools.rows[table][::5]:
                place = cursor(order, row[key], row["id"])
                yield f'(first: 2, after: "{place}"{asked})'
                yield f'(last: 2, before: "{place}"{asked})'
    elif "slug" in definition.args:
        kind = SLUGGED[named]
        yield from (f'(slug: "{row["slug"]}")' for row in pools.rows["slugs"] if row["type"] == kind)
        if "number" in definition.args:
            yield from (f"(number: {number})" for number in range(1, 10))
    else:
        assert not any(is_non_null_type(each.type) for each in definition.args.values()), f"what can {name} be given?"
        yield ""


def test_the_walk_asks_for_every_field_of_every_type():
    schema = build_schema()._schema
    asked = "\n".join(questions(schema, Pools({name: [] for name in EMPTY})))
    for name, type_ in schema.type_map.items():
        if is_object_type(type_) and not name.startswith("__") and type_ is not schema.query_type:
            assert all(f" {field} " in asked for field in type_.fields), name


EMPTY = (
    "issues", "works", "sections", "recommendations", "people", "organizations", "columns", "publication", "slugs",
)


async def test_the_public_sees_of_hidden_rows_neither_themselves_nor_a_trace(full_and_bare: tuple[str, str, Pools]):
    full, bare, pools = full_and_bare
    served = [serving(db.reader(url)) for url in (full, bare)]
    seen_by_editors = 0
    for text in questions(served[0]._schema, pools):
        with_hidden, without = [await answer(schema, text) for schema in served]
        assert with_hidden == without, text
        seen_by_editors += await answer(served[0], text, EDITOR) != with_hidden
    # The questions are ones that hidden rows would show in.
    assert seen_by_editors > 100
    for schema in served:
        await schema.engine.database.close()


async def answer(schema: Any, text: str, identity: Any = ANONYMOUS) -> bytes:
    """Ask something that has an answer."""
    result = await execute(schema, Asked(text, {}), identity)
    assert not result.errors, (describe(result.errors), text)
    return orjson.dumps(result.data)
