"""What an editor does with content on the command line."""

from io import StringIO
from pathlib import Path

import pytest

from tests.api.commands.conftest import Liane

SAMPLE = "hollywood-en-greve-contre-ses-doubles"
LETTER = "Phares | UNE RUBRIQUE | On a vu le film « Basse mer » hier, puis Free Solo et The Deepest Breath encore."


@pytest.fixture
def letter(liane: Liane, seeded_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A letter that was imported beside the sample."""
    monkeypatch.setenv("LIANE_DATABASE_URL", seeded_url)
    file = tmp_path / "2024-03-14.txt"
    file.write_text(LETTER)
    assert liane("import", file).code == 0
    return file


def exported(liane: Liane, folder: Path) -> dict[str, str]:
    """The files of an export by their names."""
    assert liane("export", folder).code == 0
    return {str(file.relative_to(folder)): file.read_text() for file in folder.glob("*/*.*")}


@pytest.mark.usefixtures("letter")
def test_issues_works_and_candidates_are_listed(liane: Liane) -> None:
    assert liane("list").out.splitlines() == [
        "DRAFT\t2024-03-14 07:00\tphares\tPhares",
        f"PUBLISHED\t2023-07-21 08:00\t{SAMPLE}\tHollywood en grève contre ses doubles",
    ]
    assert "FILM\t2\tfree-solo\tFree Solo" in liane("list", "works").out.splitlines()
    assert "netflix\tNetflix" in liane("list", "organizations").out.splitlines()
    assert [line.split("\t")[:4] for line in liane("list", "candidates").out.splitlines() if "\tphares\t" in line] == [
        ["FILM", "Basse mer", "phares", "UNE RUBRIQUE"]
    ]
    liane("publish", "phares", "--at", "2091-01-01")
    assert liane("list").out.startswith("SCHEDULED\t2091-01-01 00:00\tphares")


@pytest.mark.usefixtures("letter")
def test_a_deleted_issue_comes_back_from_an_export_with_its_ids(liane: Liane, tmp_path: Path) -> None:
    before = exported(liane, tmp_path / "out")
    assert liane("delete", "phares", "--yes") == (0, "", "Deleted phares.\n")
    assert "phares" not in liane("list").out
    assert liane("restore", tmp_path / "out").out == "issues/phares.md: created\n"
    assert exported(liane, tmp_path / "again") == before


@pytest.mark.usefixtures("letter")
def test_restoring_leaves_alone_what_is_there_unless_it_is_to_be_replaced(liane: Liane, tmp_path: Path) -> None:
    exported(liane, tmp_path / "out")
    liane("unpublish", SAMPLE)
    assert liane("restore", tmp_path / "out").out == ""
    assert liane("restore", tmp_path / "out", "--overwrite").out == (
        f"issues/{SAMPLE}.md: status changed from “UNPUBLISHED” to “PUBLISHED”\n"
    )


@pytest.mark.usefixtures("letter")
def test_what_is_referred_to_is_not_deleted(liane: Liane) -> None:
    refused = liane("delete", "works/free-solo", "--yes")
    assert (refused.code, refused.err) == (1, "liane: the work free-solo is still in use: 2 recommendations\n")
    assert "still in use" in liane("delete", "columns/un-format-a-la-loupe.yaml", "--yes").err
    assert "no issue with the slug 'nothing'" in liane("delete", "nothing", "--yes").err
    assert "nothing that can be deleted" in liane("delete", "pictures/x", "--yes").err


@pytest.mark.usefixtures("letter")
def test_nothing_is_deleted_unless_somebody_says_yes(liane: Liane, monkeypatch: pytest.MonkeyPatch) -> None:
    for answer in ("", "n\n"):
        monkeypatch.setattr("sys.stdin", StringIO(answer))
        assert liane("delete", "phares").code == 1
    assert "phares" in liane("list").out


@pytest.mark.usefixtures("letter")
def test_a_work_is_made_of_a_file_once(liane: Liane, tmp_path: Path) -> None:
    file = tmp_path / "any.yaml"
    file.write_text("slug: basse-mer\nkind: FILM\ntitle: Basse mer\n")
    assert liane("works", "create", file).out == "basse-mer\n"
    again = liane("works", "create", file)
    assert (again.code, "there is a work basse-mer already" in again.err) == (1, True)
    assert liane("delete", "works/basse-mer", "--yes").code == 0


@pytest.mark.usefixtures("letter")
def test_a_candidate_becomes_a_work_to_which_its_sections_refer(liane: Liane, tmp_path: Path) -> None:
    created = liane("works", "create", "--from-candidate", "basse mer")
    assert created == (0, "basse-mer\n", "phares refers to it.\n")
    assert "work: basse-mer\n        role: REFERENCE\n" in exported(liane, tmp_path / "out")["issues/phares.md"]
    assert "Basse mer" not in liane("list", "candidates").out
    assert liane("import", tmp_path / "2024-03-14.txt").out.count(": unchanged") == 1
    for arguments, reason in (
        (("--from-candidate", "Nothing"), "is no candidate"),
        (("--from-candidate", "Nothing", "--kind", "OPERA"), "'OPERA' is no kind of work"),
    ):
        assert reason in liane("works", "create", *arguments).err
    assert liane("works", "create").code == 2


@pytest.mark.usefixtures("letter")
def test_works_that_are_one_are_merged_and_the_preview_says_how(liane: Liane, tmp_path: Path) -> None:
    before = exported(liane, tmp_path / "out")
    preview = liane("works", "merge", "the-deepest-breath", "free-solo", "--dry-run")
    assert preview.code == 0
    assert "phares, section 1 “UNE RUBRIQUE”: recommends the-deepest-breath already, so free-solo goes" in preview.out
    assert "free-solo: deleted, its address leads to the-deepest-breath" in preview.out
    assert exported(liane, tmp_path / "out") == before
    assert liane("works", "merge", "the-deepest-breath", "free-solo").out == preview.out
    after = exported(liane, tmp_path / "out")
    assert "works/free-solo.yaml" not in after
    assert "formerSlugs:\n  - free-solo\n" in after["works/the-deepest-breath.yaml"]
    assert "  - Free Solo\n" in after["works/the-deepest-breath.yaml"]
    assert liane("import", tmp_path / "2024-03-14.txt").out.count(": unchanged") == 1
