"""Mutations that are safe to send again: within a day the same key of the same caller gets the first answer.

It is kept in the transaction of the mutation: one is stored where the other is, and equal requests wait for each other.
"""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa
from graphql import GraphQLSchema
from sqlmodel import Session

from schema.bases import now, table_of
from schema.engine.engine import PreparedOperation
from schema.engine.errors import BAD_USER_INPUT, RequestErrors, error_with_code
from schema.mutation.directives import arguments_of
from schema.tables import Idempotency

LIFETIME = timedelta(hours=24)
LONGEST_KEY = 255
NO_KEY = f"`@idempotent` takes a key of 1 to {LONGEST_KEY} printable characters, such as a UUID."
ANOTHER = "This key of `@idempotent` was sent with another request within the last 24 hours; take a new one."
KEPT = table_of(Idempotency)


class Repeatable(NamedTuple):
    """A request that may be sent again: whose it is, under which key, and the digest of what it asks for."""

    actor: str
    key: str
    digest: str

    def answer(self, session: Session) -> bytes | None:
        """Return the data of the first answer, or None where there was none.

        Raises:
            RequestErrors: the key was sent with another request.
        """
        own = (KEPT.c.actor == self.actor, KEPT.c.key == self.key, KEPT.c.at > now() - LIFETIME)
        found = session.execute(sa.select(KEPT.c.digest, KEPT.c.answer).where(*own)).first()
        if found is None:
            return None
        if found.digest != self.digest:
            raise RequestErrors([error_with_code(ANOTHER, BAD_USER_INPUT)])
        return bytes(found.answer)

    def keep(self, session: Session, data: bytes) -> None:
        """Keep the data of the answer, and forget those that are too old."""
        session.execute(sa.delete(KEPT).where(KEPT.c.at <= now() - LIFETIME))
        session.execute(sa.insert(KEPT).values(**self._asdict(), answer=data, at=now()))


def repeatable(
    schema: GraphQLSchema, prepared: PreparedOperation, variables: Mapping[str, Any] | None, actor: str, view: str
) -> Repeatable | None:
    """Return a request that has the directive, or None.

    Raises:
        RequestErrors: its key is none.
    """
    given = arguments_of("idempotent", schema, prepared)
    if given is None:
        return None
    key = given["key"]
    if not (0 < len(key) <= LONGEST_KEY and key.isprintable()):
        raise RequestErrors([error_with_code(NO_KEY, BAD_USER_INPUT)])
    name = prepared.operation.name.value if prepared.operation.name else None
    asked = orjson.dumps([prepared.document.text, name, variables or {}, view], option=orjson.OPT_SORT_KEYS)
    return Repeatable(actor, key, sha256(asked).hexdigest())
