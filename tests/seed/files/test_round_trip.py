"""What is exported and loaded into an empty database is exported again byte for byte, whatever it holds."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from schema import db, writes
from schema.bases import now
from schema.tables import Change, Column, Issue, Work
from seed.errors import BadContent
from seed.files import documents
from seed.files.export import MANIFEST, export_directory
from seed.files.load import CONTENT, load_directory
from seed.import_run import ImportRun
from seed.merging.save_imported_issue import save_imported_issue
from tests.seed import lighthouse, samples

pytestmark = pytest.mark.long

Files: TypeAlias = dict[str, bytes]
Prepare: TypeAlias = Callable[[Session], object]


def files(directory: Path) -> Files:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes() for path in directory.rglob("*") if path.is_file()
    }


def round_trip(engine: sa.Engine, prepare: Prepare) -> tuple[Files, Files]:
    """Prepare content in an empty database, export it, load that into an empty database, and export again."""
    with TemporaryDirectory() as folder:
        first, second = Path(folder, "first"), Path(folder, "second")
        with Session(engine) as session:  # never committed: the database is empty again afterwards
            prepare(session)
            export_directory(session, first)
        with Session(engine) as session:
            load_directory(session, first)
            export_directory(session, second)
        return files(first), files(second)


def load_sample(session: Session) -> None:
    load_directory(session, CONTENT)


def test_the_sample_content_comes_back_byte_for_byte(shared_engine: sa.Engine) -> None:
    first, second = round_trip(shared_engine, load_sample)
    assert first == second
    assert {name for name in first if not name.startswith(".")} == set(files(CONTENT))


def test_loading_an_export_over_what_it_was_made_from_changes_nothing(shared_engine: sa.Engine, tmp_path: Path) -> None:
    last = sa.select(sa.func.max(Change.sequence))
    with Session(shared_engine) as session:
        load_sample(session)
        export_directory(session, tmp_path)
        before = session.execute(last).scalar()
        summary = load_directory(session, tmp_path)
        assert {name.split()[1] for name in summary} == {"unchanged"}
        assert session.execute(last).scalar() == before


def edit(session: Session) -> None:
    """What editors do: rename, unpublish, schedule, draft, delete."""
    load_sample(session)
    for work, slug in (("free-solo", "renamed"), ("renamed", "renamed-again"), ("ripple", "r"), ("r", "ripple")):
        writes.save_work(session, {"id": writes.find_id(session, Work, work), "slug": slug})
    column = writes.find_id(session, Column, "un-format-a-la-loupe")
    for slug in ("ete", "hiver", "ete"):
        writes.save_column(session, {"id": column, "slug": slug})
    sections = [{}, {"body_markdown": "\n"}]
    drafted = writes.save_issue(session, {"slug": "brouillon", "title": "Brouillon", "sections": sections})
    writes.save_issue(session, {"id": drafted.id, "slug": "un-brouillon"})
    writes.save_issue(session, {"slug": "bientot", "title": "Bientôt"})
    writes.publish_issue(session, "bientot", datetime(2035, 1, 1, tzinfo=UTC))
    writes.unpublish_issue(session, "hollywood-en-greve-contre-ses-doubles")
    writes.save_issue(session, {"slug": "parti", "title": "Parti"})
    writes.delete_issue(session, "parti")


def test_renames_drafts_scheduled_and_unpublished_issues_come_back_byte_for_byte(shared_engine: sa.Engine) -> None:
    first, second = round_trip(shared_engine, edit)
    assert first == second
    assert b"formerSlugs:\n  - free-solo\n  - renamed\n" in first["works/renamed-again.yaml"]
    assert b"formerSlugs:\n  - r\n" in first["works/ripple.yaml"]
    assert b"formerSlugs:\n  - un-format-a-la-loupe\n  - hiver\n" in first["columns/ete.yaml"]
    assert b"status: UNPUBLISHED\n" in first["issues/hollywood-en-greve-contre-ses-doubles.md"]
    assert {"issues/un-brouillon.md", "issues/bientot.md"} <= set(first)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    issues=st.lists(samples.issues(["w", "v"], ["c", "d"]), min_size=1, max_size=2, unique_by=lambda each: each.number)
)
def test_any_issue_comes_back_byte_for_byte(shared_engine: sa.Engine, issues: list[documents.Issue]) -> None:
    def prepare(session: Session) -> None:
        for slug in "wv":
            writes.save_work(session, {"slug": slug, "kind": "FILM", "title": slug})
        for slug in "cd":
            writes.save_column(session, {"slug": slug, "name": slug})
        for issue in issues:
            save_imported_issue(session, issue)

    first, second = round_trip(shared_engine, prepare)
    assert first == second


def test_ids_survive_so_that_links_to_a_recommendation_do(shared_engine: sa.Engine, tmp_path: Path) -> None:
    ids = sa.text("SELECT id, section_id, issue_id, work_id FROM recommendations ORDER BY id")
    with Session(shared_engine) as session:
        load_sample(session)
        issue = writes.find_id(session, Issue, "hollywood-en-greve-contre-ses-doubles")
        writes.save_issue(session, {"id": issue, "slug": "autre-nom"})
        before = session.execute(ids).all()
        export_directory(session, tmp_path)
    with Session(shared_engine) as session:
        load_directory(session, tmp_path)
        assert session.execute(ids).all() == before


CHANGED = datetime(2023, 8, 3, 9, 30, 15, tzinfo=UTC)
"""When the sample issue, of 21 July, was last changed."""


def restored(
    engine: sa.Engine, folder: Path, replace: tuple[str, str] = ("", ""), issue: dict[str, Any] | None = None
) -> datetime:
    """Change the sample issue, export it, edit its file, and restore: return when it says that it was last changed."""
    slug = "hollywood-en-greve-contre-ses-doubles"
    with Session(engine) as session:
        load_sample(session)
        writes.save_issue(session, {"slug": slug, "title": "Grève", **(issue or {})})
        session.execute(sa.update(Issue).values(updated_at=CHANGED))
        export_directory(session, folder)
    file = folder / f"issues/{slug}.md"
    assert replace[0] in file.read_text()
    file.write_text(file.read_text().replace(*replace, 1))
    with Session(engine) as session:
        load_directory(session, folder)
        return session.execute(sa.select(Issue.__table__.c.updated_at)).scalar_one()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("issue", [{}, {"status": "DRAFT"}, {"published_at": datetime(2100, 1, 1, tzinfo=UTC)}])
def test_a_restored_issue_was_last_changed_when_it_was(
    shared_engine: sa.Engine, tmp_path: Path, issue: dict[str, Any]
) -> None:
    assert restored(shared_engine, tmp_path, issue=issue) == CHANGED


@pytest.mark.parametrize(
    "edit", [("title: Grève", "title: Grèves"), ("comédiens", "acteurs"), ("role: PICK", "role: SUBJECT")]
)
def test_an_issue_that_was_edited_in_its_file_was_changed_when_it_was_restored(
    shared_engine: sa.Engine, tmp_path: Path, edit: tuple[str, str]
) -> None:
    begun = now()
    assert restored(shared_engine, tmp_path, edit) >= begun


def test_nothing_was_changed_later_than_now(shared_engine: sa.Engine, tmp_path: Path) -> None:
    later = ("updatedAt: 2023", "updatedAt: 2999")
    assert restored(shared_engine, tmp_path, later) <= now()


def test_an_issue_that_was_not_changed_since_its_publication_says_nothing_of_it(
    session: Session, tmp_path: Path
) -> None:
    export_directory(session, tmp_path)
    (file,) = (tmp_path / "issues").iterdir()
    assert "updatedAt" not in file.read_text()


def test_what_an_older_file_says_does_not_make_a_newer_issue_older(shared_engine: sa.Engine, tmp_path: Path) -> None:
    restored(shared_engine, tmp_path)
    with Session(shared_engine) as session:
        load_sample(session)
        begun = now()
        load_directory(session, tmp_path)
        changed = session.execute(sa.select(Issue.__table__.c.updated_at)).scalar_one()  # type: ignore[attr-defined]
        assert changed >= begun


@pytest.fixture
def session(shared_seeded_engine: sa.Engine) -> Iterator[Session]:
    """A session with the sample content; nothing that is done in it stays."""
    with Session(shared_seeded_engine) as session:
        yield session


def test_exporting_again_changes_no_file(session: Session, tmp_path: Path) -> None:
    export_directory(session, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.yaml")}
    export_directory(session, tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.yaml")} == before


def test_what_was_renamed_or_deleted_leaves_no_stale_file(session: Session, tmp_path: Path) -> None:
    export_directory(session, tmp_path)
    writes.save_work(session, {"id": writes.find_id(session, Work, "free-solo"), "slug": "renamed"})
    writes.delete_issue(session, "hollywood-en-greve-contre-ses-doubles")
    export_directory(session, tmp_path)
    assert not (tmp_path / "works/free-solo.yaml").exists()
    assert list((tmp_path / "issues").iterdir()) == []
    assert (tmp_path / "works/renamed.yaml").exists()


@pytest.mark.parametrize(
    "name", ["works/free-solo.yaml", "works/mine.yaml", "issues/notes/idea.md", "publication.yaml"]
)
def test_a_file_that_an_editor_wrote_or_changed_is_never_touched(session: Session, tmp_path: Path, name: str) -> None:
    export_directory(session, tmp_path)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("slug: mine\n")
    before = files(tmp_path)
    writes.save_work(session, {"id": writes.find_id(session, Work, "free-solo"), "title": "Autre"})
    with pytest.raises(BadContent, match=f"edited since: {name}"):
        export_directory(session, tmp_path)
    assert files(tmp_path) == before


def test_an_export_into_the_files_it_was_loaded_from_keeps_what_a_person_wrote(
    session: Session, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    with (folder / "works/free-solo.yaml").open("a") as file:
        file.write("# À vérifier\n")
    before = files(folder)
    with pytest.raises(BadContent, match=r"no export wrote.*works/free-solo\.yaml"):
        export_directory(session, folder)
    assert files(folder) == before


def test_other_files_beside_the_content_are_left_alone(session: Session, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Mine")
    (tmp_path / "works").mkdir()
    (tmp_path / "works" / ".keep").touch()
    export_directory(session, tmp_path)
    assert (tmp_path / "README.md").read_text() == "Mine"
    load_directory(session, tmp_path)


def test_an_export_that_was_cut_short_can_be_run_again(session: Session, tmp_path: Path) -> None:
    export_directory(session, tmp_path)
    manifest = (tmp_path / MANIFEST).read_bytes()
    writes.save_work(session, {"id": writes.find_id(session, Work, "free-solo"), "title": "Autre"})
    # A folder in the place of one file stops the second export half way.
    (tmp_path / "works/free-solo.yaml").unlink()
    (tmp_path / "works/free-solo.yaml/in-the-way").mkdir(parents=True)
    with pytest.raises(OSError, match="free-solo"):
        export_directory(session, tmp_path)
    assert (tmp_path / MANIFEST).read_bytes() != manifest
    (tmp_path / "works/free-solo.yaml/in-the-way").rmdir()
    (tmp_path / "works/free-solo.yaml").rmdir()
    assert export_directory(session, tmp_path)["works"] == len(list((tmp_path / "works").iterdir()))


def test_a_file_in_the_place_of_the_folder_is_refused(session: Session, tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(BadContent, match="is not a folder"):
        export_directory(session, tmp_path / "out")


# The files of an export, imported


def exported(engine: sa.Engine, folder: Path) -> list[Path]:
    with Session(engine) as session:
        export_directory(session, folder)
    return sorted((folder / "issues").iterdir())


def import_files(engine: sa.Engine, files: list[Path], *, publish: bool = False) -> list[dict[str, Any]]:
    names = [str(file) for file in files]
    return list(ImportRun(engine, "auto", publish=publish, dry_run=False).import_files(names))


@pytest.mark.parametrize("publish", [False, True])
def test_exported_issues_that_never_were_imported_are_known_again(
    seeded_engine: sa.Engine, tmp_path: Path, publish: bool
) -> None:
    with db.write_transaction(seeded_engine) as session:
        draft = {"slug": "sans-date", "title": "Sans date", "sections": [{"body_markdown": "Un mot."}]}
        writes.save_issue(session, draft)
        writes.save_issue(session, {"slug": "vide", "title": "Vide"})
    files = exported(seeded_engine, tmp_path)
    if publish:  # which is not asked of drafts
        files = files[:1]
    before = lighthouse.content(seeded_engine)["changes"]
    for _ in range(2):
        assert [
            (report["slug"], report["action"]) for report in import_files(seeded_engine, files, publish=publish)
        ] == [(file.stem, "unchanged") for file in files]
    assert lighthouse.content(seeded_engine)["changes"] == before
    again = exported(seeded_engine, tmp_path)
    assert {report["action"] for report in import_files(seeded_engine, again)} == {"unchanged"}


def test_an_exported_issue_that_was_edited_in_its_file_is_updated(seeded_engine: sa.Engine, tmp_path: Path) -> None:
    [file] = exported(seeded_engine, tmp_path)
    before = lighthouse.content(seeded_engine)
    text = file.read_text()
    file.write_text(text.replace("<!-- section 2 -->\n\n", "<!-- section 2 -->\n\nUn mot de plus.\n\n"))
    [report] = import_files(seeded_engine, [file])
    assert (report["slug"], report["action"], len(report["changes"])) == (file.stem, "updated", 1)
    assert report["changes"][0].startswith("section 2")
    after = lighthouse.content(seeded_engine)
    for table in ("recommendations", "sources", "key_figures", "section_people"):
        assert sorted(map(str, after[table])) == sorted(map(str, before[table]))
    assert {row["id"] for row in after["sections"]} == {row["id"] for row in before["sections"]}
