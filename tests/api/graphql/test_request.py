"""What is kept of a request: subscriptions last, and so does what they hold."""

from typing import Any

import pytest

from api.graphql.request import validate


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"tracing": "x" * 1_000_000}, {}),
        ({"persistedQuery": None}, {}),
        ({"persistedQuery": "x"}, {"persistedQuery": "x"}),  # which is refused, as before
        (
            {"persistedQuery": {"version": 1, "sha256Hash": "a", "padding": "x" * 1_000_000}, "tracing": 1},
            {"persistedQuery": {"version": 1, "sha256Hash": "a"}},
        ),
    ],
)
def test_nothing_is_kept_of_extensions_that_is_not_read(sent: dict[str, Any], kept: dict[str, Any]) -> None:
    assert validate({"query": "{ a }", "extensions": sent}).extensions == kept
