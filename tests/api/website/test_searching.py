"""The search page: hits that lead to where the words stand, of one type, page by page, and nothing that is hidden."""

from collections.abc import Iterator

import httpx
import pytest
from sqlmodel import Session

from schema import db, writes
from tests.api.pages import ISSUE, WORK, attributes, page, texts
from tests.api.serving import application, serving


def add_works(session: Session) -> None:
    """Add more works of one word than a page holds, and one that only a draft names."""
    ids = [
        writes.save_work(session, {"slug": f"phare-{number}", "kind": "BOOK", "title": f"Phare {number}"}).id
        for number in range(25)
    ]
    named = {"recommendations": [{"work_id": each, "role": "PICK"} for each in ids]}
    shown = {"slug": "phares", "title": "Lumières", "status": "PUBLISHED", "published_at": "2022-05-01T06:00:00Z"}
    writes.save_issue(session, {**shown, "sections": [named]})
    hidden = writes.save_work(session, {"slug": "secret", "kind": "BOOK", "title": "Phare secret"}).id
    draft = {"recommendations": [{"work_id": hidden, "role": "PICK"}]}
    writes.save_issue(session, {"slug": "brouillon", "title": "Brouillon", "sections": [draft]})


@pytest.fixture
def client(seeded_url: str) -> Iterator[httpx.Client]:
    """A server on the sample content and the works."""
    engine = db.connect(seeded_url)
    with db.write_transaction(engine) as session:
        add_works(session)
    engine.dispose()
    with serving(application(seeded_url)) as client:
        yield client


def test_hits_lead_to_where_the_words_stand(client: httpx.Client) -> None:
    tree = page(client, "/search?q=apn%C3%A9e")
    paths = attributes(tree, ".hits h2 a", "href")
    assert paths[0] == WORK
    assert f"{ISSUE}#une-derniere-liane-pour-la-route" in paths or f"{ISSUE}#retenir-son-souffle" in paths
    assert {mark.casefold() for mark in texts(tree, ".hits mark")} == {"apnée"}
    for path in paths:
        assert client.get(str(path)).status_code == 200


def test_hits_are_of_one_type_where_that_is_chosen(client: httpx.Client) -> None:
    tree = page(client, "/search?q=apn%C3%A9e")
    (people,) = [path for path in attributes(tree, ".choices a", "href") if path and "type=person" in path]
    chosen = page(client, people)
    assert attributes(chosen, ".hits h2 a", "href") == ["/people/stephen-keenan"]
    assert texts(chosen, ".choices [aria-current]") == ["Personnes 1"]


def test_pages_follow_each_other_and_show_every_hit_once(client: httpx.Client) -> None:
    first = page(client, "/search?q=phare&type=work")
    (after,) = attributes(first, ".pager [rel=next]", "href")
    second = page(client, str(after))
    paths = [*attributes(first, ".hits h2 a", "href"), *attributes(second, ".hits h2 a", "href")]
    assert len(paths) == len(set(paths)) == 25
    assert not second.css(".pager")
    assert (texts(first, ".byline"), texts(second, ".byline")) == ([], ["Suite · Première page"])
    assert attributes(second, ".byline a", "href") == ["/search?q=phare&type=work"]
    assert "/works/secret" not in paths


def test_words_that_stand_in_a_title_are_not_said_again_below_it(client: httpx.Client) -> None:
    tree = page(client, "/search?q=phare&type=work")
    assert texts(tree, ".hits h2")[0].startswith("Phare")
    assert texts(tree, ".hits h2 ~ p") == []


def test_what_was_meant_is_offered(client: httpx.Client) -> None:
    tree = page(client, "/search?q=aple+musik")
    assert attributes(tree, "main p a[href*=search]", "href") == ["/search?q=apple+music"]


@pytest.mark.parametrize("words", ["", "   ", "\0", "zzzz", "<script>alert(1)</script>", '"' * 50, "x" * 5_000])
def test_whatever_is_typed_is_answered_and_stands_in_the_field_as_it_is(client: httpx.Client, words: str) -> None:
    response = client.get("/search", params={"q": words})
    assert response.status_code == 200
    assert "<script>alert" not in response.text
    assert "noindex" in response.text


@pytest.mark.parametrize("query", ["q=film&type=thing", "q=film&after=nothing"])
def test_what_there_is_not_is_not_found(client: httpx.Client, query: str) -> None:
    assert client.get(f"/search?{query}").status_code == 404


# While somebody types


def test_names_are_suggested_with_what_they_are_and_where_their_pages_are(client: httpx.Client) -> None:
    response = client.get("/search/suggestions", params={"q": " Étienne? apple "})
    assert response.json() == ["Étienne? apple", [], [], []]
    response = client.get("/search/suggestions", params={"q": "ap"})
    assert response.headers["content-type"] == "application/x-suggestions+json"
    typed, texts, notes, addresses = response.json()
    assert (typed, texts, notes) == ("ap", ["Apple", "Apple Music"], ["Organisation", "Application"])
    assert [client.get(each).status_code for each in addresses] == [200, 200]


def test_another_name_is_suggested_with_the_one_on_its_page(client: httpx.Client) -> None:
    answer = client.get("/search/suggestions?q=au+plus").json()
    assert answer[1:] == [["Au plus profond"], ["The Deepest Breath · Film · 2023"], [WORK]]


def test_suggestions_are_one_statement_and_kept_by_whoever_asked(client: httpx.Client, statements: list[str]) -> None:
    first = client.get("/search/suggestions?q=ph")
    assert len(statements) == 1
    assert len(first.json()[1]) == 8
    assert first.headers["cache-control"].startswith("public")
    again = client.get("/search/suggestions?q=ph", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("typed", ["", "  ", "\0", "<img src=x>", "%", "x" * 5_000, '"', "🌿"])
def test_whatever_is_typed_is_answered_as_data(client: httpx.Client, typed: str) -> None:
    response = client.get("/search/suggestions", params={"q": typed})
    assert response.status_code == 200
    assert response.json()[0] == typed.strip("\0 ")[:100]
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_work_shows_what_is_related_to_it_and_why(client: httpx.Client) -> None:
    tree = page(client, WORK)
    assert attributes(tree, ".related a", "href")[0] == "/works/free-solo"
    assert texts(tree, ".related li span:last-child")[0] == "documentaire, sport"
