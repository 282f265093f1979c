"""Runs mutations: an operation is one transaction, which is committed only where all went well."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import sqlalchemy as sa
from graphql import GraphQLField

from schema import db
from schema.context import RequestContext, denied
from schema.engine.arguments import refuse_unstorable
from schema.engine.compiler.operation import Operation, field_name
from schema.engine.engine import PreparedOperation
from schema.engine.errors import (
    AWAY,
    BAD_USER_INPUT,
    BUSY,
    OVERLOADED,
    UNAVAILABLE,
    Refused,
    RequestErrors,
    error_with_code,
    internal_error,
)
from schema.engine.execution import EngineSchema
from schema.engine.mutations import execute_mutation
from schema.mutation.directives import is_dry_run
from schema.mutation.edit import Edit
from schema.mutation.fields import scopes_of
from schema.mutation.idempotency import repeatable
from schema.newsletters import Newsletters, no_newsletters

log = logging.getLogger("liane.mutations")
MOST_WAITING = 100
"""How many mutations wait at most in a process: they are written one after the other."""
NOT_AGAIN = "The answer has a secret, which is kept nowhere: send the operation without `@idempotent`."
Variables = Mapping[str, Any] | None


class NotKept(Exception):
    """There is nothing to commit: it was a dry run, there are problems, or it was answered before."""


class Editor:
    """Runs mutations, one at a time, on a thread of its own.

    Args:
        schema: the schema, with its engine.
        url: the database.
        committed: is called after each commit.
        newsletters: imports newsletters.
    """

    def __init__(
        self,
        schema: EngineSchema,
        url: str,
        committed: Callable[[], None] = lambda: None,
        newsletters: Newsletters = no_newsletters,
    ) -> None:
        self._schema = schema
        self._url = url
        self._committed = committed
        self._newsletters = newsletters
        self._database: sa.Engine | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="editor")
        self._waiting = 0

    async def __call__(
        self, prepared: PreparedOperation, variables: Variables, context: RequestContext
    ) -> orjson.Fragment:
        """Run a mutation, and return its data as JSON.

        Raises:
            RequestErrors: it was refused, or failed; nothing is stored.
        """
        try:
            refuse_unstorable(variables)
            fields = self._fields(prepared)
        except Refused as refused:
            raise RequestErrors([refused.as_graphql()]) from None
        for key, field in fields.items():
            if error := denied(context.identity, scopes_of(field)):
                raise RequestErrors([error_with_code(error.message, (error.extensions or {})["code"], [key])])
        if not fields:  # it asks for nothing but names of types
            return orjson.Fragment(execute_mutation(self._schema, prepared, variables, context))
        if self._waiting >= MOST_WAITING:
            raise RequestErrors([error_with_code(BUSY, OVERLOADED)])
        self._waiting += 1
        try:
            running = self._thread.submit(self._run, prepared, variables, context)
            data, is_kept = await asyncio.wrap_future(running)
        finally:
            self._waiting -= 1
        if is_kept:
            self._committed()
        return data

    def _fields(self, prepared: PreparedOperation) -> Mapping[str, GraphQLField]:
        """Return the root fields of a mutation by response key."""
        core = self._schema.core
        root = core.mutation_type
        assert root is not None  # noqa: S101 - a schema without mutations validates none
        operation = Operation(core, prepared.operation, prepared.document.fragments, prepared.variables)
        names = {key: field_name(nodes) for key, nodes in operation.collect_root_fields(root).items()}
        return {key: root.fields[name] for key, name in names.items() if name in root.fields}

    def _run(
        self, prepared: PreparedOperation, variables: Variables, context: RequestContext
    ) -> tuple[orjson.Fragment, bool]:
        """Run a mutation in a transaction; return its data, and whether it was committed."""
        data = b"null"
        actor = context.identity.actor
        try:
            self._database = self._database or db.connect(self._url)
            again = repeatable(self._schema.core, prepared, variables, actor or "", context.read_scope.name)
            with db.write_transaction(self._database, actor=actor) as session:
                if again and (data := again.answer(session) or b""):
                    raise NotKept
                dry_run = is_dry_run(self._schema.core, prepared)
                edit = Edit(context, session, self._newsletters, is_dry_run=dry_run)
                data = execute_mutation(self._schema, prepared, variables, edit)
                if edit.has_problems or edit.is_dry_run:
                    raise NotKept
                if again and edit.has_secret:
                    raise RequestErrors([error_with_code(NOT_AGAIN, BAD_USER_INPUT)])
                if again:
                    again.keep(session, data)
        except NotKept:
            return orjson.Fragment(data), False
        except RequestErrors:
            raise
        except sa.exc.OperationalError as error:
            log.warning("the database cannot be written: %s", type(error.orig).__name__)
            raise RequestErrors([error_with_code(AWAY, UNAVAILABLE)]) from None
        except Exception:
            log.exception("a mutation failed")
            raise RequestErrors([internal_error(context.request_id)]) from None
        return orjson.Fragment(data), True

    def close(self) -> None:
        """End the thread and close its connections."""
        self._thread.shutdown()
        if self._database is not None:
            self._database.dispose()
