"""The GraphQL schema is built once in a process of tests, though each test has an application of its own."""

from copy import copy
from typing import Any
from unittest.mock import patch

from graphql import GraphQLSchema
from strawberry.schema.schema_converter import GraphQLCoreConverter

from schema.engine.execution import EngineSchema
from schema.engine.introspection import IntrospectionCache
from schema.graphql import build_schema

FIRST: list[EngineSchema] = []


def shared_schema(**options: Any) -> EngineSchema:
    """Return a schema for an engine of its own, with the types that were built for the first.

    To build types is half of the time that an application takes, to print them a quarter, and no application changes
    them. A test that does takes ``own_schema``.
    """
    if not FIRST:
        FIRST.append(EngineSchema(**options))
        FIRST[0].as_str()
    schema = copy(FIRST[0])
    schema._schema = core_of(schema)
    schema._introspections = IntrospectionCache()
    return schema


def own_schema() -> EngineSchema:
    """Return a schema whose types are built for the caller alone, who may change them."""
    with patch("schema.graphql.EngineSchema", EngineSchema):
        return build_schema()


def core_of(schema: EngineSchema) -> GraphQLSchema:
    """Return a copy of a schema's core that leads to the schema, and not to the one that the core was built for."""
    core = GraphQLSchema.__new__(GraphQLSchema)  # its own way to copy collects all types again
    vars(core).update(vars(schema.core))
    core.extensions = {**core.extensions, GraphQLCoreConverter.DEFINITION_BACKREF: schema}
    vars(core)["_strawberry_schema"] = schema  # as Strawberry sets it
    return core
