"""What is edited in the files of an export is applied; what was changed elsewhere since is never overwritten."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from schema import db, writes
from schema.tables import Issue, Person, Work
from seed.errors import BadContent
from seed.files.export import export_directory
from seed.import_run import ImportRun
from seed.input_files import find_files
from tests.seed import lighthouse

LETTER = b"Phares | UN CAILLOU DANS LA MARE | Boussole 3 est une application. | LA VAGUE | On a vu Basse mer hier."
ISSUE, WORK = "issues/phares.md", "works/basse-mer.yaml"


class Magazine:
    """A magazine with one imported letter, and the folder of its export."""

    def __init__(self, engine: sa.Engine, folder: Path) -> None:
        self.engine, self.folder = engine, folder

    def export(self) -> None:
        with Session(self.engine) as session:
            export_directory(session, self.folder)

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace words in a file, everywhere in it."""
        file = self.folder / name
        assert old in file.read_text()
        file.write_text(file.read_text().replace(old, new))

    def import_(self, *names: str) -> list[dict[str, Any]]:
        run = ImportRun(self.engine, "auto", publish=False, dry_run=False)
        return list(run.import_files(find_files([str(self.folder / name) for name in names]).names))

    def row(self, table: str, slug: str) -> Any:
        [row] = [row for row in lighthouse.content(self.engine)[table] if row["slug"] == slug]
        return row

    def elsewhere(self, write: Callable[[Session], object]) -> None:
        with db.write_transaction(self.engine) as session:
            write(session)


@pytest.fixture
def magazine(catalogued: sa.Engine, tmp_path: Path) -> Magazine:
    """A magazine that was exported just now."""
    ImportRun(catalogued, "auto", publish=False, dry_run=False).import_data("2024-03-14.txt", LETTER)
    magazine = Magazine(catalogued, tmp_path)
    magazine.export()
    return magazine


def issue_fields(**fields: Any) -> Callable[[Session], object]:
    return lambda session: writes.save_issue(session, {"id": writes.find_id(session, Issue, "phares"), **fields})


def work_fields(**fields: Any) -> Callable[[Session], object]:
    return lambda session: writes.save_work(session, {"id": writes.find_id(session, Work, "basse-mer"), **fields})


def test_every_field_that_was_edited_in_an_issues_file_is_applied(magazine: Magazine) -> None:
    magazine.edit(
        ISSUE,
        "title: Phares\n",
        "title: Phares\nnumber: 7\nstandfirst: Un chapeau.\nauthors: [ada-morvan]\n"
        "cover: {url: 'https://example.org/phare.jpg', alt: Un phare}\n",
    )
    magazine.edit(
        ISSUE, "work: basse-mer\n        role: REFERENCE", "work: basse-mer\n        role: PICK\n        reason: Beau."
    )
    magazine.edit(ISSUE, "publishedAt: 2024-03-14T06:00:00Z", "publishedAt: 2024-03-15T07:00:00Z")
    [report] = magazine.import_(ISSUE)
    assert (report["action"], report["changes"]) == (
        "updated",
        [
            "number added",
            "standfirst added",
            "published at changed",
            "authors added",
            "cover added",
            "section 2 “LA VAGUE”: basse-mer: role changed from “REFERENCE” to “PICK”",
            "section 2 “LA VAGUE”: basse-mer: reason added",
        ],
    )
    assert magazine.row("issues", "phares")["number"] == 7
    assert str(magazine.row("issues", "phares")["published_at"])[:10] == "2024-03-15"
    assert [report["action"] for report in magazine.import_(ISSUE)] == ["unchanged"]
    assert magazine.import_(".")[-1]["action"] == "unchanged"


def test_what_was_taken_out_of_a_file_is_taken_out(magazine: Magazine) -> None:
    magazine.elsewhere(issue_fields(standfirst="Un chapeau.", number=7))
    magazine.export()
    magazine.edit(ISSUE, "standfirst: Un chapeau.\n", "")
    [report] = magazine.import_(ISSUE)
    assert report["changes"] == ["standfirst removed"]
    assert magazine.row("issues", "phares")["number"] == 7


def test_what_was_edited_elsewhere_since_the_export_stays(magazine: Magazine) -> None:
    magazine.elsewhere(issue_fields(standfirst="D’ailleurs."))
    magazine.edit(ISSUE, "title: Phares\n", "title: Phares\nnumber: 7\n")
    [report] = magazine.import_(ISSUE)
    assert (report["action"], report["changes"]) == ("updated", ["number added"])
    assert magazine.row("issues", "phares")["standfirst"] == "D’ailleurs."


def test_what_was_edited_on_both_sides_is_a_conflict(magazine: Magazine) -> None:
    magazine.elsewhere(issue_fields(standfirst="D’ailleurs."))
    magazine.edit(ISSUE, "title: Phares\n", "title: Phares éteints\nstandfirst: Du fichier.\n")
    [report] = magazine.import_(ISSUE)
    assert report["action"] == "conflict"
    assert report["changes"] == ["standfirst was edited elsewhere since this file was exported"]
    assert magazine.row("issues", "phares")["title"] == "Phares"


