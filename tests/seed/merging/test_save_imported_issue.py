"""An issue that is imported again is updated, and no other issue is ever overwritten."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from schema import writes
from schema.tables import Recommendation, Section, Source
from seed.errors import BadContent
from seed.files import documents
from seed.merging.save_imported_issue import save_imported_issue
from tests.seed.queries import count_changes, stored_issue

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


def newsletter(**fields: Any) -> documents.Issue:
    """The issue document of a newsletter."""
    defaults = {
        "slug": "juillet",
        "title": "Juillet",
        "identity": "2023-07-21 juillet",
        "sections": [
            {"heading": "Un", "body": "Le premier texte.", "recommendations": [{"work": "film", "role": "PICK"}]},
            {"heading": "Deux", "column": "loupe", "body": "Le second."},
        ],
    }
    return documents.Issue.model_validate(defaults | fields)


def test_a_new_issue_is_created_as_a_draft(session: Session) -> None:
    assert save_imported_issue(session, newsletter()) == ("juillet", "created", [])
    assert stored_issue(session, "juillet").status == "DRAFT"


def test_importing_the_same_again_changes_nothing(session: Session) -> None:
    save_imported_issue(session, newsletter())
    before = count_changes(session)
    assert save_imported_issue(session, newsletter()) == ("juillet", "unchanged", [])
    assert count_changes(session) == before


def test_an_edited_issue_is_updated_says_what_changed_and_keeps_its_ids(session: Session) -> None:
    save_imported_issue(session, newsletter())
    ids = set(session.exec(select(Section.id))), set(session.exec(select(Recommendation.id)))
    edited = newsletter(
        title="Juillet 2023",
        sections=[
            {"heading": "Deux", "column": "loupe", "body": "Le second, relu."},
            {
                "heading": "Un",
                "body": "Le premier texte, relu.",
                "recommendations": [{"work": "album", "role": "PICK"}, {"work": "film", "role": "SUBJECT"}],
            },
            {"heading": "Trois", "body": ""},
        ],
    )
    result = save_imported_issue(session, edited)
    assert (result.slug, result.action) == ("juillet", "updated")
    assert result.changes == [
        "title changed from “Juillet” to “Juillet 2023”",
        "section 1 “Deux” moved, it was section 2",
        "section 1 “Deux”: text changed",
        "section 2 “Un” moved, it was section 1",
        "section 2 “Un”: text changed",
        "section 2 “Un”: album added",
        "section 2 “Un”: film: role changed from “PICK” to “SUBJECT”",
        "section 3 “Trois” added",
    ]
    assert ids[0] < set(session.exec(select(Section.id)))
    assert ids[1] < set(session.exec(select(Recommendation.id)))


def test_a_section_that_is_gone_is_reported(session: Session) -> None:
    save_imported_issue(session, newsletter())
    result = save_imported_issue(
        session, newsletter(sections=[{"heading": "Deux", "column": "loupe", "body": "Le second."}])
    )
    assert result.changes == ["section 1 “Un” removed", "section 1 “Deux” moved, it was section 2"]


def test_an_issue_whose_slug_is_taken_gets_the_next_number(session: Session) -> None:
    save_imported_issue(session, newsletter())
    assert save_imported_issue(session, newsletter(identity="another")).slug == "juillet-2"
    assert save_imported_issue(session, newsletter(identity="a third")).slug == "juillet-3"
    assert save_imported_issue(session, newsletter(identity="another")) == ("juillet-2", "unchanged", [])


def test_a_renamed_issue_is_still_recognised_and_keeps_its_new_slug(session: Session) -> None:
    save_imported_issue(session, newsletter())
    writes.save_issue(session, {"id": stored_issue(session, "juillet").id, "slug": "ete"})
    assert save_imported_issue(session, newsletter()) == ("ete", "unchanged", [])


def test_without_an_identity_the_slug_is_what_recognises(session: Session) -> None:
    save_imported_issue(session, newsletter(identity=None))
    assert save_imported_issue(session, newsletter(identity=None, title="Août")).action == "updated"


def test_an_id_recognises_before_anything_else_and_its_file_may_rename(session: Session) -> None:
    save_imported_issue(session, newsletter())
    issue_id = stored_issue(session, "juillet").id
    result = save_imported_issue(session, newsletter(id=issue_id, slug="ete"))
    assert result == ("ete", "updated", ["slug changed from “juillet” to “ete”", "former slugs added"])


def test_what_belongs_to_another_issue_is_a_conflict_and_stores_nothing(session: Session) -> None:
    save_imported_issue(session, newsletter(number=1))
    save_imported_issue(session, newsletter(slug="aout", identity="august", number=2))
    before = count_changes(session)
    result = save_imported_issue(session, newsletter(identity="september", number=1))
    assert result == ("juillet", "conflict", ["the number 1 is that of the issue juillet"])
    august = stored_issue(session, "aout").id
    assert save_imported_issue(session, newsletter(id=august)).action == "conflict"
    assert count_changes(session) == before


def test_a_published_issue_stays_published_when_its_draft_is_imported_again(session: Session) -> None:
    save_imported_issue(session, newsletter())
    writes.publish_issue(session, "juillet", JULY)
    assert save_imported_issue(session, newsletter()) == ("juillet", "unchanged", [])
    assert stored_issue(session, "juillet").visible_from == JULY


def test_an_import_may_publish_at_its_date_or_now(session: Session) -> None:
    save_imported_issue(session, newsletter(status="PUBLISHED", published_at=JULY))
    assert stored_issue(session, "juillet").visible_from == JULY
    assert save_imported_issue(session, newsletter(status="PUBLISHED")) == ("juillet", "unchanged", [])
    save_imported_issue(session, newsletter(slug="aout", identity="august", status="PUBLISHED"))
    assert stored_issue(session, "aout").visible_from is not None
    assert (
        save_imported_issue(session, newsletter(slug="aout", identity="august", status="PUBLISHED")).action
        == "unchanged"
    )


def test_what_an_import_does_not_state_stays_as_editors_made_it(session: Session) -> None:
    sections = newsletter().model_dump(by_alias=True)["sections"]
    with_bodies = [section | {"body": body} for section, body in zip(sections, ["a", "b"], strict=True)]
    save_imported_issue(session, newsletter(number=7, standfirst="Un chapeau", sections=with_bodies))
    for row in session.exec(select(Section)).all():
        session.add(Source(id=f"src_{row.id}", section_id=row.id, position=1, title="Une enquête"))
    save_imported_issue(session, newsletter())
    assert (stored_issue(session, "juillet").number, stored_issue(session, "juillet").standfirst) == (7, "Un chapeau")
    assert len(session.exec(select(Source)).all()) == 2


def test_a_deleted_issue_may_come_back_under_its_slug(session: Session) -> None:
    save_imported_issue(session, newsletter())
    issue_id = stored_issue(session, "juillet").id
    writes.delete_issue(session, "juillet")
    assert save_imported_issue(session, newsletter()) == ("juillet", "created", [])
    assert stored_issue(session, "juillet").id == issue_id


def test_an_unknown_work_is_named(session: Session) -> None:
    sections = [{"recommendations": [{"work": "nothing", "role": "PICK"}]}]
    with pytest.raises(BadContent, match="juillet: work: there is no work with the slug 'nothing'"):
        save_imported_issue(session, newsletter(sections=sections))
