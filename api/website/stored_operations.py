"""The GraphQL operations behind pages, cards and feeds, run as whoever asks for these.

They are the website's only read path, but for the sitemap's whole lists of addresses.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

import orjson
from graphql import GraphQLError

from api.budgets.budgets import OverBudget, spend
from api.http.cache_control import ContentState, end_of_quarter
from api.identity.identification import current_caller
from api.website.local_time import local_date
from api.website.operation_files import FOLDER, GENERATED, NONE, load_operations
from schema.addresses import AddressList, select_counts, select_names
from schema.context import RequestContext
from schema.countries import days_at
from schema.engine.errors import TEMPORARY, RequestErrors, internal_error
from schema.engine.execution import EngineSchema
from schema.engine.read_scope import ReadScope

log = logging.getLogger("liane.website")
Data = TypeVar("Data")
ADDRESSES_POINTS = 1_000
"""What whole lists of addresses cost, or their lengths: they are read in one walk through indexes."""


class OperationFailed(RuntimeError):
    """A stored operation is not valid or was not answered; message and code are the API's."""

    def __init__(self, name: str, message: str, code: str | None = None) -> None:
        super().__init__(f"{name}: {message}")
        self.message = message
        self.code = code

    @property
    def is_temporary(self) -> bool:
        """Whether it may well be answered a few seconds later."""
        return self.code in TEMPORARY


class NothingYet(OperationFailed):
    """There is no publication: an installation before its first content."""


@dataclass(frozen=True)
class OperationResult(Generic[Data]):
    """The data of an operation, and the state of the content that it was read from."""

    data: Data
    content_state: ContentState

    def local_date(self, time_zone: str) -> date:
        """Return the day in a time zone at which it was read."""
        return local_date(self.content_state.read_at, time_zone)


class StoredOperations:
    """Operations by the names of their files, without the ending.

    Args:
        schema: the schema, with its engine.
        base_url: what the URLs in answers start with.
        clock: returns the current instant, which decides what is published.
        folder: where the files are.
        generated: further fragments, as GraphQL text.
        more: further operations, as GraphQL text, by their names.
    """

    def __init__(
        self,
        schema: EngineSchema,
        base_url: str,
        clock: Callable[[], datetime],
        folder: Path = FOLDER,
        *,
        generated: Sequence[str] = (),
        more: Mapping[str, str] = NONE,
    ) -> None:
        self.base_url = base_url
        self.clock = clock
        self._schema = schema
        self.texts = load_operations(folder, [*GENERATED, *generated], more)
        schema.engine.add_own_documents(self.texts.values())

    async def run(self, name: str, /, **variables: Any) -> OperationResult[Any]:
        """Run an operation; what the caller may not see is null, and a variable that is None is left out.

        The content version is read in the same statement. Whoever asked for the page pays for it, unless too many wait.

        Raises:
            OperationFailed: there is no complete answer. Variables from visitors have to be checked before.
            NothingYet: it asks for the publication, and there is none.
            OverBudget: the client has no points left.
        """
        return await self._run(name, variables, spend)

    async def _run(
        self, name: str, variables: dict[str, Any], pay: Callable[[int], Awaitable[None]]
    ) -> OperationResult[Any]:
        variables = {key: value for key, value in variables.items() if value is not None}
        context = self._context()
        try:
            self._schema.engine.shed()
            prepared = self._schema.engine.prepare(self.texts[name], variables, None)
            await pay(self._schema.engine.cost(prepared, context.read_scope, versioned=True).objects)
            answer = await self._schema.answer(prepared, variables, context, versioned=True)
        except OverBudget:
            raise
        except RequestErrors as refused:
            raise failed(name, refused.errors) from None
        if answer.errors or answer.version is None:
            raise failed(name, answer.errors)
        data = orjson.loads(orjson.dumps(answer.data))
        if data.get("publication", data) is None:
            raise NothingYet(name, "There is no publication yet.")
        return OperationResult(data, ContentState(answer.version, context.now))

    def _context(self) -> RequestContext:
        return RequestContext(current_caller.get(), self.clock(), self.base_url)

    async def names(self, *lists: AddressList) -> OperationResult[list[list[str]]]:
        """Return what ends the addresses of all that the caller may read, of each list in order.

        Raises:
            OperationFailed: there is no answer.
            OverBudget: the client has no points left.
        """
        result = await self._read_addresses(lambda now, read_scope: select_names(now, read_scope, list(lists)))
        names = [sorted(filter(None, text.split(","))) for text in result.data]
        return OperationResult(names, result.content_state)

    async def counts(self) -> OperationResult[dict[AddressList, int]]:
        """Return how many addresses there are in each list.

        Raises:
            OperationFailed: there is no answer.
            OverBudget: the client has no points left.
        """
        result = await self._read_addresses(select_counts)
        return OperationResult(dict(zip(AddressList, map(int, result.data), strict=True)), result.content_state)

    async def _read_addresses(self, select: Callable[[datetime, ReadScope], Any]) -> OperationResult[list[str]]:
        context = self._context()
        try:
            self._schema.engine.shed()
            await spend(ADDRESSES_POINTS)
            version, *texts = await self._schema.engine.read(select(context.now, context.read_scope), context.ahead_to)
        except OverBudget:
            raise
        except RequestErrors as refused:
            raise failed("addresses", refused.errors) from None
        except Exception as error:
            log.exception("the addresses could not be read")
            raise failed("addresses", [internal_error(None)]) from error
        return OperationResult([text.decode() for text in texts], ContentState(version.decode(), context.now))

    async def revalidate(self, content_state: ContentState, known: str | None) -> ContentState | None:
        """Return the current state of the content if all answers are still those of an earlier one, else None.

        They are while the content version stands, and the days of the publication and of all countries: what is
        available begins and ends with days. None also where the database cannot be read: the page says so in its own
        form.

        Args:
            content_state: the earlier one.
            known: the current content version, where no statement has to read it.
        """
        now = self.clock()
        if known and known != content_state.version:
            return None
        if known and now < end_of_quarter(content_state.read_at):
            return ContentState(known, now)
        if days_at(now) != days_at(content_state.read_at):
            return None
        try:
            current = await self._run("time_zone", {}, free)
        except OperationFailed:
            return None
        time_zone = current.data["publication"]["timeZone"]
        same_day = local_date(content_state.read_at, time_zone) == current.local_date(time_zone)
        unchanged = same_day and current.content_state.version == content_state.version
        return current.content_state if unchanged else None


async def free(_: int) -> None:
    """Have nobody pay."""


def failed(name: str, errors: Sequence[GraphQLError]) -> OperationFailed:
    """Return the exception for an operation that has errors."""
    first = errors[0]
    return OperationFailed(name, first.message, (first.extensions or {}).get("code"))
