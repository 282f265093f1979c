"""One test that fails makes no other fail."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
FAILS = """
import gc, socket, sqlite3

def test_that_fails():
    left = socket.socket(), sqlite3.connect(":memory:")
    assert not left

def test_that_is_innocent():
    gc.collect()

def test_that_leaves_something_open_and_passes():
    socket.socket()
"""


@pytest.mark.parametrize(
    ("plugins", "outcome"),
    [(["-p", "tests.leftovers"], "2 failed, 1 passed"), ([], "3 failed")],
    ids=["with", "without"],
)
def test_only_the_test_that_fails_is_told_of_what_it_left_open(
    tmp_path: Path, plugins: list[str], outcome: str
) -> None:
    (tmp_path / "test_some.py").write_text(FAILS)
    options: list[str | Path] = [
        "--noconftest",
        "--rootdir",
        tmp_path,
        "-c",
        "/dev/null",
        "-W",
        "error",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:asyncio",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *options, *plugins, tmp_path / "test_some.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert re.search(outcome, done.stdout), done.stdout + done.stderr
