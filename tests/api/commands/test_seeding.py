"""How content begins, and that beginning never rewrites what editors made since."""

import shutil
from pathlib import Path

import pytest

from seed.files.load import CONTENT
from tests.api.commands.conftest import Liane

pytestmark = pytest.mark.long

ISSUE = "issues/hollywood-en-greve-contre-ses-doubles.md"


def edit(file: Path, old: str, new: str) -> None:
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))


def exported(liane: Liane, folder: Path) -> Path:
    assert liane("export", folder).code == 0
    return folder


@pytest.mark.usefixtures("empty")
def test_the_sample_is_loaded_once_and_what_was_edited_since_survives_every_start(liane: Liane, tmp_path: Path) -> None:
    assert liane("seed") == (0, "", "Loaded the sample content.\n")
    folder = exported(liane, tmp_path / "out")
    edit(folder / "publication.yaml", "name: Liane", "name: Lianes et fougères")
    edit(
        folder / "works/free-solo.yaml",
        "kind: FILM",
        "kind: FILM\nimage: {url: 'https://a.example/b.jpg', alt: Une paroi}",
    )
    assert liane("import", folder / "publication.yaml", folder / "works/free-solo.yaml").code == 0
    liane("unpublish", Path(ISSUE).stem)
    before = {file: file.read_bytes() for file in exported(liane, tmp_path / "before").rglob("*.*")}
    assert liane("seed") == (0, "", "There is content already, so the sample was not loaded.\n")
    exported(liane, tmp_path / "before")
    assert {file: file.read_bytes() for file in before} == before


@pytest.mark.usefixtures("empty")
def test_a_folder_says_what_it_changed_one_line_for_each_object(liane: Liane, tmp_path: Path) -> None:
    liane("seed")
    folder = exported(liane, tmp_path / "out")
    edit(folder / "works/free-solo.yaml", "title: Free Solo", "title: Solo libre")
    edit(folder / ISSUE, "number: 1", "number: 2")
    (folder / "people/ada.yaml").write_text("slug: ada\nname: Ada Morvan\n")
    result = liane("seed", folder)
    assert (result.code, result.err) == (0, f"Loaded {folder}.\n")
    assert result.out.splitlines() == [
        "people/ada.yaml: created",
        "works/free-solo.yaml: title changed from “Free Solo” to “Solo libre”",
        f"{ISSUE}: number changed",
    ]
    assert liane("seed", folder).out == ""
    edit(folder / "works/free-solo.yaml", "title: Solo libre", "title: En solo")
    edit(folder / ISSUE, "number: 2", "number: 3")
    assert len(liane("seed", folder).out.splitlines()) == 2  # not edited elsewhere: these files were loaded before


@pytest.mark.usefixtures("empty")
def test_what_was_edited_since_is_replaced_only_when_that_is_asked_for(liane: Liane, tmp_path: Path) -> None:
    liane("seed")
    folder = exported(liane, tmp_path / "out")
    liane("unpublish", Path(ISSUE).stem)
    edit(folder / "works/free-solo.yaml", "title: Free Solo", "title: Solo libre")
    refused = liane("seed", folder)
    assert (refused.code, refused.out) == (1, "")
    named, why = refused.err.splitlines()
    assert named == f"{ISSUE}: status changed from “UNPUBLISHED” to “PUBLISHED”"
    assert "--overwrite" in why
    again = exported(liane, tmp_path / "again")
    assert "title: Free Solo" in (again / "works/free-solo.yaml").read_text()
    assert len(liane("seed", folder, "--overwrite").out.splitlines()) == 2
    assert "status: PUBLISHED" in (exported(liane, again) / ISSUE).read_text()


@pytest.mark.usefixtures("empty")
def test_a_file_that_no_export_wrote_is_asked_about_where_it_differs(liane: Liane, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    (folder / "people").mkdir(parents=True)
    file = folder / "people/ada.yaml"
    file.write_text("slug: ada\nname: Ada Morvan\n")
    assert liane("seed", folder).out == "people/ada.yaml: created\n"
    assert liane("seed", folder) == (0, "", f"Loaded {folder}.\n")
    file.write_text("slug: ada\nname: Ada M.\n")
    assert liane("seed", folder).code == 1
    assert liane("seed", folder, "--overwrite").out == "people/ada.yaml: name changed from “Ada Morvan” to “Ada M.”\n"


@pytest.mark.usefixtures("bare")
def test_a_magazine_of_ones_own_begins_without_the_sample(liane: Liane, tmp_path: Path) -> None:
    begun = liane(
        *("init", "--name", "Marée basse", "--language", "en", "--time-zone", "Europe/London"),
        *("--column", "À voir", "--column", "Read this"),
    )
    assert begun.code == 0
    folder = exported(liane, tmp_path)
    assert (
        (folder / "publication.yaml")
        .read_text()
        .startswith("name: Marée basse\nlanguage: en\ntimeZone: Europe/London\n")
    )
    assert sorted(file.name for file in (folder / "columns").iterdir()) == ["a-voir.yaml", "read-this.yaml"]
    assert liane("seed").err == "There is content already, so the sample was not loaded.\n"
    again = liane("init", "--name", "Autre")
    assert (again.code, "there is a magazine already" in again.err) == (1, True)


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [("--time-zone", "Paris", "'Paris' is no time zone"), ("--language", "français", "'français' is no language")],
)
def test_a_magazine_begins_with_a_language_and_a_time_zone_that_there_are(
    liane: Liane, option: str, value: str, reason: str
) -> None:
    result = liane("init", "--name", "Marée basse", option, value)
    assert (result.code, result.err.count("\n")) == (1, 1)
    assert reason in result.err


def test_the_sample_can_be_loaded_over_itself(
    liane: Liane, seeded_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LIANE_DATABASE_URL", seeded_url)
    assert liane("seed", shutil.copytree(CONTENT, tmp_path / "content")).out == ""
