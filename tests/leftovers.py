"""A pytest plugin: what a failed test left open is let go at once, so that its warnings fail no other test.

A warning is an error here, and one about a socket or a connection that nobody closed comes when it is collected: later,
in whichever test runs then. pytest keeps the last failure for debuggers, and with it all that its frames hold.
"""

import gc
import sys
import warnings
from collections.abc import Generator
from typing import Any

import pytest

KEPT = ("last_exc", "last_type", "last_value", "last_traceback")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Run a test, and let its leftovers go if it failed."""
    before = item.session.testsfailed
    ran = yield
    if item.session.testsfailed > before:
        let_go()
    return ran


def let_go() -> None:
    """Collect what the last failure holds, and say nothing."""
    for name in KEPT:
        if hasattr(sys, name):
            delattr(sys, name)
    previous, sys.unraisablehook = sys.unraisablehook, lambda _: None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            gc.collect()
    finally:
        sys.unraisablehook = previous
