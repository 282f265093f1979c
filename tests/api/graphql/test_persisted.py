"""Documents that requests name instead of sending them: Apollo's automatic persisted queries, and trusted documents."""

import json
from collections.abc import Iterator
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.graphql import persisted
from api.http.media_types import GRAPHQL, JSON
from api.website.operation_files import load_operations
from tests.api.serving import application, serving
from tests.databases import SqliteDatabases

NUMBER = "query Number { latestIssue { number } }"
OTHER = "query Other { latestIssue { number } }"
ANSWER = {"data": {"latestIssue": {"number": 1}}}


@pytest.fixture(scope="module")
def url(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """A database with the sample content, which no test changes."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    yield url
    sqlite_databases.drop(url)


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    """A client of a server that has not had a request yet."""
    with serving(application(url)) as client:
        yield client


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """A manifest with one document, under an id of its own."""
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({"number-1": NUMBER}))
    return path


def digest(text: str) -> str:
    """Return the hash that clients compute."""
    return sha256(text.encode()).hexdigest()


def ask(client: httpx.Client, method: str, **parameters: Any) -> httpx.Response:
    """Send a request by GET or POST, as Apollo's clients do."""
    if method == "POST":
        return client.post("/graphql", json=parameters)
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()}
    return client.get("/graphql", params=texts)


def hashed(text: str, **changes: Any) -> dict[str, Any]:
    """Return the extension that names a text by its hash."""
    return {"persistedQuery": {"version": 1, "sha256Hash": digest(text), **changes}}


def refusal(response: httpx.Response) -> tuple[str, str]:
    """Return the code and message of a refusal."""
    (error,) = response.json()["errors"]
    assert "data" not in response.json()
    assert response.headers["cache-control"] == "no-store"
    return error["extensions"]["code"], error["message"]


# Automatic


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_document_is_registered_once_and_then_named_by_its_hash(client: httpx.Client, method: str) -> None:
    unknown = ask(client, method, extensions=hashed(NUMBER))
    assert unknown.status_code == 200
    assert refusal(unknown) == ("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
    assert ask(client, method, query=NUMBER, extensions=hashed(NUMBER)).json() == ANSWER
    for again in ("GET", "POST"):
        assert ask(client, again, operationName="Number", extensions=hashed(NUMBER)).json() == ANSWER


def test_an_unknown_hash_is_400_in_the_new_media_type(client: httpx.Client) -> None:
    response = client.post("/graphql", json={"extensions": hashed(NUMBER)}, headers={"Accept": GRAPHQL})
    assert response.status_code == 400
    assert refusal(response)[1] == "PersistedQueryNotFound"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sha256Hash": digest(OTHER)}, "provided sha does not match query"),
        ({"sha256Hash": None}, "provided sha does not match query"),
        ({"sha256Hash": digest(NUMBER).upper()}, "provided sha does not match query"),
        ({"version": 2}, "Unsupported persisted query version"),
    ],
)
def test_a_wrong_hash_is_refused_and_nothing_registered(
    client: httpx.Client, changes: dict[str, Any], message: str
) -> None:
    wrong = hashed(NUMBER, **changes)
    assert refusal(ask(client, "POST", query=NUMBER, extensions=wrong)) == ("BAD_USER_INPUT", message)
    for extensions in (hashed(NUMBER), hashed(OTHER)):
        assert refusal(ask(client, "POST", extensions=extensions))[0] == "PERSISTED_QUERY_NOT_FOUND"


def test_an_invalid_document_is_not_registered(client: httpx.Client) -> None:
    for text in ("{ nobody }", "{"):
        ask(client, "POST", query=text, extensions=hashed(text))
        assert refusal(ask(client, "POST", extensions=hashed(text)))[0] == "PERSISTED_QUERY_NOT_FOUND"


def test_the_store_is_bounded_and_evicts_the_least_recently_used(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(persisted, "MAX_BYTES", 3_000)
    with serving(application(url)) as client:
        for number in range(20):
            text = f"query Number{number:03} {{ latestIssue {{ number }} }}"
            assert ask(client, "POST", query=text, extensions=hashed(text)).json() == ANSWER
            assert ask(client, "POST", extensions=hashed(text)).json() == ANSWER
        first = "query Number000 { latestIssue { number } }"
        assert refusal(ask(client, "POST", extensions=hashed(first)))[0] == "PERSISTED_QUERY_NOT_FOUND"
        huge = NUMBER + "#" * 3_000
        assert ask(client, "POST", query=huge, extensions=hashed(huge)).json() == ANSWER
        assert refusal(ask(client, "POST", extensions=hashed(huge)))[0] == "PERSISTED_QUERY_NOT_FOUND"
        last = "query Number019 { latestIssue { number } }"
        assert ask(client, "POST", extensions=hashed(last)).json() == ANSWER


# By id


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_trusted_document_is_named_by_its_hash_or_by_its_id(url: str, manifest: Path, method: str) -> None:
    with serving(application(url, trusted_manifest=manifest)) as client:
        for id_ in (f"sha256:{digest(NUMBER)}", "number-1"):
            assert ask(client, method, documentId=id_, operationName="Number").json() == ANSWER
        assert ask(client, method, extensions=hashed(NUMBER)).json() == ANSWER
        unknown = ask(client, method, documentId=f"sha256:{digest(OTHER)}")
        assert refusal(unknown)[0] == "PERSISTED_QUERY_NOT_FOUND"
        both = ask(client, method, documentId="number-1", query=NUMBER)
        assert (both.status_code, refusal(both)[0]) == (400, "BAD_USER_INPUT")


def test_a_mutation_in_a_trusted_document_is_not_run_by_a_url(url: str, tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({"m": "mutation { __typename }"}))
    with serving(application(url, trusted_manifest=path)) as client:
        assert ask(client, "GET", documentId="m").status_code == 405


def test_stored_operations_are_trusted_documents(client: httpx.Client) -> None:
    for text in load_operations().values():
        errors = ask(client, "GET", documentId=f"sha256:{digest(text)}").json().get("errors", [])
        codes = {error["extensions"]["code"] for error in errors}  # one for each variable that is missing
        assert "PERSISTED_QUERY_NOT_FOUND" not in codes
    assert "data" in ask(client, "GET", documentId="latest_issue").json()


def test_only_trusted_documents_are_executed_where_that_is_set(url: str, manifest: Path) -> None:
    with serving(application(url, trusted_manifest=manifest, trusted_documents="only")) as client:
        assert ask(client, "POST", query=NUMBER).json() == ANSWER
        assert ask(client, "POST", documentId="number-1").json() == ANSWER
        for parameters in ({"query": OTHER}, {"query": OTHER, "extensions": hashed(OTHER)}):
            assert refusal(ask(client, "POST", **parameters))[0] == "FORBIDDEN"
        assert refusal(ask(client, "POST", extensions=hashed(OTHER)))[0] == "PERSISTED_QUERY_NOT_FOUND"
        for accept, status in ((JSON, 200), (GRAPHQL, 403)):
            response = client.post("/graphql", json={"query": OTHER}, headers={"Accept": accept})
            assert response.status_code == status


def test_other_documents_are_executed_and_logged_where_that_is_set(url: str, manifest: Path, log: StringIO) -> None:
    with serving(application(url, trusted_manifest=manifest, trusted_documents="logged")) as client:
        assert ask(client, "POST", query=NUMBER).json() == ANSWER
        assert log.getvalue() == ""
        assert ask(client, "GET", query=OTHER).json() == ANSWER
        assert log.getvalue().count(digest(OTHER)) == 1
