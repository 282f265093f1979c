"""Loading a folder of content files: all of it or nothing."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from schema.db import write_transaction
from schema.kinds import KINDS
from schema.tables import Organization, Work
from seed.errors import BadContent
from seed.files.load import CONTENT, load_directory
from tests.seed.queries import count_changes, stored_issue

SAMPLE = "hollywood-en-greve-contre-ses-doubles"
JULY = datetime(2023, 7, 21, 6, tzinfo=UTC)


# A folder of files


def test_the_sample_content_loads_once(engine: sa.Engine) -> None:
    with Session(engine) as session:
        first = load_directory(session, CONTENT)
        before = count_changes(session)
        second = load_directory(session, CONTENT)
        assert set(first) == {name.replace("unchanged", "created") for name in second}
        assert count_changes(session) == before
        assert stored_issue(session, SAMPLE).visible_from == JULY


def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def test_an_edited_file_updates_only_what_it_says(engine: sa.Engine, tmp_path: Path) -> None:
    folder = copy(tmp_path)
    with Session(engine) as session:
        load_directory(session, folder)
        file = folder / "works/free-solo.yaml"
        file.write_text(file.read_text().replace("kind: FILM", "kind: FILM\noriginalTitle: Solo libre"))
        summary = load_directory(session, folder)
        assert {name: number for name, number in summary.items() if "unchanged" not in name} == {"works updated": 1}
        assert session.exec(select(Work.original_title).where(Work.slug == "free-solo")).one() == "Solo libre"


def test_the_files_say_whether_an_issue_is_public(engine: sa.Engine, tmp_path: Path) -> None:
    folder = copy(tmp_path)
    with Session(engine) as session:
        load_directory(session, folder)
        file = folder / f"issues/{SAMPLE}.md"
        file.write_text(file.read_text().replace("status: PUBLISHED", "status: DRAFT"))
        load_directory(session, folder)
        assert (stored_issue(session, SAMPLE).status, stored_issue(session, SAMPLE).visible_from) == ("DRAFT", None)


def test_a_mistake_anywhere_stores_nothing(engine: sa.Engine, tmp_path: Path) -> None:
    folder = copy(tmp_path)
    (folder / "issues/zzz.md").write_text("---\nslug: zzz\ntitle: Z\nauthors: [nobody]\n---\n")
    message = r"^issues/zzz\.md: authors: there is no person with the slug 'nobody'$"
    with pytest.raises(BadContent, match=message), write_transaction(engine) as session:
        load_directory(session, folder)
    with Session(engine) as session:
        assert count_changes(session) == 0


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("works/x.yaml", "slug: y\nkind: FILM\ntitle: X", "slug: is 'y', but the file is called x.yaml"),
        ("works/x.yml", "slug: x", "only .yaml files belong here"),
        ("issues/x.yaml", "slug: x", "only .md files belong here"),
        ("works/x.yaml", "slug: x\nkind: OPERA\ntitle: X", "kind: should be 'FILM'"),
        ("works/x.yaml", "slug: x\nkind: FILM\ntitle: X\npartOf: y", "partOf: there is no work with the slug 'y'"),
        (
            "works/x.yaml",
            "slug: x\nkind: APP\ntitle: X\ndetails: {seasons: 2}",
            "details seasons: is not a field of the kind APP; it has: developer, stage",
        ),
        (
            "works/x.yaml",
            "slug: x\nkind: APP\ntitle: X\ndetails: {developer: nobody}",
            "details developer: there is no organization with the slug 'nobody'",
        ),
        (
            "works/x.yaml",
            "slug: x\nkind: APP\ntitle: X\ndetails: {stage: SOON}",
            "stage is not one of the known values",
        ),
        (
            "works/x.yaml",
            "slug: x\nkind: FILM\ntitle: X\ndetails: {runtimeMinutes: long}",
            "runtime_minutes: Input should",
        ),
        ("people/x.yaml", "slug: x\nname: X\naffiliations: [{organization: y, title: z}]", "organization: there is no"),
        (
            "columns/x.yaml",
            "slug: x\nname: X\nformerSlugs: [un-format-a-la-loupe]\nid: col_x",
            "belongs to another column",
        ),
        ("publication.yaml", "tagline: x", "name: is missing"),
    ],
)
def test_bad_content_is_named_with_its_file_and_field(
    engine: sa.Engine, tmp_path: Path, name: str, text: str, message: str
) -> None:
    folder = copy(tmp_path)
    (folder / name).write_text(text)
    with Session(engine) as session, pytest.raises(BadContent) as bad:
        load_directory(session, folder)
    assert str(bad.value).startswith(f"{name}: ")
    assert message in str(bad.value)


def test_a_folder_without_content_is_no_content(engine: sa.Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        with pytest.raises(BadContent, match="there is no such folder"):
            load_directory(session, tmp_path / "nowhere")
        with pytest.raises(BadContent, match="holds no content"):
            load_directory(session, tmp_path)


def test_parts_are_loaded_after_their_wholes_and_not_in_circles(engine: sa.Engine, tmp_path: Path) -> None:
    works = tmp_path / "works"
    works.mkdir()
    for slug, whole in (("a", "b"), ("b", "c"), ("c", None)):
        (works / f"{slug}.yaml").write_text(
            f"slug: {slug}\nkind: SERIES\ntitle: X\n" + (f"partOf: {whole}\n" if whole else "")
        )
    with Session(engine) as session:
        assert load_directory(session, tmp_path) == {"works created": 3}
    (works / "c.yaml").write_text("slug: c\nkind: SERIES\ntitle: X\npartOf: a\n")
    with Session(engine) as session, pytest.raises(BadContent, match="works: partOf: goes in a circle"):
        load_directory(session, tmp_path)


def test_details_take_the_names_of_the_api_and_slugs(engine: sa.Engine, tmp_path: Path) -> None:
    (tmp_path / "works").mkdir()
    (tmp_path / "organizations").mkdir()
    (tmp_path / "organizations/meta.yaml").write_text("slug: meta\nname: Meta\nkind: COMPANY\n")
    text = "slug: m\nkind: AI_MODEL\ntitle: M\ndetails: {developer: meta, openSource: true}\n"
    (tmp_path / "works/m.yaml").write_text(text)
    with Session(engine) as session:
        load_directory(session, tmp_path)
        model = KINDS["AI_MODEL"].row
        row = session.exec(select(model)).one().model_dump()
        assert row["open_source"] is True
        assert row["developer_id"] == session.exec(select(Organization.id)).one()
