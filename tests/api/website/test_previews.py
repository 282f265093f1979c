"""Previews, as people with a link and without a key get them from the real server."""

from datetime import UTC, datetime

import httpx
import pytest
from sqlmodel import Session

from api.website.i18n import translator
from schema import db, writes
from schema.vocabulary import Scope
from tests.api.serving import application, serving

MAKE = """
mutation($input: CreatePreviewLinkInput!) { createPreviewLink(input: $input) { url expiresAt problems { path } } }
"""
BEFORE = datetime(2023, 7, 1, tzinfo=UTC)


class Draft:
    """An issue that readers do not see, with a work that they do not see either; and a key that reads drafts.

    Args:
        session: the transaction in which they are stored.
    """

    def __init__(self, session: Session) -> None:
        work = writes.save_work(session, {"slug": "basse-mer", "kind": "FILM", "title": "Basse mer"}).id
        section = {"body_markdown": "À **voir**.", "recommendations": [{"work_id": work, "role": "PICK"}]}
        self.id = writes.save_issue(session, {"slug": "demain", "title": "Demain", "sections": [section]}).id
        self.headers = {"Authorization": f"Bearer {writes.create_key(session, 'Editor', [Scope.READ_DRAFTS])}"}

    def path(self, client: httpx.Client) -> str:
        """Return the path of a new link."""
        asked = {"query": MAKE, "variables": {"input": {"id": self.id}}}
        payload = client.post("/graphql", json=asked, headers=self.headers).json()["data"]["createPreviewLink"]
        assert payload["problems"] == []
        return httpx.URL(payload["url"]).path


@pytest.fixture
def draft(seeded_url: str) -> Draft:
    """A draft beside another one."""
    engine = db.connect(seeded_url)
    with db.write_transaction(engine) as session:
        writes.save_issue(session, {"slug": "plus-tard", "title": "Plus tard"})
        draft = Draft(session)
    engine.dispose()
    return draft


def test_who_has_the_link_reads_the_issue_and_nobody_keeps_or_finds_it(seeded_url: str, draft: Draft) -> None:
    with serving(application(seeded_url)) as client:
        answer = client.get(draft.path(client))
        assert (answer.status_code, client.get("/issues/demain").status_code) == (200, 404)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "etag" not in answer.headers
    assert "<strong>voir</strong>" in answer.text
    assert "Basse mer" in answer.text
    assert translator("fr")("preview", day="").split(".")[0] in answer.text


def test_links_are_taken_back(seeded_url: str, draft: Draft) -> None:
    revoke = "mutation($id: ID!) { revokePreviewLinks(input: { id: $id }) { issue { title } problems { code } } }"
    with serving(application(seeded_url)) as client:
        path = draft.path(client)
        body = {"query": revoke, "variables": {"id": draft.id}}
        assert client.post("/graphql", json=body).json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert client.get(path).status_code == 200
        payload = client.post("/graphql", json=body, headers=draft.headers).json()["data"]["revokePreviewLinks"]
        assert payload == {"issue": {"title": "Demain"}, "problems": []}
        answers = [client.get(path, headers={"Accept": "text/html"}), client.get(draft.path(client))]
    assert [answer.status_code for answer in answers] == [404, 200]


def test_a_link_shows_no_other_draft(seeded_url: str, draft: Draft) -> None:
    with serving(application(seeded_url)) as client:
        assert "Plus tard" not in client.get(draft.path(client)).text
        assert client.get("/works/basse-mer").status_code == 404


def test_a_link_leads_to_the_page_itself_once_that_is_published(seeded_url: str, draft: Draft) -> None:
    with serving(application(seeded_url)) as client:
        path = draft.path(client)
        engine = db.connect(seeded_url)
        with db.write_transaction(engine) as session:
            writes.publish_issue(session, "demain", BEFORE)
        engine.dispose()
        answer = client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (307, "/issues/demain")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("token", ["x", "a.b", "W10.x" * 99, "%00"])
def test_what_is_no_link_is_not_found(seeded_url: str, token: str) -> None:
    with serving(application(seeded_url)) as client:
        answer = client.get(f"/previews/{token}", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")


def test_making_a_link_takes_a_key_that_reads_drafts(seeded_url: str, draft: Draft) -> None:
    asked = {"query": MAKE, "variables": {"input": {"id": draft.id}}}
    with serving(application(seeded_url)) as client:
        answer = client.post("/graphql", json=asked).json()
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]


@pytest.mark.parametrize("days", [0, 91])
def test_a_link_works_for_one_to_ninety_days(seeded_url: str, draft: Draft, days: int) -> None:
    asked = {"query": MAKE, "variables": {"input": {"id": draft.id, "days": days}}}
    with serving(application(seeded_url)) as client:
        payload = client.post("/graphql", json=asked, headers=draft.headers).json()["data"]["createPreviewLink"]
    assert payload == {"url": None, "expiresAt": None, "problems": [{"path": ["createPreviewLink", "input", "days"]}]}
