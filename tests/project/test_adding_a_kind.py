"""A kind of work is added by the steps of CONTRIBUTING alone, and is then everything that the other kinds are.

The steps are carried out in a copy of the packages, with the files and commands that the document shows.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser

from tests.api.pages import linked_data, texts

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
PACKAGES = ("schema", "seed", "api", "docs")
PROGRAM = ROOT / "tests" / "project" / "kind_in_use.py"
NEWSLETTER = """\
---
title: Une lune de cendre
date: 2023-07-14
lang: fr
---

## Une lune

On a beaucoup aimé « Cendrelune », et c’est tout.

## Jeu vidéo

**Le Phare d’Opale**

## Ailleurs

[Sable Vif](https://brume.itch.io/sable-vif) vient de paraître.
"""


def section() -> str:
    """Return the section of CONTRIBUTING that says how a kind is added."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return re.split(r"^## ", text.partition("## Adding a kind of work\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def blocks(language: str) -> list[str]:
    """Return the section's blocks of code in a language, without their indentation inside the list."""
    found = re.findall(rf"^   ```{language}\n(.*?)^   ```$", section(), flags=re.MULTILINE | re.DOTALL)
    return [re.sub("^   ", "", block, flags=re.MULTILINE) for block in found]


def run(folder: Path, *command: str, **environment: str) -> str:
    """Run a command in the copy, with its packages; return what it prints."""
    result = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(folder), str(ROOT))), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def make_schema(folder: Path) -> None:
    """Run ``make schema`` in the copy, with the environment of this test rather than one of its own."""
    (folder / ".venv").symlink_to(sys.prefix)
    run(folder, "make", "schema", "--old-file", ".venv/.runtime")


def replace_once(file: Path, before: str, after: str) -> None:
    """Replace a text that stands in a file exactly once."""
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1, (file, before)
    file.write_text(text.replace(before, after), encoding="utf-8")


def details_shown(page: LexborHTMLParser) -> set[tuple[str, str]]:
    """Return the labels and values on a work's page."""
    return set(zip(texts(page, ".facts dt"), texts(page, ".facts dd"), strict=True))


def candidates(section: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the likely works of an imported section, each with its kind."""
    return [(candidate["title"], candidate["kind"]) for candidate in section["candidates"]]


def files(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by their paths in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages to which games were added by the four steps."""
    folder = tmp_path_factory.mktemp("copy")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("node_modules", "*.webp"))
    shutil.copy(ROOT / "Makefile", folder)
    kind, value = blocks("python")
    (migration,) = blocks("sh")
    (work,) = blocks("yaml")
    # 1
    (folder / "schema" / "kinds" / "game.py").write_text(kind, encoding="utf-8")
    # 2
    registry = folder / "schema" / "kinds" / "__init__.py"
    replace_once(registry, "from schema.kinds import ad,", "from schema.kinds import game, ad,")
    replace_once(registry, "podcast, article)", "podcast, article, game)")
    article = '    ARTICLE = "ARTICLE", "A text published by a paper or a site."\n'
    replace_once(folder / "schema" / "vocabulary.py", article, f"{article}{value}")
    # 3
    assert migration.startswith(".venv/bin/python -m schema.migrations.runner ")
    run(folder, sys.executable, "-m", "schema.migrations.runner", *re.findall('"(.*)"', migration))
    # 4
    make_schema(folder)
    (folder / "seed" / "content" / "works" / "cendrelune.yaml").write_text(work, encoding="utf-8")
    return folder


def test_the_api_has_the_kind_and_its_fields(copy: Path) -> None:
    sdl = (copy / "schema.graphql").read_text(encoding="utf-8")
    (game,) = re.findall(
        r"^type Game implements Work & Searchable & Node \{\n(.*?)^\}", sdl, flags=re.MULTILINE | re.DOTALL
    )
    assert {"studio: Organization", "platforms: String", "players: Int", "isOnline: Boolean"} <= set(
        re.findall(r"^  (\w+: \w+)$", game, flags=re.MULTILINE)
    )
    assert re.search(r'"A video game."\n  GAME$|"""A video game."""\n  GAME$', sdl, flags=re.MULTILINE)


def test_a_database_with_content_is_migrated_and_has_all_that_a_kind_is(
    copy: Path, seeded_url: str, tmp_path: Path
) -> None:
    (tmp_path / "lune.md").write_text(NEWSLETTER, encoding="utf-8")
    answers = json.loads(run(copy, sys.executable, str(PROGRAM), str(tmp_path), LIANE_DATABASE_URL=seeded_url))
    assert answers["differences"] == []

    french, english = (LexborHTMLParser(answers[language]) for language in ("fr", "en"))
    assert texts(french, ".kicker")[0] == "Jeu vidéo"
    assert texts(english, ".kicker")[0] == "Video game"
    assert details_shown(french) >= {
        ("Studio", "ByteDance"),
        ("Plateformes", "PC, consoles"),
        ("Joueurs", "2"),
        ("En ligne", "Non"),
    }
    assert details_shown(english) >= {
        ("Studio", "ByteDance"),
        ("Platforms", "PC, consoles"),
        ("Players", "2"),
        ("Online", "No"),
    }
    assert len(french.css(".poster circle")) == 2
    described = linked_data(french)
    assert described["@type"] == "VideoGame"
    assert described["creator"] == {"@type": "Organization", "name": "ByteDance"}
    assert (described["gamePlatform"], described["numberOfPlayers"]) == ("PC, consoles", 2)

    (issue,) = answers["imported"]
    linked, labelled, on_a_site = issue["sections"]
    assert [work["slug"] for work in linked["works"]] == ["cendrelune"]
    assert candidates(labelled) == [("Le Phare d’Opale", "GAME")]
    assert candidates(on_a_site) == [("Sable Vif", "GAME")]

    work = yaml.safe_load((tmp_path / "first" / "works" / "cendrelune.yaml").read_text(encoding="utf-8"))
    assert work["kind"] == "GAME"
    assert work["details"] == {"studio": "bytedance", "platforms": "PC, consoles", "players": 2, "isOnline": False}
    assert files(tmp_path / "second") == files(tmp_path / "first")
