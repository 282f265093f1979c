"""Preview links: what they lead to, and when they end."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from schema import preview_links, writes
from schema.history.documents import document_at
from schema.history.restore import restore
from schema.preview_links import PATH, make_preview_link, open_preview
from schema.signing import serializer
from schema.tables import Change, Issue, Work
from tests.schema.content import get_row, get_rows

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def issue_id(session: Session) -> str:
    """A draft with a section that recommends a work."""
    work = writes.save_work(session, {"slug": "basse-mer", "kind": "FILM", "title": "Basse mer"}).id
    other = writes.save_work(session, {"slug": "ailleurs", "kind": "FILM", "title": "Ailleurs"}).id
    assert work != other
    section = {"body_markdown": "À voir.", "recommendations": [{"work_id": work, "role": "PICK"}]}
    return writes.save_issue(session, {"slug": "demain", "title": "Demain", "sections": [section]}).id


def token_of(session: Session, issue_id: str, days: int = 7) -> str:
    """Return the token of a link to an issue."""
    return make_preview_link(session, issue_id, NOW, days).path.removeprefix(PATH)


def test_a_link_shows_an_issue_and_all_that_it_leads_to_and_nothing_else(session: Session, issue_id: str) -> None:
    preview = open_preview(session, token_of(session, issue_id), NOW)
    assert preview is not None
    assert (preview.slug, preview.is_public) == ("demain", False)
    assert sorted(each[:4] for each in preview.shown) == ["iss_", "rec_", "sec_", "wrk_"]
    assert writes.find_id(session, Work, "basse-mer") in preview.shown


def test_a_link_works_until_its_end_and_no_second_longer(session: Session, issue_id: str) -> None:
    link = make_preview_link(session, issue_id, NOW, 3)
    token = link.path.removeprefix(PATH)
    assert link.expires_at == NOW + timedelta(days=3)
    assert open_preview(session, token, link.expires_at - timedelta(seconds=1))
    assert open_preview(session, token, link.expires_at) is None


def test_a_link_ends_with_its_issue(session: Session, issue_id: str) -> None:
    token = token_of(session, issue_id)
    writes.delete_issue(session, "demain")
    assert open_preview(session, token, NOW) is None


def test_a_link_to_what_readers_see_says_so_and_shows_nothing_besides(session: Session, issue_id: str) -> None:
    token = token_of(session, issue_id)
    writes.publish_issue(session, "demain", NOW + timedelta(days=1))
    scheduled = open_preview(session, token, NOW)
    public = open_preview(session, token, NOW + timedelta(days=1))
    assert scheduled is not None
    assert public is not None
    assert (scheduled.is_public, public.is_public, public.shown) == (False, True, ())


@pytest.mark.parametrize("form", ["{0}x", "x{0}", "", "{0}.{0}", "{0}{0}{0}{0}", "é{0}"])
def test_what_is_no_link_of_ours_leads_nowhere(session: Session, issue_id: str, form: str) -> None:
    assert open_preview(session, form.format(token_of(session, issue_id)), NOW) is None


def test_each_letter_of_a_link_counts(session: Session, issue_id: str) -> None:
    token = token_of(session, issue_id)
    for place, letter in enumerate(token[:-1]):  # the last one has bits that say nothing
        other = "A" if letter != "A" else "B"
        assert open_preview(session, f"{token[:place]}{other}{token[place + 1 :]}", NOW) is None


def test_a_link_of_another_database_is_none(session: Session, issue_id: str) -> None:
    token = token_of(session, issue_id)
    session.execute(sa.text("UPDATE database_identity SET signing_secret = 'another'"))
    assert open_preview(session, token, NOW) is None


def test_links_that_are_taken_back_lead_nowhere_and_later_ones_work(session: Session, issue_id: str) -> None:
    for _ in range(2):
        token = token_of(session, issue_id)
        assert open_preview(session, token, NOW)
        writes.revoke_preview_links(session, issue_id)
        assert open_preview(session, token, NOW) is None
    assert open_preview(session, token_of(session, issue_id), NOW)


def test_links_of_another_issue_work_on(session: Session, issue_id: str) -> None:
    other = writes.save_issue(session, {"slug": "plus-tard", "title": "Plus tard"}).id
    token = token_of(session, other)
    writes.revoke_preview_links(session, issue_id)
    assert open_preview(session, token, NOW)


def test_links_that_were_taken_back_stay_so_when_the_issue_is_deleted_and_comes_back(
    session: Session, issue_id: str
) -> None:
    token = token_of(session, issue_id)
    writes.revoke_preview_links(session, issue_id)
    document = document_at(session, Issue, issue_id, 1)
    assert document is not None
    writes.delete_issue(session, "demain")
    restore(session, Issue, issue_id, document)
    assert open_preview(session, token, NOW) is None
    assert open_preview(session, token_of(session, issue_id), NOW)


def test_a_link_from_before_there_were_generations_works_until_it_is_taken_back(
    session: Session, issue_id: str
) -> None:
    end = int((NOW + timedelta(days=1)).timestamp())
    token = serializer(session, preview_links.PURPOSE).dumps([issue_id, end])
    assert open_preview(session, token, NOW)
    writes.revoke_preview_links(session, issue_id)
    assert open_preview(session, token, NOW) is None


def test_taking_links_back_is_no_change_of_content(session: Session, issue_id: str) -> None:
    before = get_row(session, Issue, issue_id), len(get_rows(session, Change, "sequence"))
    writes.revoke_preview_links(session, issue_id)
    assert (get_row(session, Issue, issue_id), len(get_rows(session, Change, "sequence"))) == before
