"""Cursors: what SQL encodes is decoded, and nothing else."""

import json
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import pysqlite

from schema.db import sqlite  # type: ignore[attr-defined]
from schema.engine.cursors import decode_cursor, encode_cursor
from schema.engine.errors import INVALID_CURSOR, Refused
from tests.schema.engine.pools import BAD_CURSORS


def encoded(order: str, key: str, id_: str) -> Any:
    select = sa.select(encode_cursor(order, sa.literal(key), sa.literal(id_)))
    sql = str(select.compile(dialect=pysqlite.dialect(), compile_kwargs={"literal_binds": True}))
    connection = sqlite.connect(":memory:")
    try:
        return json.loads(connection.execute(sql).fetchone()[0])
    finally:
        connection.close()


@pytest.mark.parametrize("key", ["", "a:b", "été 🦜", 'it\'s "quoted" \\', "2023-07-21T06:00:00Z"])
def test_a_cursor_holds_the_key_and_the_id_of_its_row(key: str) -> None:
    assert decode_cursor(encoded("TITLE_ASC", key, "wrk_1"), "TITLE_ASC") == (key, "wrk_1")


def test_a_cursor_of_another_order_is_refused() -> None:
    with pytest.raises(Refused, match="this list and order"):
        decode_cursor(encoded("TITLE_ASC", "a", "wrk_1"), "NEWEST_FIRST")


@pytest.mark.parametrize("cursor", BAD_CURSORS)
def test_any_other_text_is_refused(cursor: str) -> None:
    with pytest.raises(Refused) as refused:
        decode_cursor(cursor, "TITLE_ASC")
    assert refused.value.code == INVALID_CURSOR
