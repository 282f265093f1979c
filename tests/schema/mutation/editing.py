"""Mutations as the endpoint runs them, without HTTP between."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import SQLModel

from schema import db
from schema.context import ApiKey, Caller, Identity, RequestContext
from schema.mutation.editor import Editor
from schema.visibility import PUBLISHED, View
from schema.vocabulary import Scope
from tests.reader import Reader, reading

PREFIX = "Ed1t0r00"
PROBLEMS = "problems { __typename code message path ... on NotFound { id } ... on Taken { holder { id } } }"
ANYTHING = tuple(Scope)


class Editing:
    """A schema on a database that can be written to."""

    def __init__(self, reader: Reader, editor: Editor, url: str) -> None:
        self.schema = reader.schema
        self.editor = editor
        self.url = url

    async def answer(
        self,
        operation: str,
        variables: Mapping[str, Any] | None = None,
        scopes: Iterable[Scope] | None = ANYTHING,
        view: View = PUBLISHED,
    ) -> dict[str, Any]:
        """Return the answer to an operation of a key with some scopes, or without a key."""
        identity = Identity() if scopes is None else identified(scopes)
        context = RequestContext(Caller(identity, view), datetime.now(UTC), "https://liane.example")
        result = await self.schema.execute(operation, dict(variables or {}), context)
        errors = {"errors": [error.formatted for error in result.errors]} if result.errors else {}
        answer: dict[str, Any] = orjson.loads(orjson.dumps({**errors, "data": result.data}))
        return answer

    async def ask(self, operation: str, **variables: Any) -> Any:
        """Return the data of an answer that must have no errors."""
        answer = await self.answer(operation, variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def edit(self, field: str, selection: str = "", **value: Any) -> Any:
        """Return the payload of one mutation that must have no problems."""
        payload = await self.attempt(field, selection, **value)
        assert payload["problems"] == [], payload["problems"]
        return payload

    async def attempt(self, field: str, selection: str = "", **value: Any) -> Any:
        """Return the payload of one mutation."""
        return (await self.ask(operation_of(field, selection), input=value))[field]

    async def try_out(self, field: str, selection: str = "", **value: Any) -> Any:
        """Return the payload of one mutation of which nothing is stored."""
        return (await self.ask(operation_of(field, selection, "@dryRun "), input=value))[field]

    def content(self) -> dict[str, list[dict[str, Any]]]:
        """Return all rows of all tables."""
        engine = db.connect(self.url)
        with engine.begin() as connection:
            rows = {
                table.name: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
                for table in SQLModel.metadata.sorted_tables
            }
        engine.dispose()
        return rows

    def digest(self) -> str:
        """Return a text that is another where any row is."""
        rows = {name: sorted(map(repr, each)) for name, each in self.content().items()}
        return sha256(repr(rows).encode()).hexdigest()


def operation_of(field: str, selection: str = "", directives: str = "") -> str:
    """Return the operation of one mutation with the variable ``$input``."""
    input_type = f"{field[:1].upper()}{field[1:]}Input"
    return f"mutation($input: {input_type}!) {directives}{{ {field}(input: $input) {{ {selection} {PROBLEMS} }} }}"


def identified(scopes: Iterable[Scope]) -> Identity:
    """Return who sends a key with some scopes."""
    return Identity("Editor", frozenset(scopes), ApiKey(PREFIX, "Editor", frozenset(scopes)))


@asynccontextmanager
async def editing(url: str) -> AsyncIterator[Editing]:
    """Open a database for mutations."""
    async with reading(url) as reader:
        editor = Editor(reader.schema, url)
        reader.schema.mutate = editor
        try:
            yield Editing(reader, editor, url)
        finally:
            editor.close()
