"""All issues and all works, as a reader finds them: by year, by kind and tag, page by page."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlmodel import Session

from schema import db, writes
from schema.tables import Work
from tests.api.pages import ISSUE, attributes, linked_data, page, texts
from tests.api.serving import application, serving
from tests.databases import Databases

BASE = "https://liane.example"
NEW_YEAR = datetime(2021, 12, 31, 23, 30, tzinfo=UTC)
"""In Paris it is 2022 already."""
WEEKLIES = 64


def add_issues(session: Session) -> None:
    """Add a year with more issues than a page holds, one at midnight on New Year's Eve, and one of the future."""
    days = [datetime(2020, 12, 20, 6, tzinfo=UTC) - timedelta(days=number) for number in range(WEEKLIES)]
    for number, day in enumerate([*days, NEW_YEAR, datetime(2031, 1, 1, tzinfo=UTC)]):
        issue = {"slug": f"numero-{number}", "number": 100 + number, "title": f"Numéro {number}", "sections": []}
        writes.save_issue(session, {**issue, "status": "PUBLISHED", "published_at": day})


def add_works(session: Session) -> None:
    """Add an issue with more works than a page holds, and one work that only a draft names."""
    for number in range(61):
        writes.save_work(session, {"slug": f"livre-{number}", "kind": "BOOK", "title": f"Livre {number:02d}"})
    writes.save_work(session, {"slug": "secret", "kind": "ALBUM", "title": "Secret", "tags": ["secret"]})
    ids = [writes.find_id(session, Work, f"livre-{number}") for number in range(61)]
    column = writes.save_column(session, {"slug": "livres", "name": "Au salon", "former_slugs": ["bouquins"]})
    named = {"column_id": column.id, "recommendations": [{"work_id": work, "role": "PICK"} for work in ids]}
    writes.save_column(session, {"slug": "cachee", "name": "Cachée"})
    hidden = {"recommendations": [{"work_id": writes.find_id(session, Work, "secret"), "role": "PICK"}]}
    author = writes.save_person(session, {"slug": "colette", "name": "Colette", "former_slugs": ["willy"]})
    issue = {
        "title": "Livres",
        "status": "PUBLISHED",
        "published_at": "2022-05-01T06:00:00Z",
        "authors": [author.id],
    }
    writes.save_issue(session, {**issue, "slug": "livres", "sections": [named]})
    writes.save_issue(session, {"slug": "brouillon", "title": "Brouillon", "sections": [hidden]})


def fill(url: str) -> None:
    """Fill a database."""
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        add_issues(session)
        add_works(session)
    engine.dispose()


@pytest.fixture(scope="module")
def full(sqlite_databases: Databases) -> Iterator[httpx.Client]:
    """A client of a server with a large archive."""
    url = sqlite_databases.create(sqlite_databases.template(fill, sqlite_databases.seeded))
    with serving(application(url)) as client:
        yield client
    sqlite_databases.drop(url)


def turned(tree: LexborHTMLParser, way: str) -> str:
    """Return the address that a page's head and its pager have for the next or previous one."""
    (link,) = attributes(tree, f'link[rel="{way}"]', "href")
    (anchor,) = attributes(tree, f'.pager a[rel="{way}"]', "href")
    assert link == f"{BASE}{anchor}"
    return str(anchor)


def choices_of(tree: LexborHTMLParser, label: str) -> dict[str | None, str]:
    """Return the choices under a label: their addresses, and their names with their numbers."""
    nav = f'nav[aria-label="{label}"] a'
    return dict(zip(attributes(tree, nav, "href"), texts(tree, nav), strict=True))


# Issues


def test_the_front_door_leads_to_all_issues_and_all_works(full: httpx.Client) -> None:
    tree = page(full, "/")
    assert {"/issues", "/works"} <= set(attributes(tree, "main a", "href"))
    assert {"/issues", "/works"} <= set(attributes(tree, ".colophon a", "href"))


def test_the_archive_has_every_issue_once_page_by_page(full: httpx.Client) -> None:
    first = page(full, "/issues")
    second = page(full, turned(first, "next"))
    listed = [*attributes(first, ".entry h3 a", "href"), *attributes(second, ".entry h3 a", "href")]
    assert listed[:2] == [ISSUE, "/issues/livres"]
    assert len(listed) == len(set(listed)) == WEEKLIES + 3
    assert attributes(second, 'link[rel="next"]', "href") == []
    back = page(full, turned(second, "prev"))
    assert attributes(back, ".entry h3 a", "href") == attributes(first, ".entry h3 a", "href")
    assert attributes(back, 'link[rel="canonical"]', "href") == [f"{BASE}/issues"]


