"""Loading: a folder all or nothing, an imported issue continued and never another one overwritten."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from schema import writes
from schema.db import write_transaction
from schema.kinds import KINDS
from schema.tables import Change, Issue, Organization, Recommendation, Section, Source, Work
from seed.errors import BadContent
from seed.files import documents
from seed.files.load import CONTENT, load_directory
from seed.merging.save_imported_issue import save_imported_issue

SAMPLE = "hollywood-en-greve-contre-ses-doubles"
JULY = datetime(2023, 7, 21, 6, tzinfo=UTC)


@pytest.fixture
def session(shared_engine: sa.Engine) -> Iterator[Session]:
    """A session with one work, one column and one organisation; nothing of it stays."""
    with Session(shared_engine) as session:
        writes.save_work(session, {"slug": "film", "kind": "FILM", "title": "Film"})
        writes.save_work(session, {"slug": "album", "kind": "ALBUM", "title": "Album"})
        writes.save_column(session, {"slug": "loupe", "name": "À la loupe"})
        writes.save_organization(session, {"slug": "deadline", "name": "Deadline", "kind": "PUBLISHER"})
        yield session


def document(**fields: Any) -> documents.Issue:
    """An issue as an importer gives it."""
    given = {
        "slug": "juillet",
        "title": "Juillet",
        "identity": "2023-07-21 juillet",
        "sections": [
            {"heading": "Un", "body": "Le premier texte.", "recommendations": [{"work": "film", "role": "PICK"}]},
            {"heading": "Deux", "column": "loupe", "body": "Le second."},
        ],
    }
    return documents.Issue.model_validate(given | fields)


def stored(session: Session, slug: str) -> Issue:
    return session.exec(select(Issue).where(Issue.slug == slug)).one()


def count(session: Session) -> int:
    return session.exec(select(sa.func.count()).select_from(Change)).one()


# A folder of files


def test_the_sample_content_loads_once(engine: sa.Engine) -> None:
    with Session(engine) as session:
        first = load_directory(session, CONTENT)
        before = count(session)
        second = load_directory(session, CONTENT)
        assert set(first) == {name.replace("unchanged", "created") for name in second}
        assert count(session) == before
        assert stored(session, SAMPLE).visible_from == JULY


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
        assert (stored(session, SAMPLE).status, stored(session, SAMPLE).visible_from) == ("DRAFT", None)


def test_a_mistake_anywhere_stores_nothing(engine: sa.Engine, tmp_path: Path) -> None:
    folder = copy(tmp_path)
    (folder / "issues/zzz.md").write_text("---\nslug: zzz\ntitle: Z\nauthors: [nobody]\n---\n")
    message = r"^issues/zzz\.md: authors: there is no person with the slug 'nobody'$"
    with pytest.raises(BadContent, match=message), write_transaction(engine) as session:
        load_directory(session, folder)
    with Session(engine) as session:
        assert count(session) == 0


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


# One imported issue


def test_a_new_issue_is_created_as_a_draft(session: Session) -> None:
    assert save_imported_issue(session, document()) == ("juillet", "created", [])
    assert stored(session, "juillet").status == "DRAFT"


def test_importing_the_same_again_changes_nothing(session: Session) -> None:
    save_imported_issue(session, document())
    before = count(session)
    assert save_imported_issue(session, document()) == ("juillet", "unchanged", [])
    assert count(session) == before


def test_an_edited_issue_is_updated_says_what_changed_and_keeps_its_ids(session: Session) -> None:
    save_imported_issue(session, document())
    ids = set(session.exec(select(Section.id))), set(session.exec(select(Recommendation.id)))
    edited = document(
        title="Juillet 2023",
        sections=[
            {"heading": "Deux", "column": "loupe", "body": "Le second, relu."},
            {
                "heading": "Un",
                "body": "Le premier texte.",
                "recommendations": [{"work": "album", "role": "PICK"}, {"work": "film", "role": "SUBJECT"}],
            },
            {"heading": "Trois", "body": ""},
        ],
    )
    outcome = save_imported_issue(session, edited)
    assert (outcome.slug, outcome.action) == ("juillet", "updated")
    assert outcome.changes == [
        "title changed from “Juillet” to “Juillet 2023”",
        "section 1 “Deux” moved, it was section 2",
        "section 1 “Deux”: text changed",
        "section 2 “Un” moved, it was section 1",
        "section 2 “Un”: album added",
        "section 2 “Un”: film: role changed from “PICK” to “SUBJECT”",
        "section 3 “Trois” added",
    ]
    assert ids[0] < set(session.exec(select(Section.id)))
    assert ids[1] < set(session.exec(select(Recommendation.id)))


def test_a_section_that_is_gone_is_reported(session: Session) -> None:
    save_imported_issue(session, document())
    outcome = save_imported_issue(
        session, document(sections=[{"heading": "Deux", "column": "loupe", "body": "Le second."}])
    )
    assert outcome.changes == ["section 1 “Un” removed", "section 1 “Deux” moved, it was section 2"]


def test_an_issue_whose_slug_is_taken_gets_the_next_number(session: Session) -> None:
    save_imported_issue(session, document())
    assert save_imported_issue(session, document(identity="another")).slug == "juillet-2"
    assert save_imported_issue(session, document(identity="a third")).slug == "juillet-3"
    assert save_imported_issue(session, document(identity="another")) == ("juillet-2", "unchanged", [])


def test_a_renamed_issue_is_still_recognised_and_keeps_its_new_slug(session: Session) -> None:
    save_imported_issue(session, document())
    writes.save_issue(session, {"id": stored(session, "juillet").id, "slug": "ete"})
    assert save_imported_issue(session, document()) == ("ete", "unchanged", [])


def test_without_an_identity_the_slug_is_what_recognises(session: Session) -> None:
    save_imported_issue(session, document(identity=None))
    assert save_imported_issue(session, document(identity=None, title="Août")).action == "updated"


def test_an_id_recognises_before_anything_else_and_its_file_may_rename(session: Session) -> None:
    save_imported_issue(session, document())
    issue_id = stored(session, "juillet").id
    outcome = save_imported_issue(session, document(id=issue_id, slug="ete"))
    assert outcome == ("ete", "updated", ["slug changed from “juillet” to “ete”", "former slugs added"])


def test_what_belongs_to_another_issue_is_a_conflict_and_stores_nothing(session: Session) -> None:
    save_imported_issue(session, document(number=1))
    save_imported_issue(session, document(slug="aout", identity="august", number=2))
    before = count(session)
    outcome = save_imported_issue(session, document(identity="september", number=1))
    assert outcome == ("juillet", "conflict", ["the number 1 is that of the issue juillet"])
    august = stored(session, "aout").id
    assert save_imported_issue(session, document(id=august)).action == "conflict"
    assert count(session) == before


def test_a_published_issue_stays_published_when_its_draft_is_imported_again(session: Session) -> None:
    save_imported_issue(session, document())
    writes.publish_issue(session, "juillet", JULY)
    assert save_imported_issue(session, document()) == ("juillet", "unchanged", [])
    assert stored(session, "juillet").visible_from == JULY


def test_an_import_may_publish_at_its_date_or_now(session: Session) -> None:
    save_imported_issue(session, document(status="PUBLISHED", published_at=JULY))
    assert stored(session, "juillet").visible_from == JULY
    assert save_imported_issue(session, document(status="PUBLISHED")) == ("juillet", "unchanged", [])
    save_imported_issue(session, document(slug="aout", identity="august", status="PUBLISHED"))
    assert stored(session, "aout").visible_from is not None
    assert (
        save_imported_issue(session, document(slug="aout", identity="august", status="PUBLISHED")).action == "unchanged"
    )


def test_what_an_import_does_not_state_stays_as_editors_made_it(session: Session) -> None:
    sections = document().model_dump(by_alias=True)["sections"]
    told = [section | {"body": body} for section, body in zip(sections, ["a", "b"], strict=True)]
    save_imported_issue(session, document(number=7, standfirst="Un chapeau", sections=told))
    for row in session.exec(select(Section)).all():
        session.add(Source(id=f"src_{row.id}", section_id=row.id, position=1, title="Une enquête"))
    save_imported_issue(session, document())
    assert (stored(session, "juillet").number, stored(session, "juillet").standfirst) == (7, "Un chapeau")
    assert len(session.exec(select(Source)).all()) == 2


def test_a_deleted_issue_may_come_back_under_its_slug(session: Session) -> None:
    save_imported_issue(session, document())
    issue_id = stored(session, "juillet").id
    writes.delete_issue(session, "juillet")
    assert save_imported_issue(session, document()) == ("juillet", "created", [])
    assert stored(session, "juillet").id == issue_id


def test_an_unknown_work_is_named(session: Session) -> None:
    sections = [{"recommendations": [{"work": "nothing", "role": "PICK"}]}]
    with pytest.raises(BadContent, match="juillet: work: there is no work with the slug 'nothing'"):
        save_imported_issue(session, document(sections=sections))
