"""Read scopes: the rows that the holder of a request may see."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from schema.engine.sql.rows import Row

VisibilityRule = Callable[[Row, Any], "sa.ColumnElement[bool] | None"]
"""The condition under which a row is visible, or None for always: ``rule(row, env)``."""


@dataclass(frozen=True)
class ReadScope:
    """The rows a viewer may see; plans are cached by ``name``.

    Where it ``is_ahead``, they are seen as they will be at the instant that is now for the request.
    """

    name: str
    rule: VisibilityRule
    is_ahead: bool = False