def test_the_archive_leads_to_every_year_and_says_how_many_issues_it_has(full: httpx.Client) -> None:
    tree = page(full, "/issues")
    assert choices_of(tree, "Années") == {
        "/issues?year=2023": "2023 1",
        "/issues?year=2022": "2022 2",
        "/issues?year=2020": "2020 64",
    }
    assert texts(tree, "h2")[:2] == ["2023", "2022"]
    assert texts(tree, ".standfirst") == ["67 numéros, de 2020 à 2023"]


def test_a_year_is_that_of_the_publication_and_leads_to_those_around_it(full: httpx.Client) -> None:
    tree = page(full, "/issues?year=2022")
    assert texts(tree, ".entry h3") == ["Livres", f"Numéro {WEEKLIES}"]
    assert texts(tree, "h2") == ["Mai", "Janvier"]
    assert attributes(tree, ".neighbours a", "href") == ["/issues?year=2020", "/issues?year=2023"]
    labels = attributes(tree, "nav", "aria-label")
    assert len({*labels}) == len(labels)  # by which those who hear a page tell them apart
    assert texts(tree, "[aria-current]") == ["2022 ×"]
    assert choices_of(tree, "Choix en cours") == {"/issues": "2022 ×"}


def test_a_year_with_many_issues_has_pages_of_its_own(full: httpx.Client) -> None:
    first = page(full, "/issues?year=2020")
    following = turned(first, "next")
    assert following.startswith("/issues?year=2020&after=")
    second = page(full, following)
    assert len(texts(second, ".entry")) == WEEKLIES - 60
    assert attributes(second, 'link[rel="canonical"]', "href") == [f"{BASE}{following}"]
    assert texts(first, ".byline") == []
    assert texts(second, ".byline") == ["Suite · Première page"]
    assert attributes(second, ".byline a", "href") == ["/issues?year=2020"]


def test_issues_can_be_narrowed_by_kind_and_column_and_keep_it(full: httpx.Client) -> None:
    tree = page(full, "/issues")
    assert texts(tree, ".filters summary") == ["Types", "Œuvres", "Les rubriques", "Signatures"]
    assert choices_of(tree, "Les rubriques")["/issues?column=livres"] == "Au salon 1"
    books = page(full, "/issues?kind=book")
    assert texts(books, ".entry h3") == ["Livres"]
    assert choices_of(books, "Choix en cours") == {"/issues": "Livres ×"}
    assert "Livres 1" not in choices_of(books, "Types").values()
    assert attributes(books, "h2 a", "href") == ["/issues?year=2022&kind=book"]
    both = page(full, "/issues?year=2022&column=livres")
    assert texts(both, "h1") == ["2022 · Au salon"]
    assert texts(both, "title") == ["2022 · Au salon – Liane"]
    none = page(full, "/issues?year=2020&column=livres")
    assert texts(none, ".nothing") == ["Aucun numéro ne répond à tous ces choix à la fois. Retirez-en un."]
    assert list(choices_of(none, "Choix en cours")) == ["/issues?column=livres", "/issues?year=2020"]


def test_issues_can_be_narrowed_by_author_and_by_what_they_say_of_works(full: httpx.Client) -> None:
    tree = page(full, "/issues")
    assert choices_of(tree, "Signatures") == {"/issues?author=colette": "Colette 1"}
    signed = page(full, "/issues?author=colette")
    assert (texts(signed, "h1"), texts(signed, ".entry h3")) == (["Colette"], ["Livres"])
    picks = page(full, "/issues?role=pick")
    assert choices_of(picks, "Choix en cours") == {"/issues": "Œuvres recommandées ×"}
    assert len(texts(picks, ".entry")) == int(choices_of(tree, "Œuvres")["/issues?role=pick"].rpartition(" ")[2])
    both = page(full, "/issues?role=pick&kind=book")
    assert texts(both, "h1") == ["Livres · Œuvres recommandées"]


def test_a_role_and_an_author_have_one_spelling(full: httpx.Client) -> None:
    assert full.get("/issues?role=PICK").headers["location"] == "/issues?role=pick"
    assert full.get("/issues?author=willy").headers["location"] == "/issues?author=colette"


