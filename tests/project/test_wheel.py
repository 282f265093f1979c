"""The wheel: the three packages and nothing beside them, with all that they serve."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
LIST_DOCUMENTS = """
from api.website import docs_pages, paths, rendering
documents = docs_pages.Documentation(rendering.Renderer("https://liane.example"))
print(paths.DOCS, *sorted([*documents.pages, *documents.files]), sep="\\n")
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the contents of the wheel, as an installation has them."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    ZipFile(wheel).extractall(folder / "site-packages")
    return folder / "site-packages"


def listed(folder: Path) -> list[str]:
    """Run ``LIST_DOCUMENTS`` with the packages of a folder; return its lines."""
    command = [sys.executable, "-c", LIST_DOCUMENTS]
    environment = {"PYTHONPATH": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def test_nothing_is_installed_beside_the_three_packages(installed: Path) -> None:
    names = {path.name for path in installed.iterdir()}
    assert {name for name in names if not name.endswith(".dist-info")} == {"schema", "seed", "api"}


def test_an_installation_serves_the_documents_of_the_checkout(installed: Path) -> None:
    where, *documents = listed(installed)
    assert Path(where) == installed / "api" / "website" / "docs"
    assert documents == listed(ROOT)[1:]


def test_an_installation_has_every_file_that_is_read_beside_the_code(installed: Path) -> None:
    folders = [
        "api/graphql/explorer_missing",
        "api/website/operations",
        "api/website/static",
        "api/website/templates",
        "schema/migrations",
        "seed",
    ]
    for folder in folders:
        files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        lacking = [path for path in files if not (installed / path.relative_to(ROOT)).is_file()]
        assert files
        assert not lacking
