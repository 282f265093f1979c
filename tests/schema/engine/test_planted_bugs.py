"""The comparison with the twin finds bugs: each of these is planted in the engine, and seen within the default run.

Test the test: a comparison that nothing can fail would pass as well.
"""

from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import Phase

from schema.engine import engine
from schema.engine.compiler import scalars
from schema.engine.compiler.connection import PagedList
from schema.engine.compiler.operation import Operation
from schema.engine.read_scope import ReadScope
from schema.engine.sql.json_text import print_value
from schema.visibility import all_rows
from tests.schema.engine.comparison import Difference, Pair
from tests.schema.engine.pools import Pools
from tests.schema.engine.test_twin import compare_orders, try_operations

AT_MOST = 300
SEED = 20230721


@pytest.fixture
def must_differ(world: tuple[str, Pools], pair: Pair) -> Any:
    """Compare generated operations, and see a difference."""

    def check() -> None:
        with pytest.raises(Difference):
            try_operations(pair, world[1], AT_MOST, SEED, (Phase.generate,))

    return check


def test_without_a_bug_there_is_no_difference(world: tuple[str, Pools], pair: Pair) -> None:
    try_operations(pair, world[1], 25, SEED, (Phase.generate,))


def test_nested_pages_that_forget_visibility(monkeypatch: pytest.MonkeyPatch, must_differ: Any) -> None:
    rows = PagedList.rows

    def blind(self: PagedList, *without: Any) -> Any:
        rule = self.ctx.rule
        if self.parent is not None:
            self.ctx.rule = all_rows
        try:
            return rows(self, *without)
        finally:
            self.ctx.rule = rule

    monkeypatch.setattr(PagedList, "rows", blind)
    must_differ()


def test_orders_that_forget_visibility(monkeypatch: pytest.MonkeyPatch, world: tuple[str, Pools], pair: Pair) -> None:
    key = PagedList._worked_out_key

    def blind(self: PagedList, row: Any) -> Any:
        rule, self.ctx.rule = self.ctx.rule, all_rows
        try:
            return key(self, row)
        finally:
            self.ctx.rule = rule

    monkeypatch.setattr(PagedList, "_worked_out_key", blind)
    with pytest.raises(Difference):
        compare_orders(pair, world[1])


def test_a_page_that_begins_with_the_cursors_own_row(monkeypatch: pytest.MonkeyPatch, must_differ: Any) -> None:
    within = PagedList.within

    def inclusive(self: PagedList, row: Any, bound: str) -> Any:
        own = row.id == self.arguments.value(bound, "id").parameter()
        return sa.or_(within(self, row, bound), own)

    monkeypatch.setattr(PagedList, "within", inclusive)
    must_differ()


def test_an_order_whose_ties_are_broken_the_other_way(monkeypatch: pytest.MonkeyPatch, must_differ: Any) -> None:
    order_by = PagedList.order_by

    def other_way(self: PagedList, row: Any, *, reverse: bool = False) -> Any:
        key, _ = order_by(self, row, reverse=reverse)
        _, tie = order_by(self, row, reverse=not reverse)
        return [key, tie]

    monkeypatch.setattr(PagedList, "order_by", other_way)
    must_differ()


def test_a_null_that_nothing_replaces(monkeypatch: pytest.MonkeyPatch, must_differ: Any) -> None:
    monkeypatch.setattr(
        scalars, "print_value", lambda value, **options: print_value(value, **{**options, "nullable": False})
    )
    must_differ()


def test_merged_fields_of_which_one_selection_is_lost(monkeypatch: pytest.MonkeyPatch, must_differ: Any) -> None:
    collect_fields = Operation.collect_fields
    monkeypatch.setattr(
        Operation, "collect_fields", lambda self, type_, nodes, path: collect_fields(self, type_, nodes[:1], path)
    )
    must_differ()


def test_a_plan_that_is_used_for_other_variables(monkeypatch: pytest.MonkeyPatch, must_differ: Any) -> None:
    monkeypatch.setattr(engine, "plan_key", lambda variables: ())
    must_differ()


def test_a_plan_that_is_used_for_other_viewers(monkeypatch: pytest.MonkeyPatch, must_differ: Any) -> None:
    monkeypatch.setattr(ReadScope, "name", property(lambda self: "anyone"), raising=False)
    must_differ()
