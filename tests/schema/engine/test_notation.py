"""Messages say values as GraphQL writes them: of variables, of literals, and of names that are not known."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLError, parse, print_ast
from graphql.type import GraphQLInputType, is_input_object_type, is_input_type
from graphql.utilities.value_to_literal import default_scalar_value_to_literal

from schema.context import ENVIRONMENT
from schema.engine.database.sqlite import Sqlite
from schema.engine.documents import ParsedDocument
from schema.engine.engine import Engine
from schema.engine.errors import RequestErrors
from schema.engine.notation import in_graphql_notation, printed
from schema.graphql import build_schema
from schema.values import SCALARS

SCHEMA = build_schema().core
WRONG: list[Any] = [
    *(None, True, 0, 1.5, 2**40, "two words", "it's", 'say "x"', "", "\n\\ é"),
    *([], [None, True, "two words"], [["two words"]], [{"a b": "two words"}]),
    *({}, {"a": None, "b": {"two words": [False]}}, {"a": {"b": {"c": {"d": {"e": "two words"}}}}}),
]
"""Values of which most fit no type; what is a text in them cannot be taken for a name."""
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
NAME = re.compile(r"'(?:[\[$@]*[A-Za-z_]\w*[\]!]*(?: \{ \.\.\. \})?|a b)'")
PYTHON = re.compile(r"'|\b(?:None|True|False|dict|list|str|Undefined|object at|\w*Error)\b|<(?!EOF>)")


def in_python(message: str) -> str | None:
    """Return what a message says in Python's notation, if anything; single quotes stand around names alone."""
    found = PYTHON.search(NAME.sub("", QUOTED.sub("", message.replace("Syntax Error", ""))))
    return found and found[0]


def wrong_values(type_: GraphQLInputType) -> Iterator[Any]:
    """Yield values that mostly do not fit a type, nor the fields of one that is an object."""
    yield from WRONG
    if is_input_object_type(type_):
        yield from ({name: value} for name in type_.fields for value in WRONG)


@pytest.fixture(scope="module")
def engine() -> Engine:
    """An engine without a database: nothing is run."""
    return Engine(SCHEMA, Sqlite(Path(), lambda _: None), ENVIRONMENT)


def refusals(engine: Engine, text: str, variables: dict[str, Any] | None = None) -> list[str]:
    """Return the messages with which an operation is refused."""
    try:
        engine.prepare(text, variables, None)
    except RequestErrors as refused:
        return [error.message for error in refused.errors]
    return []


INPUT_TYPES = [type_ for name, type_ in SCHEMA.type_map.items() if is_input_type(type_) and not name.startswith("__")]


@pytest.mark.parametrize("type_", INPUT_TYPES, ids=str)
def test_what_is_wrong_with_an_input_is_said_as_graphql_writes_it(engine: Engine, type_: GraphQLInputType) -> None:
    messages: set[str] = set()
    text = f"query Q($v: [{type_}!]) {{ __typename }}"
    for value in wrong_values(type_):
        engine.documents[text] = ParsedDocument(text, parse(text), [], engine.limits)  # as if it were used
        messages.update(refusals(engine, text, {"v": [value]}))
        literal = print_ast(default_scalar_value_to_literal(value)).replace("two words:", "c:").replace("a b:", "b:")
        messages.update(refusals(engine, f"query Q($v: [{type_}!] = [{literal}]) {{ __typename }}"))
    assert len(messages) > 15
    assert {message: in_python(message) for message in messages if in_python(message)} == {}


@pytest.mark.parametrize(
    "text",
    [
        "{ nothing }",
        "{ issue(slug: two) { id } }",
        "{ publication }",
        "{ publication { name { x } } }",
        "query A { __typename } query B { __typename }",
        "{ node(id: null) { id } }",
        "{ works(orderBy: [null]) { totalCount } }",
        "{ ...None }",
        "{ publication @nothing { name } }",
        "{ a: publication { name } a: viewer { name } }",
        "\0",
        "{",
    ],
)
def test_so_is_what_is_wrong_with_a_document(engine: Engine, text: str) -> None:
    messages = refusals(engine, text)
    assert messages
    assert [in_python(message) for message in messages] == [None] * len(messages)


def test_an_operation_that_is_not_there_is_called_by_its_name(engine: Engine) -> None:
    with pytest.raises(RequestErrors, match='named "it\'s \\\\\\\\ \\\\"'):
        engine.prepare("query A { __typename }", None, "it's \\ \"x")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "null"),
        (True, "true"),
        (1.5, "1.5"),
        ("it's", '"it\'s"'),
        ('a "b"\n', r'"a \"b\"\n"'),
        ([1, None], "[1, null]"),
        ({"a": {"b-c": ["é"]}}, '{ a: { "b-c": ["é"] } }'),
        ({}, "{}"),
        ([], "[]"),
        ("x" * 1_000, '"' + "x" * 240 + '…"'),
        ([0] * 1_000, "[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, …]"),
        ([[[[[1]]]]], "[[[[…]]]]"),
        (date(2023, 7, 21), "<date instance>"),
    ],
)
def test_a_value_is_printed_in_short(value: Any, shown: str) -> None:
    assert printed(value) == shown


@pytest.mark.parametrize("scalar", [date, datetime])
@pytest.mark.parametrize("value", ["2023-13-45", "0001-01-01T00:00:00+23:59", "2023-07-21T06:00:00", "x", 1, None])
def test_what_a_scalar_takes_is_said_in_words(scalar: object, value: object) -> None:
    parse = SCALARS[scalar].parse_value
    assert parse
    with pytest.raises(GraphQLError, match=r"^A Date(Time)? is .*, written .*; found: "):
        parse(value)


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        (
            "Expected value of non-null type 'ID!' not to be None.",
            "Expected value of non-null type 'ID!' not to be null.",
        ),
        ("cannot represent: {'a': [True, None, False]}.", "cannot represent: {'a': [true, null, false]}."),
        ("cannot represent: 'None'.", "cannot represent: 'None'."),
        ('cannot represent: "it\'s None".', 'cannot represent: "it\'s None".'),
        (r"cannot represent: 'it\'s None', True.", r"cannot represent: 'it\'s None', true."),
        ("Unknown type 'Nonesuch' or Nonesuch.", "Unknown type 'Nonesuch' or Nonesuch."),
        ("None, then \\'None", "null, then \\'None"),
        ("None, then 'None\\", "null, then 'None\\"),
        (
            "at .kind: Value 'it's' does not exist in 'WorkKind' enum.",
            "at .kind: Value \"it's\" does not exist in 'WorkKind' enum.",
        ),
    ],
)
def test_values_are_called_what_graphql_calls_them(message: str, shown: str) -> None:
    assert in_graphql_notation(message) == shown


def test_long_messages_are_cut() -> None:
    assert in_graphql_notation("None " * 1_000) == "null " * 400 + "…"