@pytest.mark.parametrize(
    "query",
    [
        "role=author",
        "role=",
        "author=nobody",
        "author=",
        "year=2019",
        "year=2031",
        "year=20",
        "year=x",
        "year=",
        "year=２０２３",
        "year=2023%00",
        "after=zz",
        "before=00",
        "kind=poem",
        "kind=album",
        "column=nobody",
        "column=cachee",
        "column=",
    ],
)
def test_a_page_of_issues_that_there_is_not_is_not_found(full: httpx.Client, query: str) -> None:
    assert texts(page(full, f"/issues?{query}", 404), "h1") == ["Rien ne pousse ici"]


def test_what_a_list_does_not_know_in_an_address_does_not_matter(full: httpx.Client) -> None:
    tree = page(full, "/issues?utm_source=x&year=2022")
    assert attributes(tree, 'link[rel="canonical"]', "href") == [f"{BASE}/issues?year=2022"]


# Works


def test_all_works_are_listed_by_title_page_by_page(full: httpx.Client) -> None:
    tree, found = page(full, "/works"), 0
    total = int(texts(tree, ".standfirst")[0].split()[0])
    titles = texts(tree, ".covers b")
    while attributes(tree, 'link[rel="next"]', "href"):
        tree = page(full, turned(tree, "next"))
        titles += texts(tree, ".covers b")
        found += 1
    assert (found, len(titles), len(set(titles))) == (1, total, total)
    assert "Secret" not in titles


def test_works_are_counted_only_where_their_list_starts(full: httpx.Client, statements: list[str]) -> None:
    first = page(full, "/works")
    later = page(full, turned(first, "next"))
    assert texts(later, ".covers b")
    assert texts(later, ".choices, .standfirst") == []
    assert [sql.count("GROUP BY") for sql in statements] == [5, 0]


def test_works_can_be_chosen_by_kind_and_by_tag_and_by_both(full: httpx.Client) -> None:
    whole = page(full, "/works")
    kinds = dict(zip(attributes(whole, "header .choices a", "href"), texts(whole, "header .choices a"), strict=True))
    assert kinds["/works?kind=book"] == "Livres 61"
    assert "/works?kind=album" not in kinds
    films = page(full, "/works?kind=film")
    assert texts(films, "h1") == ["Films"]
    assert set(texts(films, ".covers span:not(.poster)")) >= {"Film, 2023"}
    chosen = page(full, "/works?kind=film&tag=documentaire")
    assert texts(chosen, "h1") == ["Films · documentaire"]
    assert set(texts(chosen, ".covers b")) < set(texts(films, ".covers b"))
    assert "/works?tag=documentaire" in attributes(chosen, '[aria-current="true"]', "href")
    assert "/works?kind=film" in attributes(chosen, '[aria-current="true"]', "href")


def test_works_can_be_narrowed_by_year_column_platform_and_tag(full: httpx.Client) -> None:
    tree = page(full, "/works")
    assert texts(tree, ".filters summary") == ["Années", "Les rubriques", "Plateformes", "Mots-clés"]
    for label in texts(tree, ".filters summary"):
        for address, name in list(choices_of(tree, label).items())[:3]:
            narrowed = page(full, str(address))
            number = int(name.split()[-1])
            assert texts(narrowed, ".standfirst")[0].split()[0] == str(number)
            assert len(texts(narrowed, ".covers li")) == min(number, 60)
            assert texts(narrowed, "h1") == [name.rpartition(" ")[0]]


def test_each_choice_is_marked_and_can_be_taken_away(full: httpx.Client) -> None:
    tree = page(full, "/works?kind=film&year=2023")
    assert texts(tree, "h1") == ["Films · 2023"]
    assert choices_of(tree, "Choix en cours") == {"/works?year=2023": "Films ×", "/works?kind=film": "2023 ×"}
    away = '[aria-label="Choix en cours"] a'
    assert attributes(tree, away, "aria-label") == ["Retirer\xa0: Films", "Retirer\xa0: 2023"]
    assert attributes(tree, ".choices [aria-current]", "href") == ["/works?year=2023", "/works?kind=film"]


def test_a_number_is_that_of_the_works_that_the_other_choices_leave(full: httpx.Client) -> None:
    years = choices_of(page(full, "/works?kind=film"), "Années")
    assert years
    for address, name in years.items():
        assert texts(page(full, str(address)), ".standfirst")[0].split()[0] == name.split()[-1]


