"""Runs commands in the process of the tests."""

import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from api.commands import cli


class Result(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


Liane = Callable[..., Result]


@pytest.fixture
def liane(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Liane:
    """Run a command in this process."""

    def run(*arguments: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["liane", *map(str, arguments)])
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
        return Result(code, *capfd.readouterr())

    return run


@pytest.fixture
def empty(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work on a migrated database without content."""
    monkeypatch.setenv("LIANE_DATABASE_URL", database_url)


@pytest.fixture
def bare(bare_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work on a database without any table."""
    monkeypatch.setenv("LIANE_DATABASE_URL", bare_url)
