"""The lock files: complete, pinned, free of addresses, and no package in them stands in the way of ours."""

import ast
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
CODEGEN = "tests/clients/requirements.lock"
LOCKS = ["requirements.lock", "requirements-dev.lock", CODEGEN]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())

EXTRA: list[str] = [each for extra in PROJECT["project"]["optional-dependencies"].values() for each in extra]


def entries(lock: str) -> dict[str, tuple[Requirement, str]]:
    """Return each requirement of a lock file by its name, with the text of its hashes."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / lock).read_text(), flags=re.MULTILINE)
    found: dict[str, tuple[Requirement, str]] = {}
    for line in text.replace("\\\n", " ").splitlines():
        stated, *hashes = line.split(" --hash=")
        requirement = Requirement(stated)
        found[canonicalize_name(requirement.name)] = (requirement, " ".join(hashes))
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_says_what_to_install_and_not_from_where(lock: str) -> None:
    assert not re.search(r"://|^-|--index-url|--find-links| @ ", (ROOT / lock).read_text(), flags=re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_one_version_with_hashes(lock: str) -> None:
    for requirement, hashes in entries(lock).values():
        assert re.fullmatch(r"==[^*,]+", str(requirement.specifier)), requirement
        assert "sha256:" in hashes, requirement


def test_the_developers_lock_has_the_very_versions_that_run() -> None:
    runtime, developers = entries("requirements.lock"), entries("requirements-dev.lock")
    assert {name: developers.get(name) for name in runtime} == runtime


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements.lock", PROJECT["build-system"]["requires"]),
        ("requirements.lock", PROJECT["dependency-groups"]["build"]),
        ("requirements-dev.lock", PROJECT["dependency-groups"]["dev"]),
        ("requirements-dev.lock", EXTRA),
        (CODEGEN, PROJECT["dependency-groups"]["codegen"]),
    ],
)
def test_the_locks_follow_pyproject(lock: str, wanted: list[str]) -> None:
    locked = entries(lock)
    for text in wanted:
        requirement = Requirement(text)
        pinned, _ = locked[canonicalize_name(requirement.name)]
        (version,) = pinned.specifier
        assert version.version in requirement.specifier, f"{text}: make lock"


def test_no_locked_package_provides_a_module_of_ours() -> None:
    # "schema" and "seed" are names on the package index: installed side by side, one would hide the other.
    ours = {"schema", "seed", "api", "tests", "bench"}
    for name in entries("requirements-dev.lock"):
        try:
            files = distribution(name).files or []
        except PackageNotFoundError:
            continue  # for another platform
        provided = {Path(file.parts[0]).stem for file in files}
        assert not provided & ours, name


@pytest.mark.parametrize(
    ("packages", "wanted"),
    [
        (["schema", "seed", "api"], PROJECT["project"]["dependencies"] + EXTRA),
        (["tests", "bench"], PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]),
    ],
)
def test_what_the_code_imports_is_asked_for_in_pyproject(packages: list[str], wanted: list[str]) -> None:
    # What only comes along with another package may leave with it.
    declared = {canonicalize_name(Requirement(text).name) for text in wanted}
    providers = packages_distributions()
    ours = {"schema", "seed", "api", "tests", "bench", "liane_client", "desk"}
    for module in imported(packages) - sys.stdlib_module_names - ours:
        assert declared & {canonicalize_name(name) for name in providers.get(module, [])}, module


def imported(packages: list[str]) -> set[str]:
    """Return the top-level modules that the code of some packages imports."""
    found = set()
    files = (file for package in packages for file in (ROOT / package).rglob("*.py"))
    for file in (file for file in files if "node_modules" not in file.parts):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return found
