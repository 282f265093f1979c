"""An edited file updates its issue; what was edited elsewhere since is never overwritten, but told."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from schema import writes
from schema.history.three_way import merged_list
from schema.tables import Change, Issue, Recommendation, Section
from schema.vocabulary import StoredStatus
from seed.files import documents
from seed.files.content_reader import ContentReader
from seed.files.export import export_directory
from seed.files.load import load_directory
from seed.files.mapping import to_columns
from seed.files.slug_resolver import slug_resolver
from seed.merging.save_imported_issue import ImportResult, save_imported_issue

Edit = Callable[[documents.Issue], object]
JANUARY = datetime(2024, 1, 1, tzinfo=UTC)
IDENTITY = "2024-03-14:phares"


@pytest.fixture
def session(shared_engine: sa.Engine) -> Iterator[Session]:
    """A session with a small catalogue and an imported issue; nothing of it stays."""
    with Session(shared_engine) as session:
        for slug in ("film", "album", "livre"):
            writes.save_work(session, {"slug": slug, "kind": "FILM", "title": slug})
        writes.save_person(session, {"slug": "ada", "name": "Ada"})
        writes.save_person(session, {"slug": "bob", "name": "Bob"})
        writes.save_column(session, {"slug": "loupe", "name": "À la loupe"})
        import_again(session)
        yield session


def newsletter(edit: Edit | None = None) -> documents.Issue:
    """The newsletter as an importer reads it, edited in its file."""
    issue = documents.Issue.model_validate(
        {
            "slug": "phares",
            "title": "Phares",
            "identity": IDENTITY,
            "sections": [
                {"body": "Bonjour."},
                {
                    "heading": "À la loupe",
                    "column": "loupe",
                    "body": "Un film et un album.",
                    "people": ["ada"],
                    "recommendations": [{"work": "film", "role": "PICK"}, {"work": "album", "role": "REFERENCE"}],
                },
                {"heading": "Fin", "body": "Au revoir."},
            ],
        }
    )
    if edit:
        edit(issue)
    return issue


def import_again(session: Session, edit: Edit | None = None) -> ImportResult:
    return save_imported_issue(session, newsletter(edit))


def edit_stored(session: Session, edit: Edit) -> None:
    """Change the stored issue as an editor does elsewhere."""
    issue = stored(session)
    edit(issue)
    writes.save_issue(session, to_columns(issue, slug_resolver(session)))


def stored(session: Session) -> documents.Issue:
    return ContentReader(session).issue(session.exec(select(Issue.id)).one())


def texts(session: Session) -> list[tuple[str | None, str]]:
    return [(section.heading, section.body) for section in stored(session).sections]


def works(session: Session, section: int = 1) -> list[tuple[str, str]]:
    return [(each.work, str(each.role)) for each in stored(session).sections[section].recommendations]


def ids(session: Session) -> tuple[set[str], set[str]]:
    return set(session.exec(select(Section.id))), set(session.exec(select(Recommendation.id)))


def last_change(session: Session) -> int | None:
    return session.exec(select(sa.func.max(Change.sequence))).one()


def retitle(issue: documents.Issue) -> None:
    issue.title = "Phares éteints"


def rewrite(section: int, body: str) -> Edit:
    return lambda issue: setattr(issue.sections[section], "body", body)


def rehead(section: int, heading: str | None) -> Edit:
    return lambda issue: setattr(issue.sections[section], "heading", heading)


def without(section: int) -> Edit:
    return lambda issue: issue.sections.pop(section)


def recommend(section: int, *recommendations: dict[str, Any]) -> Edit:
    models = [documents.Recommendation.model_validate(each) for each in recommendations]
    return lambda issue: setattr(issue.sections[section], "recommendations", models)


def reason(text: str) -> Edit:
    return lambda issue: setattr(issue.sections[1].recommendations[0], "reason", text)


FILM, ALBUM = {"work": "film", "role": "PICK"}, {"work": "album", "role": "REFERENCE"}


# What the file changes


def test_a_heading_that_changes_keeps_its_section(session: Session) -> None:
    before = ids(session)
    assert import_again(session, rehead(2, "Pour finir")).changes == [
        "section 3 “Pour finir”: heading changed from “Fin” to “Pour finir”"
    ]
    assert ids(session) == before


def test_a_work_no_longer_named_is_no_longer_recommended(session: Session) -> None:
    before = ids(session)[1]
    result = import_again(session, recommend(1, FILM))
    assert result == ("phares", "updated", ["section 2 “À la loupe”: album removed"])
    assert ids(session)[1] < before


def test_a_work_that_moves_to_another_section_keeps_its_recommendation(session: Session) -> None:
    def move(issue: documents.Issue) -> None:
        issue.sections[2].recommendations = [issue.sections[1].recommendations.pop()]

    before = ids(session)
    assert import_again(session, move).action == "updated"
    assert ids(session) == before
    assert works(session, 2) == [("album", "REFERENCE")]


def test_sections_that_change_places_keep_their_ids(session: Session) -> None:
    before = ids(session)
    assert import_again(session, lambda issue: issue.sections.reverse()).action == "updated"
    assert [heading for heading, _ in texts(session)] == ["Fin", "À la loupe", None]
    assert ids(session) == before


# What was edited elsewhere


EDITS: dict[str, Edit] = {
    "title": retitle,
    "text": rewrite(0, "Bonsoir."),
    "heading": rehead(2, "Adieu"),
    "reason": reason("Parce que."),
    "role": recommend(1, FILM | {"role": "SUBJECT"}, ALBUM),
    "a work more": recommend(1, {"work": "livre", "role": "PICK"}, FILM, ALBUM),
    "a work less": recommend(1, ALBUM),
    "a person more": lambda issue: issue.sections[1].people.append("bob"),
    "nobody": lambda issue: issue.sections[1].people.clear(),
    "a section more": lambda issue: issue.sections.insert(1, documents.Section(heading="Pub", body="Réclame.")),
    "a section less": without(2),
    "another order": lambda issue: issue.sections.reverse(),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_file_that_is_as_it_was_leaves_every_edit(session: Session, edit: Edit) -> None:
    edit_stored(session, edit)
    before, last = stored(session), last_change(session)
    assert import_again(session) == ("phares", "unchanged", [])
    assert (stored(session), last_change(session)) == (before, last)


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_file_that_changes_something_else_updates_that_and_leaves_the_edit(session: Session, edit: Edit) -> None:
    edit_stored(session, edit)
    before = stored(session)

    def change(issue: documents.Issue) -> None:
        issue.standfirst = "Un chapeau."

    result = import_again(session, change)
    assert result == ("phares", "updated", ["standfirst added"])
    change(before)
    left_aside = {"imported": None, "updated_at": None}
    assert stored(session).model_copy(update=left_aside) == before.model_copy(update=left_aside)


def test_an_edit_in_one_section_and_a_change_of_another_meet(session: Session) -> None:
    edit_stored(session, rewrite(0, "Bonsoir."))
    assert import_again(session, rewrite(2, "Adieu.")).changes == ["section 3 “Fin”: text changed"]
    assert [body for _, body in texts(session)] == ["Bonsoir.", "Un film et un album.", "Adieu."]


def test_a_section_that_an_editor_added_stays_where_it_was_put(session: Session) -> None:
    edit_stored(session, EDITS["a section more"])
    assert import_again(session, rewrite(2, "Adieu.")).action == "updated"
    assert [heading for heading, _ in texts(session)] == [None, "Pub", "À la loupe", "Fin"]


def test_what_the_file_names_besides_joins_what_an_editor_added(session: Session) -> None:
    edit_stored(session, recommend(1, FILM, ALBUM, {"work": "livre", "role": "PICK", "reason": "Pour l’été."}))
    import_again(session, recommend(1, FILM))
    assert works(session) == [("film", "PICK"), ("livre", "PICK")]


CONFLICTS: dict[str, tuple[Edit, Edit, str]] = {
    "title": (retitle, lambda issue: setattr(issue, "title", "Phares !"), "title"),
    "text": (rewrite(0, "Bonsoir."), rewrite(0, "Salut."), "section 1: text"),
    "heading": (rehead(2, "Adieu"), rehead(2, "Pour finir"), "section 3 “Adieu”: heading"),
    "the edited section goes": (rewrite(2, "Adieu."), without(2), "section 3 “Fin”"),
    "both add it": (
        lambda issue: issue.sections.append(documents.Section(heading="Pub", body="Réclame.")),
        lambda issue: issue.sections.append(documents.Section(heading="Pub", body="Annonce.")),
        "section 4 “Pub”: text",
    ),
}


@pytest.mark.parametrize(("edit", "change", "what"), CONFLICTS.values(), ids=CONFLICTS)
def test_a_change_of_what_was_edited_is_a_conflict_and_stores_nothing(
    session: Session, edit: Edit, change: Edit, what: str
) -> None:
    edit_stored(session, edit)
    before, last = stored(session), last_change(session)

    def change_more(issue: documents.Issue) -> None:
        change(issue)
        issue.standfirst = "Un chapeau."

    for _ in range(2):
        result = import_again(session, change_more)
        assert result == ("phares", "conflict", [f"{what} was edited elsewhere since the last import"])
        assert (stored(session), last_change(session)) == (before, last)


def test_a_section_that_an_editor_removed_and_the_file_changes_is_a_conflict(session: Session) -> None:
    edit_stored(session, without(2))
    result = import_again(session, rewrite(2, "Adieu."))
    assert result.changes == ["a section “Fin” was removed elsewhere since the last import"]


def test_two_new_orders_are_a_conflict(session: Session) -> None:
    edit_stored(session, lambda issue: issue.sections.reverse())
    result = import_again(session, lambda issue: issue.sections.append(issue.sections.pop(0)))
    assert result.changes == ["the order of the sections was changed elsewhere since the last import"]


def unname_the_film(issue: documents.Issue) -> None:
    issue.sections[1].recommendations = issue.sections[1].recommendations[1:]


def test_a_recommendation_that_an_editor_reasoned_outlives_the_words_it_came_from(session: Session) -> None:
    edit_stored(session, reason("Parce que."))

    def drop_its_words(issue: documents.Issue) -> None:
        unname_the_film(issue)
        issue.sections[1].body = "Un album."

    result = import_again(session, drop_its_words)
    what = "section 2 “À la loupe”: a recommendation was edited elsewhere since the last import"
    assert result == ("phares", "conflict", [what])
    assert works(session) == [("film", "PICK"), ("album", "REFERENCE")]


def test_what_the_catalogue_finds_otherwise_gives_way_to_an_edit_in_silence(session: Session) -> None:
    edit_stored(session, recommend(1, FILM | {"role": "SUBJECT", "reason": "Parce que."}, ALBUM))
    assert import_again(session, recommend(1, FILM | {"role": "REFERENCE"}, ALBUM)).action == "unchanged"
    assert import_again(session, unname_the_film).action == "unchanged"
    assert works(session) == [("film", "SUBJECT"), ("album", "REFERENCE")]


def test_the_same_change_on_both_sides_is_none(session: Session) -> None:
    edit_stored(session, rewrite(0, "Bonsoir."))
    last = last_change(session)
    assert import_again(session, rewrite(0, "Bonsoir.")) == ("phares", "unchanged", [])
    assert last_change(session) == last
    assert import_again(session, rewrite(0, "Salut.")).action == "updated"


def test_a_conflict_is_over_once_the_edit_is_in_the_file(session: Session) -> None:
    edit_stored(session, rewrite(0, "Bonsoir."))
    assert import_again(session, rewrite(0, "Salut.")).action == "conflict"
    assert import_again(session, rewrite(0, "Bonsoir.")).action == "unchanged"


def test_an_issue_taken_back_is_not_published_again_by_its_file(session: Session) -> None:
    def publish(issue: documents.Issue) -> None:
        issue.status = StoredStatus.PUBLISHED

    assert import_again(session, publish).action == "updated"
    writes.unpublish_issue(session, "phares")
    assert import_again(session, publish).action == "unchanged"
    assert stored(session).status == "UNPUBLISHED"


def test_an_issue_that_was_never_imported_is_not_overwritten(session: Session) -> None:
    session.execute(sa.text("UPDATE issues SET imported = NULL"))
    assert import_again(session).action == "unchanged"
    session.execute(sa.text("UPDATE issues SET imported = NULL"))
    assert import_again(session, rewrite(0, "Salut.")).action == "conflict"


# Ids outlive everything


def test_renamed_works_people_and_columns_are_no_edits(session: Session) -> None:
    for table in ("works", "people", "columns"):
        save: Any = {"works": writes.save_work, "people": writes.save_person, "columns": writes.save_column}[table]
        for row in session.execute(sa.text(f"SELECT id, slug FROM {table}")).all():
            save(session, {"id": row.id, "slug": f"new-{row.slug}"})
    assert import_again(session).action == "unchanged"
    assert import_again(session, rewrite(1, "Un film, un album.")).changes == ["section 2 “À la loupe”: text changed"]


def test_a_restored_database_knows_what_was_imported(session: Session, tmp_path: Path) -> None:
    edit_stored(session, rewrite(0, "Bonsoir."))
    export_directory(session, tmp_path)
    session.rollback()
    load_directory(session, tmp_path)
    before = ids(session)
    assert import_again(session).action == "unchanged"
    assert import_again(session, rewrite(0, "Salut.")).action == "conflict"
    assert import_again(session, rewrite(2, "Adieu.")).changes == ["section 3 “Fin”: text changed"]
    assert ids(session) == before


def test_an_export_loaded_with_edits_in_its_files_counts_as_edited(session: Session, tmp_path: Path) -> None:
    export_directory(session, tmp_path)
    file = tmp_path / "issues" / "phares.md"
    file.write_text(file.read_text().replace("Bonjour.", "Bonsoir."))
    load_directory(session, tmp_path)
    assert import_again(session, rewrite(0, "Salut.")).action == "conflict"


def test_remembering_an_import_changes_neither_the_version_nor_the_date(session: Session) -> None:
    issue = session.exec(select(Issue)).one()
    session.execute(sa.update(Issue).values(updated_at=JANUARY))
    last = last_change(session)
    writes.record_import(session, issue.id, {"fields": {"title": "A"}})
    session.refresh(issue)
    assert (issue.imported, issue.updated_at, last_change(session)) == ({"fields": {"title": "A"}}, JANUARY, last)


# Merging lists

LISTS = st.lists(st.sampled_from("abcdef"), unique=True)


@given(LISTS, LISTS)
def test_a_list_that_one_side_alone_changed_is_as_that_side_has_it(base: list[str], other: list[str]) -> None:
    assert merged_list(base, base, other) == other
    assert merged_list(base, other, base) == other


@given(LISTS, LISTS, LISTS)
def test_in_a_merged_list_nothing_added_is_lost_and_nothing_removed_returns(
    base: list[str], stored: list[str], incoming: list[str]
) -> None:
    merged = merged_list(base, stored, incoming)
    assert len(set(merged)) == len(merged)
    assert (set(stored) | set(incoming)) - set(base) <= set(merged)
    assert not (set(base) - (set(stored) & set(incoming))) & set(merged)
    assert set(stored) & set(incoming) <= set(merged)