def test_pages_keep_the_choices_and_are_not_counted_again(full: httpx.Client) -> None:
    column = "/works?kind=book&column=livres"
    following = turned(page(full, column), "next")
    assert following.startswith(f"{column}&after=")
    second = page(full, following)
    assert texts(second, "h1") == ["Livres · Au salon"]
    assert len(texts(second, ".covers li")) == 1
    assert list(choices_of(second, "Choix en cours")) == ["/works?column=livres", "/works?kind=book"]
    assert texts(second, ".filters") == []


def test_choices_that_leave_nothing_together_are_answered_in_words(full: httpx.Client) -> None:
    tree = page(full, "/works?kind=film&column=livres")
    assert texts(tree, ".nothing") == ["Aucune œuvre ne répond à tous ces choix à la fois. Retirez-en un."]
    assert list(choices_of(tree, "Choix en cours")) == ["/works?column=livres", "/works?kind=film"]
    assert linked_data(tree)["@type"] == "CollectionPage"


def test_robots_are_led_to_lists_of_one_choice_and_no_further(full: httpx.Client) -> None:
    assert attributes(page(full, "/works?kind=film"), 'meta[name="robots"]', "content") == []
    assert attributes(page(full, "/works?kind=film&year=2023"), 'meta[name="robots"]', "content") == ["noindex"]
    assert attributes(page(full, "/works"), ".choices [rel]", "rel") == []
    followed = {
        address
        for path in ("/works", "/works?kind=film", "/works?kind=film&year=2023&tag=documentaire")
        for node in page(full, path).css(".choices a:not([rel=nofollow])")
        if (address := node.attributes["href"])
    }
    assert max(urlsplit(each).query.count("=") for each in followed) == 1


def test_a_former_slug_of_a_column_leads_to_the_current_one(full: httpx.Client) -> None:
    response = full.get("/works?kind=book&column=bouquins")
    assert (response.status_code, response.headers["location"]) == (301, "/works?kind=book&column=livres")


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/works?kind=FILM", "/works?kind=film"),
        ("/works?kind=AI_MODEL", "/works?kind=ai-model"),
        ("/works?tag=Docum%C3%A9ntaire", "/works?tag=documentaire"),
    ],
)
def test_another_spelling_leads_to_the_one_address(full: httpx.Client, asked: str, canonical: str) -> None:
    response = full.get(asked)
    assert (response.status_code, response.headers["location"]) == (301, canonical)
    assert full.get(canonical).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "kind=album",
        "kind=poem",
        "kind=",
        "tag=secret",
        "tag=nobody",
        "tag=x",
        "tag=",
        "kind=film&tag=nobody",
        "year=1801",
        "year=x",
        "after=zz",
        "column=nobody",
        "column=cachee",
        "column=A%20",
        "platform=nobody",
        "kind=film&platform=nobody",
        "platform=%00",
    ],
)
def test_works_that_there_are_not_are_not_found(full: httpx.Client, query: str) -> None:
    assert texts(page(full, f"/works?{query}", 404), "h1") == ["Rien ne pousse ici"]


# What it says to machines, and before there is anything


def test_a_list_describes_itself_and_the_way_to_it(full: httpx.Client) -> None:
    data = linked_data(page(full, "/issues?year=2022"))
    assert data["@type"] == "CollectionPage"
    assert [item["item"]["url"] for item in data["mainEntity"]["itemListElement"]] == [
        f"{BASE}/issues/livres",
        f"{BASE}/issues/numero-{WEEKLIES}",
    ]
    steps = [urlsplit(step["item"]) for step in data["breadcrumb"]["itemListElement"]]
    assert [f"{step.path}?{step.query}" for step in steps] == ["/?", "/issues?", "/issues?year=2022"]


def test_an_empty_archive_says_so(database_url: str) -> None:
    engine = db.connect(database_url)
    with db.write_transaction(engine) as session:
        writes.save_publication(session, {"name": "Liane"})
    engine.dispose()
    with serving(application(database_url)) as client:
        assert texts(page(client, "/issues"), ".nothing") == ["Aucun numéro n’a encore paru."]
        assert texts(page(client, "/works"), ".nothing") == ["Aucune œuvre n’a encore été recommandée."]
        assert texts(page(client, "/issues"), ".standfirst") == texts(page(client, "/works"), ".standfirst") == []


def test_a_page_of_the_archive_is_one_statement(client: httpx.Client, statements: list[str]) -> None:
    for number, path in enumerate(("/issues", "/issues?year=2023", "/works", "/works?kind=film"), 1):
        client.get(path)
        assert len(statements) == number
