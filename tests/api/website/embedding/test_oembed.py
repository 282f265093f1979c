"""oEmbed, as consumers ask the real server for it (https://oembed.com)."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import httpx
import pytest
from micawber import Provider
from selectolax.lexbor import LexborHTMLParser

from api.website.embedding.cards import HEIGHT
from schema import db, writes
from tests.api.pages import (
    CARDS,
    ISSUE,
    NAMED_ONLY,
    PICK,
    REFERENCE,
    SAMPLE,
    SUBJECT,
    WORK,
    attributes,
    break_off,
    page,
)
from tests.api.serving import application, serving

BASE = "https://liane.example"
PICTURE = {"image_url": "https://pictures.example/a.jpg", "image_alt": "", "image_width": 600, "image_height": 900}


def request(client: httpx.Client, url: str, **parameters: Any) -> httpx.Response:
    """Request the card of a page."""
    return client.get("/oembed", params={"url": url, **parameters})


def oembed(client: httpx.Client, url: str, **parameters: Any) -> dict[str, Any]:
    """Return the answer for a page that has a card."""
    response = request(client, url, **parameters)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def change(url: str, *changes: Any) -> None:
    """Write to a database as an editor does."""
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        for write in changes:
            write(session)
    engine.dispose()


# Answers


def test_a_pages_address_gives_the_frame_of_its_card(client: httpx.Client) -> None:
    answer = oembed(client, f"{BASE}{PICK}")
    html = LexborHTMLParser(answer.pop("html"))
    assert attributes(html, "blockquote[hidden] > a", "href") == [f"{BASE}{PICK}"]
    (frame,) = html.css("iframe")
    assert frame.attributes == {
        "src": f"{BASE}/embed{PICK}",
        "title": "The Deepest Breath – Liane",
        "width": "560",
        "height": str(HEIGHT),
        "frameborder": "0",
        "loading": "lazy",
        "sandbox": "allow-scripts allow-popups allow-popups-to-escape-sandbox",
    }
    assert answer == {
        "version": "1.0",
        "type": "rich",
        "title": "The Deepest Breath",
        "author_name": "Liane",
        "provider_name": "Liane",
        "provider_url": f"{BASE}/",
        "cache_age": 3600,
        "width": 560,
        "height": HEIGHT,
    }


@pytest.mark.parametrize("card", CARDS)
def test_every_page_with_a_card_has_an_answer_whose_frame_shows_it(client: httpx.Client, card: str) -> None:
    answer = oembed(client, f"{BASE}{card.removeprefix('/embed')}")
    (source,) = re.findall(r'src="([^"]+)"', answer["html"])
    assert source == f"{BASE}{card}"
    assert client.get(source.removeprefix(BASE)).status_code == 200


@pytest.mark.parametrize(("query", "named"), [("key=AbCdEf12", "?key=AbCdEf12"), ("key=AbCdEf1", ""), ("", "")])
def test_the_frame_names_the_key_that_the_address_names(client: httpx.Client, query: str, named: str) -> None:
    frame = LexborHTMLParser(oembed(client, f"{BASE}{WORK}?theme=dark&{query}")["html"])
    assert attributes(frame, "iframe", "src") == [f"{BASE}/embed{WORK}{named}"]


def test_a_page_that_is_opened_with_a_key_hands_it_on_to_whoever_discovers_its_card(client: httpx.Client) -> None:
    for link in attributes(page(client, f"{WORK}?key=AbCdEf12"), "link[type$=oembed]", "href"):
        assert "?key=AbCdEf12" in client.get(str(link).removeprefix(BASE)).text


def test_xml_says_the_same_as_json(client: httpx.Client) -> None:
    response = request(client, f"{BASE}{SUBJECT}", format="xml")
    assert response.headers["content-type"] == "text/xml; charset=utf-8"
    root = ET.fromstring(response.text)  # noqa: S314 - our own
    expected = {name: str(value) for name, value in oembed(client, f"{BASE}{SUBJECT}", format="json").items()}
    assert root.tag == "oembed"
    assert {element.tag: element.text for element in root} == expected


@pytest.mark.parametrize("path", [ISSUE, WORK, PICK])
def test_the_discovery_links_of_a_page_lead_to_its_answers(client: httpx.Client, path: str) -> None:
    tree = page(client, path)
    links = attributes(tree, 'link[type$="+oembed"]', "href")
    assert len(links) == 2
    for link in links:
        assert link
        parts = urlsplit(link)
        response = client.get(f"{parts.path}?{parts.query}")
        assert response.status_code == 200
        assert f"{BASE}/embed{path}" in response.text
        assert parse_qs(parts.query)["format"][0] in response.headers["content-type"]


@pytest.mark.parametrize("path", ["/", NAMED_ONLY, "/docs"])
def test_a_page_without_a_card_announces_none(client: httpx.Client, path: str) -> None:
    assert not page(client, path).css('link[type$="+oembed"]')


def test_an_issues_writers_are_its_authors_and_the_recommenders_of_its_works(seeded_url: str) -> None:
    def signed(session: Any) -> None:
        writes.save_person(session, {"id": "per_a", "slug": "a", "name": "Ada <i>"})
        writes.save_issue(session, {"slug": SAMPLE, "authors": ["per_a"]})

    change(seeded_url, signed)
    with serving(application(seeded_url)) as client:
        assert oembed(client, f"{BASE}{ISSUE}")["author_name"] == "Ada <i>"
        assert oembed(client, f"{BASE}{PICK}")["author_name"] == "Ada <i>"
        assert oembed(client, f"{BASE}{WORK}")["author_name"] == "Liane"


def test_an_old_address_gives_the_card_of_the_current_one(seeded_url: str) -> None:
    change(seeded_url, lambda session: writes.save_issue(session, {"slug": "doubles", "former_slugs": [SAMPLE]}))
    with serving(application(seeded_url)) as client:
        assert f'src="{BASE}/embed/issues/doubles"' in oembed(client, f"{BASE}{ISSUE}")["html"]


# Sizes


@pytest.mark.parametrize(
    ("bounds", "size"),
    [
        ({}, (560, HEIGHT)),
        ({"maxwidth": 5000, "maxheight": 5000}, (560, HEIGHT)),
        ({"maxwidth": 480}, (480, HEIGHT)),
        ({"maxwidth": 399}, (399, HEIGHT)),
        ({"maxwidth": 240, "maxheight": 300}, (240, HEIGHT)),
        ({"maxheight": 150}, (560, 150)),
        ({"maxwidth": 240, "maxheight": 120}, (240, 120)),
    ],
)
def test_a_card_is_never_larger_than_the_consumer_allows(
    client: httpx.Client, bounds: dict[str, int], size: tuple[int, int]
) -> None:
    answer = oembed(client, f"{BASE}{WORK}", **bounds)
    assert (answer["width"], answer["height"]) == size
    assert f'width="{size[0]}" height="{size[1]}"' in answer["html"]


@pytest.mark.parametrize("bounds", [{"maxwidth": 239}, {"maxheight": 119}, {"maxwidth": 1, "maxheight": 1}])
def test_where_no_card_fits_in_there_is_a_link(client: httpx.Client, bounds: dict[str, int]) -> None:
    answer = oembed(client, f"{BASE}{WORK}", **bounds)
    assert answer["type"] == "link"
    assert not {"html", "width", "height"} & set(answer)


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "1e3", "", "a", "١", "9" * 4000, "\x00"])
def test_a_size_that_is_none_is_refused(client: httpx.Client, value: str) -> None:
    for name in ("maxwidth", "maxheight"):
        response = request(client, f"{BASE}{WORK}", **{name: value})
        assert (response.status_code, name in response.text) == (400, True)


def test_a_picture_comes_with_its_size_and_only_where_it_fits_in(seeded_url: str) -> None:
    change(seeded_url, lambda session: writes.save_work(session, {"slug": "the-deepest-breath", **PICTURE}))
    whole = {"thumbnail_url": PICTURE["image_url"], "thumbnail_width": 600, "thumbnail_height": 900}
    with serving(application(seeded_url)) as client:
        for path in (WORK, PICK):
            assert whole.items() <= oembed(client, f"{BASE}{path}", maxwidth=600, maxheight=900).items()
        for bounds in ({"maxwidth": 599}, {"maxheight": 899}):
            assert not set(whole) & set(oembed(client, f"{BASE}{WORK}", **bounds))
        change(
            seeded_url, lambda session: writes.save_work(session, {"slug": "the-deepest-breath", "image_width": None})
        )
        assert not set(whole) & set(oembed(client, f"{BASE}{WORK}"))


# Refusals


@pytest.mark.parametrize(
    "url",
    [
        f"{BASE}{REFERENCE}",
        f"{BASE}{NAMED_ONLY}",
        f"{BASE}/works/nobody",
        f"{BASE}/recommendations/rec_nobody",
        f"{BASE}/recommendations/iss_ypijndeb7q4bgvgo",
        f"{BASE}/",
        "https://elsewhere.example/works/ripple",
        "https://liane.example@evil.example/works/ripple",
        "javascript:alert(1)",
        "https://[",
        "\x00\ud7ff\U0010ffff",
    ],
)
def test_what_has_no_card_is_not_found_whatever_the_reason(client: httpx.Client, url: str) -> None:
    response = request(client, url)
    assert response.status_code == 404
    assert "There is no card for this address." in response.text
    assert "script" not in response.text
    assert "evil" not in response.text


def test_an_issue_that_was_taken_back_is_not_found(seeded_url: str) -> None:
    with serving(application(seeded_url)) as client:
        assert request(client, f"{BASE}{ISSUE}").status_code == 200
        change(seeded_url, lambda session: writes.unpublish_issue(session, SAMPLE))
        assert {request(client, f"{BASE}{path}").status_code for path in (ISSUE, WORK, PICK)} == {404}


@pytest.mark.parametrize("query", ["", "url=", "format=json", "uri=https://liane.example/"])
def test_a_question_without_an_address_is_refused(client: httpx.Client, query: str) -> None:
    assert client.get(f"/oembed?{query}").status_code == 400


@pytest.mark.parametrize("form", ["yaml", "", "JSON", "json\x00", "../xml"])
def test_a_format_that_oembed_does_not_know_is_not_implemented(client: httpx.Client, form: str) -> None:
    assert request(client, f"{BASE}{WORK}", format=form).status_code == 501


def test_an_answer_that_cannot_be_read_now_is_to_be_retried(seeded_url: str) -> None:
    with serving(application(seeded_url)) as client:
        break_off(seeded_url, "recommendations")
        response = request(client, f"{BASE}{WORK}")
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")


def test_a_current_etag_of_an_answer_is_answered_by_304(client: httpx.Client) -> None:
    first = request(client, f"{BASE}{WORK}")
    assert first.headers["cache-control"].startswith("public")
    again = client.get(str(first.url), headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


# Consumers


def test_the_partners_page_shows_what_is_answered(client: httpx.Client) -> None:
    partner = (Path(__file__).parents[4] / "docs" / "partner.html").read_text(encoding="utf-8")
    assert oembed(client, f"{BASE}/works/ripple")["html"] in partner


def test_micawber_shows_a_card(client: httpx.Client) -> None:
    answer = Provider(f"{client.base_url}/oembed", maxwidth=500).request(f"{BASE}{ISSUE}")
    assert (answer["type"], answer["width"]) == ("rich", 500)
    assert f'<iframe src="{BASE}/embed{ISSUE}"' in answer["html"]
