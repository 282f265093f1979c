"""The types of stored operations' results: printed from schema and operations, and current."""

import ast
from pathlib import Path

import pytest
from graphql import build_schema

from api.commands.result_types import NotTypedError, TypePrinter, result_types
from api.website import results

SCHEMA = build_schema("""
    interface Work { title: String! parts: [Work!]! }
    type Film implements Work { title: String! parts: [Work!]! minutes: Int }
    type App implements Work { title: String! parts: [Work!]! stage: Stage! }
    enum Stage { BETA RELEASED }
    type Query { work(slug: String!, limit: Int): Work }
""")
FRAGMENT = "fragment Title on Work { title }"


def printed(text: str) -> dict[str, str]:
    """Return the types of an operation's result by name, each without its docstring."""
    printer = TypePrinter(SCHEMA)
    printer.add("operation", text)
    (*_, method) = printer.methods
    return {name: ast.unparse(ast.parse(text).body[0]) for name, text in printer.classes.items()} | {"()": method}


def fields(text: str) -> list[str]:
    """Return the annotated fields of a printed class."""
    return [line.strip() for line in text.splitlines() if ": " in line and not line.lstrip().startswith(('"', "'"))]


def test_the_committed_types_are_current() -> None:
    committed = Path(results.__file__).read_text(encoding="utf-8")
    assert committed == result_types(), "api/website/results.py is out of date: run `make schema`"


def test_an_object_is_a_class_and_an_operation_a_method_that_takes_its_variables() -> None:
    classes = printed("query One($limit: Int, $slug: String!) { work(slug: $slug, limit: $limit) { title } }")
    assert fields(classes["One"]) == ["work: OneWork | None"]
    assert fields(classes["OneWork"]) == ["title: str"]
    assert "operation(self, *, slug: str, limit: int | None = None) -> OperationResult[One]" in classes["()"]


def test_a_fragment_is_used_as_it_is_or_inherited() -> None:
    alone = printed('query One { work(slug: "a") { ...Title } } ' + FRAGMENT)
    assert fields(alone["One"]) == ["work: Title | None"]
    extended = printed('query One { work(slug: "a") { ...Title parts { ...Title } } } ' + FRAGMENT)
    assert extended["OneWork"].startswith("class OneWork(Title):")
    assert fields(extended["OneWork"]) == ["parts: list[Title]"]


def test_what_only_some_types_have_may_be_missing() -> None:
    classes = printed('query One { work(slug: "a") { title ... on Film { minutes } ... on App { stage } } }')
    assert fields(classes["OneWork"]) == ["title: str", "minutes: NotRequired[int | None]", "stage: NotRequired[Stage]"]


def test_what_only_some_requests_ask_for_may_be_missing() -> None:
    classes = printed('query One($all: Boolean!) { work(slug: "a") { title @include(if: $all) } }')
    assert fields(classes["OneWork"]) == ["title: NotRequired[str]"]


def test_a_key_that_every_object_has_is_there_though_a_condition_repeats_it() -> None:
    classes = printed('query One { work(slug: "a") { ... on Film { title } title } }')
    assert fields(classes["OneWork"]) == ["title: str"]


def test_the_only_type_that_is_selected_has_all_its_keys() -> None:
    classes = printed('query One { work(slug: "a") { ... on App { title stage } } }')
    assert fields(classes["OneWork"]) == ["title: str", "stage: Stage"]


def test_a_key_that_is_a_keyword_makes_no_class() -> None:
    classes = printed('query One { work(slug: "a") { from: title } }')
    assert classes["OneWork"].startswith("OneWork = TypedDict('OneWork', {'from': str}")


def test_what_has_no_type_is_refused() -> None:
    twice = 'query One { work(slug: "a") { ...Parts parts { title } } } fragment Parts on Work { parts { title } }'
    with pytest.raises(NotTypedError, match="in one place"):
        printed(twice)
    with pytest.raises(NotTypedError, match="has no name"):
        printed('{ work(slug: "a") { title } }')
