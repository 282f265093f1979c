"""Share images, as networks fetch them, and what pages say of them."""

import re
from xml.etree import ElementTree as ET

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from api.website.i18n import translator
from api.website.posters import INKS
from api.website.sharing import share_images
from api.website.sharing.drawings import FAN, VINE, Subject, svg
from api.website.sharing.subjects import (
    SharedMasthead,
    front_subject,
    issue_subject,
    lettered_subject,
    publication_subject,
    work_subject,
)
from schema import db, writes
from schema.kinds import KINDS
from schema.tables import Person
from tests.api.pages import ISSUE, NAMED_ONLY, PICK, REFERENCE, SUBJECT, WORK, attributes, page
from tests.api.serving import application, serving
from tests.api.website.sharing.test_rasters import size_of

PUBLICATION: SharedMasthead = {
    "name": "Liane",
    "language": "fr",
    "timeZone": "Europe/Paris",
    "tagline": "Une lettre",
    "accentColor": None,
}
RED: SharedMasthead = {**PUBLICATION, "accentColor": "#9b1b30"}
FRENCH, ENGLISH = translator("fr"), translator("en")
SVG = "{http://www.w3.org/2000/svg}"


def meta(tree: LexborHTMLParser, name: str) -> str:
    """Return what the one element of a name says."""
    (content,) = attributes(tree, f'meta[property="{name}"], meta[name="{name}"]', "content")
    assert content
    return content


def words(subject: Subject) -> list[str]:
    """Return the words on a picture."""
    root = ET.fromstring(svg(subject))  # noqa: S314 - our own
    return [text.text or "" for text in root.iter(f"{SVG}text")]


NAMES = ("/columns/une-derniere-liane-pour-la-route", "/people/laura-mcgann", "/organizations/netflix")
OWN = ("/about", "/subscribe", "/issues", "/works")
PICTURED = ("/", ISSUE, WORK, NAMED_ONLY, PICK, SUBJECT, *NAMES, *OWN)


@pytest.mark.parametrize("path", PICTURED)
def test_every_page_has_a_picture_which_is_there_under_a_version(client: httpx.Client, path: str) -> None:
    tree = page(client, path)
    url = httpx.URL(meta(tree, "og:image"))
    response = client.get(url.raw_path.decode())
    assert response.status_code == 200
    assert response.headers["content-type"] == meta(tree, "og:image:type") == "image/png"
    assert size_of(response.content) == (int(meta(tree, "og:image:width")), int(meta(tree, "og:image:height")))
    assert re.fullmatch(r"v=[0-9a-f]{12}", url.query.decode())
    assert meta(tree, "og:image:alt")
    assert meta(tree, "twitter:card") == "summary_large_image"
    assert meta(tree, "og:site_name") == "Liane"
    assert meta(tree, "og:locale") == "fr_FR"
    assert meta(tree, "description") == meta(tree, "og:description")


def test_an_issue_says_who_wrote_it_when_it_appeared_and_when_it_changed(seeded_url: str) -> None:
    engine = db.connect(seeded_url)
    with db.write_transaction(engine) as session:
        author = writes.find_id(session, Person, "laura-mcgann")
        writes.save_issue(session, {"slug": ISSUE.rpartition("/")[2], "authors": [author]})
    engine.dispose()
    with serving(application(seeded_url)) as client:
        tree = page(client, ISSUE)
    assert meta(tree, "article:author") == "Laura McGann"
    assert meta(tree, "article:published_time") == "2023-07-21T06:00:00Z"
    assert meta(tree, "article:modified_time") > meta(tree, "article:published_time")


@pytest.mark.parametrize(
    "path", [REFERENCE, "/issues/none", "/works/none", "/recommendations/rec_none", "/people/none"]
)
def test_what_has_no_page_has_no_picture(client: httpx.Client, path: str) -> None:
    assert client.get(f"/share{path}.png").status_code == 404


def test_a_picture_is_kept_by_caches_as_its_page_is(client: httpx.Client) -> None:
    picture, page_ = client.get(f"/share{ISSUE}.png"), client.get(ISSUE)
    rules = [re.sub(r"\d+", "", response.headers["cache-control"]) for response in (picture, page_)]
    assert rules[0] == rules[1]
    tag = {"If-None-Match": picture.headers["etag"]}
    assert client.get(f"/share{ISSUE}.png", headers=tag).status_code == 304
    head = client.head(f"/share{ISSUE}.png")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(picture.content))
    assert head.headers["etag"] == picture.headers["etag"]


