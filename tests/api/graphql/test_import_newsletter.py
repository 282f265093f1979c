"""Newsletters that are sent to the API: they become drafts, or what their issue was before, and say what to look at."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from schema import db, writes
from schema.vocabulary import Scope
from tests.api.serving import application, serving
from tests.pictures import jpeg

LETTER = """---
title: Une lettre
date: 2023-07-14
---

## La vague

On a revu « The Deepest Breath », et l’on attend le film « Nulle part ailleurs ».
"""
ASKED = """issue { slug title version sections { heading } } action problems { code message path }
report { format dateSource candidates { section title kind } leftOut { reason } warnings changes }"""
QUERY = f"mutation($input: ImportNewsletterInput!) %s {{ importNewsletter(input: $input) {{ {ASKED} }} }}"


class Api:
    """A server, with a key that has some scopes."""

    def __init__(self, client: httpx.Client, keys: dict[tuple[Scope, ...], str]) -> None:
        self.client = client
        self._keys = keys

    def answer(self, text: str, *scopes: Scope, directive: str = "", **value: Any) -> dict[str, Any]:
        """Return the answer to the import of a letter."""
        headers = {"Authorization": f"Bearer {self._keys[scopes]}", "Liane-View": "published"}
        data = {"name": "2023-07-14.md", "data": b64encode(text.encode()).decode(), **value}
        asked = {"query": QUERY % directive, "variables": {"input": data}}
        answer: dict[str, Any] = self.client.post("/graphql", json=asked, headers=headers).json()
        return answer

    def send(self, text: str, *scopes: Scope, directive: str = "", **value: Any) -> dict[str, Any]:
        """Return the payload of the import of a letter."""
        payload: dict[str, Any] = self.answer(text, *scopes, directive=directive, **value)["data"]["importNewsletter"]
        return payload

    def is_public(self) -> bool:
        """Whether readers see the letter's issue."""
        return self.client.get("/issues/une-lettre").status_code == 200


WRITER, PUBLISHER = (Scope.WRITE_CONTENT, Scope.READ_DRAFTS), (Scope.WRITE_CONTENT, Scope.READ_DRAFTS, Scope.PUBLISH)


@pytest.fixture
def api(seeded_url: str, tmp_path: Path) -> Iterator[Api]:
    """A server on the sample content."""
    engine = db.connect(seeded_url)
    with db.write_transaction(engine) as session:
        keys: dict[tuple[Scope, ...], str] = {
            scopes: writes.create_key(session, "Editor", scopes) for scopes in (WRITER, PUBLISHER)
        }
    engine.dispose()
    with serving(application(seeded_url, pictures=str(tmp_path / "pictures"))) as client:
        yield Api(client, keys)


def test_a_letter_becomes_a_draft_and_its_report_says_what_to_look_at(api: Api) -> None:
    payload = api.send(LETTER, *WRITER)
    assert payload["problems"] == []
    assert (payload["action"], payload["issue"]["slug"], api.is_public()) == ("CREATED", "une-lettre", False)
    assert payload["issue"]["sections"] == [{"heading": "La vague"}]
    assert payload["report"]["format"] == "markdown"
    assert payload["report"]["candidates"] == [{"section": 1, "title": "Nulle part ailleurs", "kind": "FILM"}]


def test_the_same_letter_again_changes_nothing(api: Api) -> None:
    first, again = api.send(LETTER, *WRITER), api.send(LETTER, *WRITER)
    assert (again["action"], again["issue"]) == ("UNCHANGED", first["issue"])


def test_an_edited_letter_changes_the_issue_that_it_made_before(api: Api) -> None:
    api.send(LETTER, *WRITER)
    payload = api.send(LETTER.replace("La vague", "La grande vague"), *WRITER)
    assert (payload["action"], payload["issue"]["sections"]) == ("UPDATED", [{"heading": "La grande vague"}])
    assert payload["report"]["changes"]


@pytest.mark.parametrize("name", ["x" * 5_000 + ".md", "../" * 400 + "etc/passwd", ""], ids=["long", "path", "none"])
def test_a_name_is_no_path_on_the_server(api: Api, name: str) -> None:
    assert api.send(LETTER, *WRITER, name=name)["action"] == "CREATED"


def test_a_dry_run_answers_the_same_and_stores_nothing(api: Api) -> None:
    tried = api.send(LETTER, *WRITER, directive="@dryRun")
    assert tried == api.send(LETTER, *WRITER)
    assert tried["action"] == "CREATED"


def test_a_dry_run_keeps_no_picture_of_the_letter(api: Api, tmp_path: Path) -> None:
    picture = b64encode(jpeg(60, 30)).decode()
    image = f"<img alt='Un phare' src='data:image/jpeg;base64,{picture}'>"
    page = f"<html><body><h1>Une lettre</h1><p>Bonjour.</p>{image}</body></html>"
    assert api.send(page, *WRITER, directive="@dryRun", format="HTML")["problems"] == []
    assert not (tmp_path / "pictures").exists()
    assert api.send(page, *WRITER, format="HTML")["problems"] == []
    assert len(list((tmp_path / "pictures").iterdir())) == 1


def test_publishing_takes_a_scope_of_its_own(api: Api) -> None:
    answer = api.answer(LETTER, *WRITER, publish=True)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    assert api.send(LETTER, *PUBLISHER, publish=True)["action"] == "CREATED"
    assert api.is_public()


def test_without_that_scope_what_readers_see_is_left_as_it_is(api: Api) -> None:
    api.send(LETTER, *PUBLISHER, publish=True)
    payload = api.send(LETTER.replace("La vague", "La grande vague"), *WRITER)
    assert payload["action"] == "CONFLICT"
    assert payload["problems"]
    assert payload["issue"]["sections"] == [{"heading": "La vague"}]


def test_a_letter_with_the_number_of_another_issue_is_a_problem_and_has_no_issue(api: Api) -> None:
    numbered = LETTER.replace("title: Une lettre", "title: Une lettre\nnumber: 4711")
    assert api.send(numbered, *WRITER)["problems"] == []
    other = numbered.replace("Une lettre", "Une autre lettre").replace("2023-07-14", "2023-07-21")
    payload = api.send(other.replace("On a revu", "Tout autre chose se dit ici, longuement"), *WRITER)
    assert (payload["action"], payload["issue"]) == ("CONFLICT", None)
    assert payload["problems"]


@pytest.mark.parametrize("text", ["", "%PDF-1.4", "<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_newsletter_is_a_problem_in_words(api: Api, text: str) -> None:
    payload = api.send(text, *WRITER)
    (problem,) = payload["problems"]
    assert problem["path"] == ["importNewsletter", "input", "data"]
    assert problem["message"].endswith(".")
    assert payload["issue"] is None


def test_what_is_no_base64_is_refused_before_anything_runs(api: Api) -> None:
    answer = api.answer(LETTER, *WRITER, data="é")
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]
