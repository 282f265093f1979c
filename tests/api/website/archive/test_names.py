"""The pages behind names: columns, people, organisations."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from schema import db, writes
from schema.tables import Person, Work
from tests.api.pages import ISSUE, NAMES, PICK, WORK, attributes, linked_data, page, texts
from tests.api.serving import application, serving

BASE = "https://liane.example"
COLUMN, PERSON, ORGANIZATION = NAMES


def change(url: str, *changes: object) -> None:
    """Write to a database as an editor does."""
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        for write in changes:
            assert callable(write)
            write(session)
    engine.dispose()


# What is there


def test_a_column_has_its_history(client: httpx.Client) -> None:
    tree = page(client, "/columns/une-derniere-liane-pour-la-route")
    assert texts(tree, "h1") == ["Une dernière liane pour la route"]
    assert attributes(tree, ".entry h3 a", "href") == [f"{ISSUE}#retenir-son-souffle"]
    assert attributes(tree, ".said a", "href") == [PICK]


def test_a_person_has_their_part_in_works_and_what_was_said_of_these(client: httpx.Client) -> None:
    tree = page(client, "/people/laura-mcgann")
    assert attributes(tree, "#works ~ div h3 a", "href") == [WORK]
    assert texts(tree, "#works ~ div .entry .kicker")[0] == "Réalisation · Film, 2023"
    assert texts(tree, "#works ~ div .said .role") == ["Recommandé"]
    assert texts(tree, "#works ~ div .said p")[1].startswith("Un documentaire magnifique")
    assert attributes(tree, "#works ~ div .said a", "href") == [f"{ISSUE}#retenir-son-souffle"]


def test_a_person_has_their_positions_and_the_sections_that_name_them(client: httpx.Client) -> None:
    tree = page(client, PERSON)
    assert attributes(tree, ".byline a", "href") == ["/organizations/sag-aftra"]
    assert attributes(tree, "#sections ~ div h3 a", "href")[0] == f"{ISSUE}#acteurs-contre-avatars"


def test_an_organisation_has_its_works_what_can_be_had_there_and_its_people(client: httpx.Client) -> None:
    tree = page(client, ORGANIZATION)
    assert texts(tree, ".cover .kicker") == ["Plateforme"]
    assert WORK in attributes(tree, "#works ~ div h3 a", "href")
    assert WORK in attributes(tree, "#available ~ div .covers a", "href")
    assert "/people/fran-drescher" in attributes(page(client, "/organizations/sag-aftra"), ".byline a", "href")


def test_an_organisation_that_is_only_cited_has_where(client: httpx.Client) -> None:
    assert attributes(page(client, "/organizations/deadline"), "#sections ~ div h3 a", "href")


def test_an_author_and_a_recommender_have_what_they_wrote(seeded_url: str) -> None:
    def sign(session: Session) -> None:
        author = writes.save_person(session, {"slug": "alice", "name": "Alice"}).id
        work = writes.find_id(session, Work, "free-solo")
        pick = {"work_id": work, "role": "PICK", "reason": "Vertigineux.", "recommended_by_id": author}
        issue = {"slug": "signe", "title": "Signé", "status": "PUBLISHED", "published_at": "2023-07-01T06:00:00Z"}
        section = {"heading": "Haut", "recommendations": [pick]}
        writes.save_issue(session, {**issue, "authors": [author], "sections": [section]})

    change(seeded_url, sign)
    with serving(application(seeded_url)) as client:
        tree = page(client, "/people/alice")
        assert attributes(tree, "#issues ~ div h3 a", "href") == ["/issues/signe"]
        assert texts(tree, "#recommendations ~ div .said p")[1] == "Vertigineux."
        assert attributes(page(client, "/issues/signe"), ".cover .byline a", "href") == ["/people/alice"]


def test_every_name_on_a_page_leads_to_its_own(client: httpx.Client) -> None:
    links = {path: set(attributes(page(client, path), "main a", "href")) for path in ("/", ISSUE, WORK, PICK)}
    assert "/columns/un-format-a-la-loupe" in links["/"]
    assert {"/columns/un-format-a-la-loupe", "/organizations/bytedance"} <= links[ISSUE]
    film = {"/people/laura-mcgann", "/organizations/netflix", "/works?kind=film", "/works?tag=documentaire"}
    assert film <= links[WORK]
    assert {"/people/laura-mcgann", "/works?kind=film", "/columns/une-derniere-liane-pour-la-route"} <= links[PICK]


# Pages of lists


def test_a_long_list_goes_on_on_pages_of_its_own(seeded_url: str) -> None:
    def name_often(session: Session) -> None:
        person = writes.find_id(session, Person, "fran-drescher")
        for number in range(25):
            issue = {"slug": f"n{number}", "title": f"N {number}", "status": "PUBLISHED"}
            section = {"heading": f"Partie {number}", "people": [person]}
            date = f"2023-05-{number + 1:02d}T06:00:00Z"
            writes.save_issue(session, {**issue, "published_at": date, "sections": [section]})

    change(seeded_url, name_often)
    with serving(application(seeded_url)) as client:
        first = page(client, PERSON)
        (following,) = attributes(first, '.pager a[rel="next"]', "href")
        assert str(following).startswith(f"{PERSON}?list=sections&after=")
        second = page(client, str(following))
        whole = texts(first, "#sections ~ div h3") + texts(second, "#sections ~ div h3")
        assert {f"Partie {number}" for number in range(25)} <= set(whole)
        assert len(whole) == len(set(whole))
        assert texts(second, "#works") == []
        assert attributes(second, ".byline a", "href")[-1] == f"{PERSON}?list=sections"
        assert attributes(second, 'link[rel="canonical"]', "href") == [f"{BASE}{following}"]
        (back,) = attributes(second, 'link[rel="prev"]', "href")
        assert texts(page(client, str(back).removeprefix(BASE)), ".entry h3") == texts(first, "#sections ~ div h3")


@pytest.mark.parametrize(
    "path",
    [
        "/columns/nobody",
        "/people/nobody",
        "/organizations/nobody",
        "/people/fran-drescher?list=secrets",
        "/people/fran-drescher?list=works&after=zz",
        "/people/laura-mcgann?list=issues",
        "/columns/un-format-a-la-loupe?before=zz",
        "/organizations/%00",
        "/people/FRAN-DRESCHER",
    ],
)
def test_what_is_not_there_is_not_found(client: httpx.Client, path: str) -> None:
    assert texts(page(client, path, 404), "h1") == ["Rien ne pousse ici"]


def test_who_is_only_named_in_a_draft_is_not_there(seeded_url: str) -> None:
    def draft(session: Session) -> None:
        person = writes.save_person(session, {"slug": "secret", "name": "Secret"}).id
        body = writes.save_organization(session, {"slug": "secret", "name": "Secret", "kind": "STUDIO"}).id
        column = writes.save_column(session, {"slug": "secret", "name": "Secret"}).id
        section = {"people": [person], "organizations": [body], "column_id": column}
        writes.save_issue(session, {"slug": "brouillon", "title": "Brouillon", "sections": [section]})

    change(seeded_url, draft)
    with serving(application(seeded_url)) as client:
        for kind in ("people", "organizations", "columns"):
            page(client, f"/{kind}/secret", 404)
        assert "secret" not in client.get("/sitemap.xml").text


def test_an_old_slug_leads_to_the_current_one_for_good(seeded_url: str) -> None:
    saves = (writes.save_column, writes.save_person, writes.save_organization)

    def renamed(path: str, save: Any) -> Any:
        name = path.rpartition("/")[2]
        return lambda session: save(session, {"slug": f"{name}-2", "former_slugs": [name]})

    change(
        seeded_url,
        *(renamed(path, save) for path, save in zip(NAMES, saves, strict=True)),
    )
    with serving(application(seeded_url)) as client:
        for path in NAMES:
            response = client.get(path)
            assert (response.status_code, response.headers["location"]) == (301, f"{path}-2")
            assert attributes(page(client, f"{path}-2"), 'link[rel="canonical"]', "href") == [f"{BASE}{path}-2"]


# What it says to machines


def test_a_person_and_an_organisation_describe_themselves(client: httpx.Client) -> None:
    data = linked_data(page(client, PERSON))
    assert (data["@type"], data["mainEntity"]["@type"]) == ("ProfilePage", "Person")
    assert data["mainEntity"]["affiliation"][0]["url"] == f"{BASE}/organizations/sag-aftra"
    netflix = linked_data(page(client, ORGANIZATION))["mainEntity"]
    assert (netflix["@type"], netflix["url"]) == ("Organization", f"{BASE}{ORGANIZATION}")


def test_only_what_has_a_card_announces_one(client: httpx.Client) -> None:
    for path in NAMES:
        assert attributes(page(client, path), 'link[type$="+oembed"]', "href") == []


def test_a_page_behind_a_name_is_one_statement(client: httpx.Client, statements: list[str]) -> None:
    for number, path in enumerate(NAMES, 1):
        client.get(path)
        assert len(statements) == number
