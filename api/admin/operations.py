"""What the back office reads and writes: operations of the API, run as whoever is signed in."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa

from api.admin.editables import EDITABLES, PUBLICATION
from api.identity.identification import current_caller
from api.website.stored_operations import StoredOperations, failed
from schema.context import RequestContext
from schema.engine.errors import RequestErrors
from schema.engine.execution import EngineSchema

FOLDER = Path(__file__).parent / "operations"
Data = dict[str, Any]


class AdminOperations:
    """Stored operations of the back office.

    Args:
        schema: the schema, with its engine and what runs mutations.
        base_url: what the URLs in answers start with.
        clock: returns the current instant.
    """

    def __init__(self, schema: EngineSchema, base_url: str, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self._schema = schema
        self.base_url = base_url

    @cached_property
    def stored(self) -> StoredOperations:
        """The operations; they are read when the first is asked for, since readers' servers start without them."""
        forms = [text for editable in (*EDITABLES, PUBLICATION) for text in editable.fragments(self._schema.core)]
        operations = {name: text for editable in EDITABLES for name, text in editable.operations().items()}
        return StoredOperations(self._schema, self.base_url, self.clock, FOLDER, generated=forms, more=operations)

    async def read(self, name: str, /, **variables: Any) -> Data:
        """Return the data of a query; a variable that is None is left out.

        Raises:
            OperationFailed: there is no complete answer.
        """
        return dict((await self.stored.run(name, **variables)).data)

    async def find(self, select: "sa.Select[Any]") -> list[Any]:
        """Return the array that a SELECT of ``schema.attention`` gives.

        Raises:
            RequestErrors: it cannot be answered.
        """
        (text,) = await self._schema.engine.read(select)
        return list(orjson.loads(text))

    async def first(self, select: "sa.Select[Any]") -> Any | None:
        """Return the first of what such a SELECT gives; None where that is nothing."""
        return next(iter(await self.find(select)), None)

    async def write(self, name: str, /, **variables: Any) -> Data:
        """Run a mutation, and return its data, with problems where nothing was stored.

        Raises:
            OperationFailed: it was refused, or failed.
        """
        return await self._mutate(name, self.stored.texts[name], variables)

    async def write_each(self, type_: str, inputs: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Update things of one type in one operation; return the problems, with which nothing was stored.

        Raises:
            OperationFailed: it was refused, or failed.
        """
        variables = {f"input{number}": value for number, value in enumerate(inputs)}
        fields = (f"{name}: update{type_}(input: ${name}) {{ problems {{ code message path }} }}" for name in variables)
        declared = ", ".join(f"${name}: Update{type_}Input!" for name in variables)
        data = await self._mutate("update_each", f"mutation({declared}) {{ {' '.join(fields)} }}", variables)
        return [problem for answer in data.values() for problem in answer["problems"]]

    async def _mutate(self, name: str, text: str, variables: Mapping[str, Any]) -> Data:
        engine = self._schema.engine
        context = RequestContext(current_caller.get(), self.clock(), self.base_url)
        try:
            prepared = engine.prepare(text, variables, None)
            data = await self._schema.mutate(prepared, variables, context)
        except RequestErrors as refused:
            raise failed(name, refused.errors) from None
        return dict(orjson.loads(orjson.dumps(data)))


def payload(data: Mapping[str, Any]) -> Data:
    """Return what the one field of a mutation answers."""
    (answer,) = data.values()
    return dict(answer)
