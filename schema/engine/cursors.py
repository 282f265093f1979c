"""Cursors: ``order:key:id`` in hexadecimal, encoded in SQL and decoded in Python.

A cursor holds the place of a row in an order: the order's name, the row's sort key and its id.
"""

import re
from typing import Any

import sqlalchemy as sa

from schema.engine.errors import INVALID_CURSOR, Refused
from schema.engine.id_pattern import ID_PATTERN
from schema.engine.sql.json_text import Concat, Hex, Quoted

CURSOR_PATTERN = re.compile(r"(?:[0-9a-f]{2})+")


def encode_cursor(order: str, key: sa.ColumnElement[Any], id_: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Return the SQL of a row's cursor, as a JSON string."""
    return Quoted(Hex(Concat(f"{order}:", key, ":", id_)))


def decode_cursor(cursor: str, order: str) -> tuple[str, str]:
    """Return the sort key and the id in a cursor of the order named ``order``.

    Raises:
        Refused: the text is not a cursor, or one of another order.
    """
    try:
        if not CURSOR_PATTERN.fullmatch(cursor):
            raise ValueError(cursor)
        name, _, rest = bytes.fromhex(cursor).decode().partition(":")
        key, separator, id_ = rest.rpartition(":")
        if not separator or name != order or "\x00" in rest or not ID_PATTERN.fullmatch(id_):
            raise ValueError(cursor)
    except ValueError:
        message = "This is not a cursor of this list and order; use one as an answer gave it."
        raise Refused(INVALID_CURSOR, message) from None
    return key, id_
