"""The GraphQL operations behind pages, cards and feeds: files in ``operations/``, run as nobody in particular."""

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson
from graphql import GraphQLError

from api.http.cache_control import ContentState
from api.website.i18n import zone
from api.website.operation_files import FOLDER, load_operations
from schema.context import ANONYMOUS, RequestContext
from schema.engine.errors import RequestErrors
from schema.engine.execution import EngineSchema

log = logging.getLogger("liane.operations")


class OperationFailed(RuntimeError):
    """A stored operation is not valid or was not answered; the text says which and why, the code what the API says."""

    def __init__(self, text: str, code: str | None = None) -> None:
        super().__init__(text)
        self.code = code


class OperationResult(dict[str, Any]):
    """The data of an operation, and the state of the content that it was read from."""

    def __init__(self, data: dict[str, Any], content_state: ContentState) -> None:
        super().__init__(data)
        self.content_state = content_state

    @property
    def today(self) -> date:
        """The day that it was where the publication counts its days."""
        return self.day(self.content_state)

    def day(self, content_state: ContentState) -> date:
        """Return the day that it was there when the content was in another state."""
        return content_state.read_at.astimezone(zone(self["publication"]["timeZone"])).date()


class StoredOperations:
    """Operations by the names of their files, without the ending.

    Args:
        schema: the schema, with its engine.
        base_url: what the addresses in answers start with.
        clock: gives the current instant, which decides what is published.
        folder: where the files are.

    Raises:
        OperationFailed: a file holds what the schema does not know.
    """

    def __init__(
        self, schema: EngineSchema, base_url: str, clock: Callable[[], datetime], folder: Path = FOLDER
    ) -> None:
        self.base_url = base_url
        self.clock = clock
        self._schema = schema
        self._texts = load_operations(folder)
        for name, text in self._texts.items():
            if errors := schema.engine.document(text).errors:
                raise OperationFailed(f"{name}.graphql: {errors[0]}")

    async def run(self, name: str, /, **variables: Any) -> OperationResult:
        """Give the data of an operation, with the variables that are given; what the public may not see is null.

        The content version is read in the same statement.

        Raises:
            OperationFailed: there is no answer, or only a part of one. What a visitor sent has to be checked before.
        """
        now = self.clock()
        context = RequestContext(ANONYMOUS, now, self.base_url)
        try:
            prepared = self._schema.engine.prepare(self._texts[name], variables, None)
            answer = await self._schema.answer(prepared, variables, context, versioned=True)
        except RequestErrors as refused:
            raise failed(name, refused.errors) from None
        if answer.errors or answer.version is None:
            raise failed(name, answer.errors)
        return OperationResult(orjson.loads(orjson.dumps(answer.data)), ContentState(answer.version, now))

    async def revalidate(self, content_state: ContentState) -> ContentState | None:
        """Return the current state of the content if all answers are still those of an earlier one, else None.

        They are while the content version stands, and the day where the publication counts its days: what is available
        begins and ends with days. None also where the database cannot be read: the page says so in its own form.
        """
        try:
            found = await self.run("time_zone")
        except OperationFailed:
            log.exception("the content version could not be read")
            return None
        unchanged = found.content_state.version == content_state.version and found.day(content_state) == found.today
        return found.content_state if unchanged else None


def failed(name: str, errors: Sequence[GraphQLError]) -> OperationFailed:
    """Give the exception for an operation that has errors."""
    first = errors[0]
    return OperationFailed(f"{name}: {first.message}", (first.extensions or {}).get("code"))