def test_words_replaced_throughout_a_file_are_an_edit_like_any_other(magazine: Magazine) -> None:
    magazine.edit(ISSUE, "Phares", "Feux")
    magazine.edit(WORK, "Basse mer", "Marée basse")
    assert [(report["slug"], report["changes"]) for report in magazine.import_(WORK, ISSUE)] == [
        ("basse-mer", ["title changed from “Basse mer” to “Marée basse”"]),
        ("phares", ["title changed from “Phares” to “Feux”"]),
    ]


def test_the_letter_imported_again_does_not_take_back_what_was_edited_in_its_export(magazine: Magazine) -> None:
    magazine.edit(ISSUE, "Boussole 3 est une application.", "Boussole 3 est un jeu.")
    assert magazine.import_(ISSUE)[0]["action"] == "updated"
    again = ImportRun(magazine.engine, "auto", publish=False, dry_run=False).import_data("2024-03-14.txt", LETTER)
    assert again["action"] == "unchanged"


def test_a_section_written_into_the_file_is_linked_to_what_it_names(magazine: Magazine) -> None:
    magazine.edit(ISSUE, "\nimported:", "\n  - heading: La dernière vague\nimported:")
    with (magazine.folder / ISSUE).open("a") as file:
        file.write("\n<!-- section 3 -->\n\nGrand Large encore.\n")
    assert magazine.import_(ISSUE)[0]["changes"] == ["section 3 “La dernière vague” added"]
    [section] = [row for row in lighthouse.content(magazine.engine)["sections"] if row["position"] == 3]
    linked = [
        row for row in lighthouse.content(magazine.engine)["recommendations"] if row["section_id"] == section["id"]
    ]
    assert (section["column_id"] is not None, len(linked)) == (True, 1)


# The other files of an export


def test_a_works_file_is_applied_and_says_what_changed(magazine: Magazine) -> None:
    magazine.edit(WORK, "originalTitle: Low Tide\n", "year: 1988\nsummary: Un film.\ndetails: {runtimeMinutes: 95}\n")
    [report] = magazine.import_(WORK)
    assert report == {
        "file": str(magazine.folder / WORK),
        "format": "yaml",
        "type": "Work",
        "slug": "basse-mer",
        "action": "updated",
        "changes": ["original title removed", "year added", "summary added", "details added"],
    }
    assert magazine.row("works", "basse-mer")["original_title"] is None
    assert magazine.import_(WORK)[0]["action"] == "unchanged"


def test_a_works_file_and_the_database_merge_field_by_field(magazine: Magazine) -> None:
    magazine.elsewhere(work_fields(summary="D’ailleurs."))
    magazine.edit(WORK, "kind: FILM\n", "kind: FILM\nyear: 1988\n")
    assert magazine.import_(WORK)[0]["changes"] == ["year added"]
    magazine.edit(WORK, "kind: FILM\n", "kind: FILM\nsummary: Du fichier.\n")
    [report] = magazine.import_(WORK)
    assert report["action"] == "conflict"
    assert report["changes"] == ["summary was edited elsewhere since this file was exported"]
    assert magazine.row("works", "basse-mer")["summary"] == "D’ailleurs."


def test_a_file_that_a_person_wrote_adds_and_changes_and_takes_nothing_away(magazine: Magazine) -> None:
    file = magazine.folder / "people/ada-morvan.yaml"
    magazine.elsewhere(
        lambda session: writes.save_person(
            session, {"id": writes.find_id(session, Person, "ada-morvan"), "aliases": ["A. M."]}
        )
    )
    file.write_text("slug: ada-morvan\nname: Ada Morvan\nsummary: Gardienne.\n")
    assert magazine.import_("people/ada-morvan.yaml")[0]["changes"] == ["summary added"]
    assert magazine.row("people", "ada-morvan")["summary"] == "Gardienne."
    assert "A. M." in magazine.row("people", "ada-morvan")["aliases"]


