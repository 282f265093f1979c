"""The one visibility rule: which rows the public sees, and which an editor.

Every SELECT over a table with ``visible_from`` applies the rule of the view's read scope.
``schema.writes.propagation`` derives the column from the issues.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from schema.engine.read_scope import ReadScope
from schema.engine.sql.json_text import AnyOf


def visible_now(row: Any, env: Any) -> Any:
    """Return the public's condition: a row is visible from its ``visible_from`` on.

    A row without ``visible_from`` is visible with its owner, so there is no condition.
    """
    visible_from = getattr(row, "visible_from", None)
    return None if visible_from is None else visible_from <= env.now


def all_rows(row: Any, env: Any) -> Any:
    """Return no condition: whoever may read drafts sees every row."""
    del row, env


def visible_or_shown(row: Any, env: Any) -> Any:
    """Return the public's condition, but for some rows: what a mutation wrote, or a preview shows."""
    condition = visible_now(row, env)
    return None if condition is None else sa.or_(AnyOf(row.id, env.shown), condition)


PUBLIC = ReadScope("public", visible_now)
AHEAD = ReadScope("ahead", visible_now, is_ahead=True)
EDITORIAL = ReadScope("editorial", all_rows)
SHOWN = ReadScope("shown", visible_or_shown)


@dataclass(frozen=True)
class View:
    """What of the content a request asks for, if it may: some rows, as of now or of a later instant.

    ``shown`` are the ids of those that the read scope ``SHOWN`` shows beside what is published.
    """

    read_scope: ReadScope
    at: datetime | None = None
    shown: tuple[str, ...] = ()

    def instant(self, now: datetime) -> datetime:
        """Return the instant that it is the view of."""
        return max(self.at, now) if self.at else now


PUBLISHED = View(PUBLIC)
DRAFT = View(EDITORIAL)


def payload_scope(read_scope: ReadScope) -> ReadScope:
    """Return what the payloads of a mutation show, beside what a view shows."""
    return EDITORIAL if read_scope is EDITORIAL else SHOWN
