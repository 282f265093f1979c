"""What someone sees who has only make and a Python."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with no environment yet."""
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_an_interpreter_that_is_too_old_is_refused_with_advice(clone: Path) -> None:
    old = clone / "python3.9"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.18" || exit 1\n')
    old.chmod(0o755)
    result = subprocess.run(
        ["make", "serve", f"PYTHON={old}"], cwd=clone, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert result.returncode == 2
    assert "Liane needs Python 3.11 or newer" in result.stderr
    assert "is Python 3.9.18" in result.stderr
    assert "make PYTHON=" in result.stderr
    assert not (clone / ".venv").exists()


def test_make_alone_tells_what_there_is(clone: Path) -> None:
    result = subprocess.run(["make"], cwd=clone, capture_output=True, text=True, check=True, timeout=PATIENCE)
    assert "make serve" in result.stdout
    assert "make test" in result.stdout