def test_a_whole_folder_is_imported_each_file_after_what_it_names(magazine: Magazine) -> None:
    (magazine.folder / "works/le-phare.yaml").write_text("slug: le-phare\nkind: FILM\ntitle: Le Phare\npartOf: serie\n")
    (magazine.folder / "works/serie.yaml").write_text("slug: serie\nkind: SERIES\ntitle: Une série\n")
    magazine.edit(ISSUE, "work: basse-mer", "work: serie")
    reports = magazine.import_(".")
    assert {(report["slug"], report["action"]) for report in reports if report.get("action") != "unchanged"} == {
        ("le-phare", "created"),
        ("serie", "created"),
        ("phares", "updated"),
    }


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("x.yaml", "slug: x\n", "does not say what it is"),
        ("works/x.yaml", "slug: x\nkind: FILM\ntitle: X\ncolour: red\n", "colour: is not a field that belongs here"),
        ("works/x.yaml", "slug: x\nkind: FILM\ntitle: X\npartOf: y\n", "partOf: there is no work with the slug 'y'"),
        ("works/x.yaml", "slug: x\nkind: FILM\ntitle: X\ndetails: {pages: 3}\n", "pages: is not a field of the kind"),
        ("issues/phares.md", None, "work: there is no work with the slug 'nothing'"),
    ],
)
def test_what_cannot_be_applied_is_told_and_nothing_of_its_file_is(
    magazine: Magazine, name: str, text: str | None, reason: str
) -> None:
    magazine.edit(ISSUE, "work: basse-mer", "work: nothing")
    magazine.edit(ISSUE, "title: Phares\n", "title: Feux\n")
    if text:
        (magazine.folder / name).write_text(text)
    before = lighthouse.content(magazine.engine)
    [report] = magazine.import_(name)
    assert reason in report["error"]
    assert lighthouse.content(magazine.engine) == before


def test_an_export_that_cannot_be_understood_is_never_read_as_a_letter(magazine: Magazine) -> None:
    magazine.edit(ISSUE, "title: Phares\n", "title: Phares\nnumero: 7\n")
    before = lighthouse.content(magazine.engine)
    assert magazine.import_(ISSUE)[0]["error"] == "numero: is not a field that belongs here"
    assert lighthouse.content(magazine.engine) == before


def test_a_former_slug_that_is_taken_out_stays_and_that_is_told(magazine: Magazine) -> None:
    magazine.elsewhere(issue_fields(slug="feux"))
    magazine.elsewhere(work_fields(slug="maree"))
    magazine.export()
    magazine.edit("issues/feux.md", "formerSlugs:\n  - phares\n", "")
    magazine.edit("works/maree.yaml", "formerSlugs:\n  - basse-mer\n", "")
    assert [report["changes"] for report in magazine.import_("works/maree.yaml", "issues/feux.md")] == [
        ["former slugs cannot be taken out: basse-mer"],
        ["former slugs cannot be taken out: phares"],
    ]


def test_the_same_file_can_be_edited_and_imported_again_and_again(magazine: Magazine) -> None:
    with (magazine.folder / ISSUE).open("a") as file:
        file.write("\n<!-- section 3 -->\n\nGrand Large encore.\n")
    magazine.edit(ISSUE, "\nimported:", "\n  - heading: Une autre\nimported:")
    for old, new in (("title: Phares\n", "title: Feux\n"), ("title: Feux\n", "title: Fanaux\n")):
        magazine.edit(ISSUE, old, new)
        assert magazine.import_(ISSUE)[0]["action"] == "updated"
    magazine.edit(ISSUE, "Grand Large encore.", "Grand Large toujours.")
    assert magazine.import_(ISSUE)[0]["changes"] == ["section 3 “Une autre”: text changed"]
    magazine.elsewhere(work_fields(summary="D’ailleurs."))
    for old, new in (("title: Basse mer\n", "title: Marée\n"), ("title: Marée\n", "title: Reflux\n")):
        magazine.edit(WORK, old, new)
        assert len(magazine.import_(WORK)[0]["changes"]) == 1
    assert magazine.row("works", "basse-mer")["summary"] == "D’ailleurs."


def test_what_was_imported_may_be_exported_over_and_a_comment_may_not(magazine: Magazine) -> None:
    magazine.edit(ISSUE, "title: Phares\n", "number:   7\ntitle: Feux\n")
    magazine.import_(ISSUE)
    magazine.export()
    assert "number: 7\n" in (magazine.folder / ISSUE).read_text()
    magazine.edit(WORK, "kind: FILM\n", "kind: FILM\nyear:   1988  # à vérifier\n")
    magazine.import_(WORK)
    with pytest.raises(BadContent, match=r"edited since: works/basse-mer\.yaml"):
        magazine.export()


def test_a_file_that_cannot_be_written_is_imported_and_that_is_told(
    magazine: Magazine, monkeypatch: pytest.MonkeyPatch
) -> None:
    magazine.edit(WORK, "title: Basse mer\n", "title: Marée\n")
    monkeypatch.setattr("seed.import_run.advance", lambda *_: False)
    [report] = magazine.import_(WORK)
    assert (report["action"], "export again" in report["warnings"][0]) == ("updated", True)


def test_a_dry_run_tells_what_would_change_and_stores_nothing(magazine: Magazine) -> None:
    magazine.edit(WORK, "kind: FILM\n", "kind: FILM\nyear: 1988\n")
    before = lighthouse.content(magazine.engine)
    run = ImportRun(magazine.engine, "auto", publish=False, dry_run=True)
    [report] = run.import_files([str(magazine.folder / WORK)])
    assert ("action" in report, report["changes"]) == (False, ["year added"])
    assert lighthouse.content(magazine.engine) == before