@pytest.mark.parametrize("path", PICTURED)
def test_a_page_and_its_picture_are_of_one_version(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    drawn: list[Subject] = []

    def watched(subject: Subject) -> str:
        drawn.append(subject)
        return svg(subject)

    monkeypatch.setattr(share_images, "svg", watched)
    url = httpx.URL(meta(page(client, path), "og:image"))
    client.get(url.raw_path.decode())
    assert [f"v={subject.version}" for subject in drawn] == [url.query.decode()]


@pytest.mark.parametrize("path", [ISSUE, WORK, PICK, *NAMES, "/front", "/about"])
def test_a_picture_is_read_by_one_statement(client: httpx.Client, statements: list[str], path: str) -> None:
    client.get(f"/share{path}.png")
    assert len(statements) == 1


def test_the_version_changes_with_all_that_is_shown_and_with_nothing_else() -> None:
    subject = Subject("Ripple", "Application", "Liane", kind="APP")
    others = [
        Subject("Ripples", "Application", "Liane", kind="APP"),
        Subject("Ripple", "Application, 2023", "Liane", kind="APP"),
        Subject("Ripple", "Application", "La liane", kind="APP"),
        Subject("Ripple", "Application", "Liane", kind="AD"),
        Subject("Ripple", "Application", "Liane", (("Ripple", "APP"),)),
    ]
    assert len({each.version for each in (subject, *others)}) == len(others) + 1
    assert subject.version == Subject("Ripple", "Application", "Liane", kind="APP").version


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        (
            work_subject(PUBLICATION, {"title": "Le Temps d’aimer !", "kind": "FILM", "year": 2023}, FRENCH),
            ["Film, 2023", "Liane", "Le Temps", "d’aimer\u2009!"],
        ),
        (
            work_subject(PUBLICATION, {"title": "Ripple", "kind": "APP", "year": None}, ENGLISH, "SUBJECT"),
            ["Examined · App", "Liane", "Ripple"],
        ),
        (
            work_subject(PUBLICATION, {"title": "東京物語", "kind": "FILM", "year": 1953}, FRENCH),
            ["Film, 1953", "Liane"],
        ),
        (
            issue_subject(
                PUBLICATION,
                {"slug": "a", "number": 2, "title": "Été", "publishedAt": "2023-07-31T22:30:00Z"},
                [{"title": "東京", "kind": "FILM"}, {"title": "Ripple", "kind": "APP"}],
                FRENCH,
            ),
            ["", "Ripple", "Numéro 2 · 1er août 2023", "Liane", "Été"],
        ),
        (
            issue_subject(
                PUBLICATION, {"slug": "a", "number": None, "title": "A & <b>", "publishedAt": None}, [], ENGLISH
            ),
            ["The issue", "Liane", "A & <b>"],
        ),
        (lettered_subject(PUBLICATION, "Vu d’ici !", "Rubrique", FRENCH), ["Rubrique", "Liane", "Vu d’ici\u2009!"]),
        (lettered_subject(PUBLICATION, "Chaïm", "Peintre.", FRENCH), ["Peintre.", "Liane", "Chaïm"]),
        (lettered_subject(PUBLICATION, "Chaïm", None, FRENCH), ["", "Liane", "Chaïm"]),
        (front_subject(PUBLICATION, [], FRENCH), ["", "Liane", "Une lettre"]),
        (front_subject({**PUBLICATION, "tagline": None}, [], FRENCH), ["", "Liane"]),
        (publication_subject(PUBLICATION, "about", ENGLISH), ["Une lettre", "Liane", "About", "Liane"]),
    ],
)
def test_a_picture_shows_what_a_reader_would_call_it(subject: Subject, shown: list[str]) -> None:
    assert words(subject) == shown


@pytest.mark.parametrize("kind", [*KINDS, VINE, "NEW"])
def test_every_kind_has_a_drawing_in_the_inks_of_its_poster(kind: str) -> None:
    drawn = svg(Subject("Titre", "", "Liane", kind=kind))
    root = ET.fromstring(drawn)  # noqa: S314 - our own
    ground = root.find(f"{SVG}path")
    assert ground is not None
    assert ground.get("fill") in {inks[0] for inks in INKS}
    assert len([*root.iter()]) > 8


@pytest.mark.parametrize("number", FAN)
def test_an_issue_shows_as_many_posters_as_there_is_room_for(number: int) -> None:
    works = [{"title": f"Titre {each}", "kind": "FILM"} for each in range(number)]
    issue = {"slug": "a", "number": 1, "title": "Été", "publishedAt": None}
    subject = issue_subject(PUBLICATION, issue, works, FRENCH)  # type: ignore[arg-type]
    assert len(subject.works) == number
    assert svg(subject).count("clip-path=") == number


def test_pictures_have_the_colour_of_the_magazine_but_for_those_of_works() -> None:
    issue = {"slug": "a", "number": 1, "title": "Un", "publishedAt": None}
    pick = {"title": "The Deepest Breath", "kind": "FILM", "year": 2023}
    drawn = {
        publication["accentColor"]: [
            front_subject(publication, [], FRENCH),
            issue_subject(publication, issue, [pick], FRENCH),  # type: ignore[arg-type, list-item]
            lettered_subject(publication, "Laura McGann", None, FRENCH),
            work_subject(publication, pick, FRENCH),  # type: ignore[arg-type]
        ]
        for publication in (PUBLICATION, RED)
    }
    assert ["#9b1b30" in svg(subject) for subject in drawn["#9b1b30"]] == [True, True, True, False]
    versions = zip(*([subject.version for subject in subjects] for subjects in drawn.values()), strict=True)
    assert [house != own for house, own in versions] == [True, True, True, False]
