"""The context of a mutation: its transaction, who writes, what they may, and what its payloads show."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from schema import db, writes
from schema.bases import table_of
from schema.context import Identity, RequestContext, denied
from schema.engine.id_pattern import ID_PATTERN
from schema.engine.object_refs import ObjectRef
from schema.mutation.problems import Problems
from schema.mutation.reading import Reading
from schema.newsletters import Newsletters
from schema.rows import Model, Row, fetch_row
from schema.visibility import EDITORIAL, payload_scope
from schema.vocabulary import Scope
from schema.writes.log import open_log
from schema.writes.reach import reachable

Written = writes.Saved | writes.MergedWorks


class Edit:
    """The context value of a mutation.

    A payload shows what was written and all that it leads to, as if readers saw it; beside it, what the view of the
    request shows.

    Args:
        context: the request's.
        session: the open transaction.
        newsletters: imports newsletters.
        is_dry_run: whether nothing is kept of it.
    """

    def __init__(
        self, context: RequestContext, session: Session, newsletters: Newsletters, *, is_dry_run: bool = False
    ) -> None:
        self.identity: Identity = context.identity
        self.session = session
        self.newsletters = newsletters
        self.is_dry_run = is_dry_run
        self.has_problems = False
        self.has_secret = False  # which is in the answer, and to be kept nowhere
        self.found_versions: dict[str, int] = {}  # by ids, before the operation changed anything
        self.read_scope = payload_scope(context.read_scope)
        self.environment: Mapping[str, Any] = {**context.environment, "shown": []}
        self.request_id = context.request_id

    @property
    def now(self) -> datetime:
        """The present: never before what the transaction itself has written."""
        now: datetime = max(self.environment["now"], open_log(self.session).at)
        return now

    def read(self, sql: str, values: Sequence[Any], seconds: float) -> Sequence[Any]:
        """Run a statement of the engine's in the transaction; return its row."""
        return db.read_row(self.session.connection(), sql, values, seconds)

    def existing(self, model: Model, row_id: str, problems: Problems, name: str = "id") -> Row | None:
        """Return the row that an input names in a field; None, and a problem, where there is none."""
        row = self.find(model, row_id)
        if row is None:
            with problems.at(name):
                problems.add_missing(f"There is no {model.__name__.lower()} with this id.", row_id)
        return row

    def find(self, model: Model, row_id: str) -> Row | None:
        """Return the row with an id, and remember as which version it was found first."""
        row = fetch_row(self.session, model, row_id) if ID_PATTERN.fullmatch(row_id) else None
        if row is not None:
            self.found_versions.setdefault(row_id, row["version"])
        return row

    def changeable(self, model: Model, row_id: str, problems: Problems) -> Row | None:
        """Return the row that is to be changed; whoever may not change what readers see, or will, is refused.

        Raises:
            GraphQLError: they are.
        """
        row = self.existing(model, row_id, problems)
        if row is not None:
            self.require(Scope.PUBLISH if reaches_readers(row) else Scope.WRITE_CONTENT)
        return row

    def require(self, scope: Scope) -> None:
        """Refuse who has not a scope.

        Raises:
            GraphQLError: they have not.
        """
        if error := denied(self.identity, [scope]):
            raise error

    def is_gone(self, model: Model, row_id: str) -> bool:
        """Whether there is no row with an id."""
        return not ID_PATTERN.fullmatch(row_id) or fetch_row(self.session, model, row_id) is None

    def reading(self, problems: Problems, owner: str | None = None, base: Row | None = None) -> Reading:
        """Begin to read an input; ``base`` is the document that it is made on, where something was saved since."""
        return Reading(self.session, str(self.environment["base_url"]), problems, owner, base or {})

    def attempt(self, problems: Problems, write: Callable[[], Written]) -> str | None:
        """Write in a savepoint, unless there are problems; return the id, or None where it was refused.

        Raises:
            StillUsed: it is refused because other content refers to it.
        """
        if problems.found:
            return None
        try:
            with self.session.begin_nested():
                return write().id
        except writes.StillUsed:
            raise
        except writes.WriteRefused as refused:
            problems.add_refused(refused)
            return None

    def shown(self, model: Model, row_id: str) -> Any:
        """Return the reference by which a payload shows an object that was written, or is still as it was."""
        if self.read_scope is EDITORIAL:
            return ObjectRef(row_id)
        row = fetch_row(self.session, model, row_id) or {}
        visible_from = row.get("visible_from")
        is_seen = visible_from is not None and visible_from <= self.now
        led = {} if is_seen else reachable(self.session, {table_of(model).name: {row_id}})
        shown = sorted(set().union(*led.values()))
        return ObjectRef(row_id, environment={"now": self.now, "shown": shown})


def reaches_readers(row: Row) -> bool:
    """Whether readers see a row, or will without anybody doing more."""
    is_due = row.get("replaces_at") is not None and row.get("replaces_problem") is None
    return is_due or row.get("visible_from") is not None
