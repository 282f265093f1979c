"""Pages for readers, as a browser gets them from the real server."""

import re

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlmodel import Session

from api.website.i18n import translator
from schema import db, writes
from schema.keys import new_key
from schema.tables import Work
from tests.api.pages import (
    BROWSER,
    ISSUE,
    NAMED_ONLY,
    PAGES,
    PICK,
    REFERENCE,
    SAMPLE,
    SUBJECT,
    WORK,
    attributes,
    break_off,
    linked_data,
    page,
    texts,
)
from tests.api.serving import application, serving

BASE = "https://liane.example"
FIRST_VIEW = 60_000
VIEW = {"slug": "vue", "title": "Vue", "status": "PUBLISHED", "published_at": "2023-07-01T06:00:00Z"}


def change(url: str, *changes: object) -> None:
    """Write to a database as an editor does."""
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        for write in changes:
            assert callable(write)
            write(session)
    engine.dispose()


# What is there


def test_a_page_sets_signs_as_a_printer_would_and_the_api_has_what_was_written(seeded_url: str) -> None:
    title, body = 'L\'été "indien"...', 'Il dit "_oui_" -- et `l\'"a"` reste.'
    issue = {"slug": "ete", "title": title, "status": "PUBLISHED", "published_at": "2023-07-28T06:00:00Z"}
    change(seeded_url, lambda session: writes.save_issue(session, {**issue, "sections": [{"body_markdown": body}]}))
    with serving(application(seeded_url)) as client:
        tree = page(client, "/issues/ete")
        query = '{ issue(slug: "ete") { title sections { body { markdown } } } }'
        answer = client.post("/graphql", json={"query": query}).json()["data"]["issue"]
    shown = "L’été «\u00a0indien\u00a0»…"
    assert [node.text() for node in tree.css("h1, title")] == [f"{shown} – Liane", shown]
    assert attributes(tree, '[property="og:title"]', "content") == [shown]
    assert [node.text().strip() for node in tree.css(".prose")] == ['Il dit «\u00a0oui\u00a0» – et l\'"a" reste.']
    assert answer == {"title": title, "sections": [{"body": {"markdown": body}}]}


def test_an_issue_shows_its_sections_under_anchors_that_its_contents_lead_to(client: httpx.Client) -> None:
    tree = page(client, ISSUE)
    assert texts(tree, "h1") == ["Hollywood en grève contre ses doubles"]
    assert texts(tree, ".section h2")[::4] == ["Acteurs contre avatars", "Retenir son souffle"]
    named = attributes(tree, ".section", "id")
    assert named[0] == "acteurs-contre-avatars"
    assert attributes(tree, ".contents a", "href") == [f"#{name}" for name in named]


def test_an_issue_shows_what_it_recommends_apart_from_what_it_only_names(client: httpx.Client) -> None:
    tree = page(client, ISSUE)
    roles = dict(zip(texts(tree, ".pick h3"), texts(tree, ".pick .role"), strict=True))
    assert roles == {
        "Llama 2": "Décryptage",
        "Ripple": "Décryptage",
        "TikTok Music": "Décryptage",
        "The Underdogs, épisode 4": "Recommandée",
        "The Underdogs": "Recommandée",
        "The Deepest Breath": "Recommandé",
    }
    assert "La La Land" in texts(tree, ".named a")


def test_an_issue_shows_key_figures_sources_and_availability(client: httpx.Client) -> None:
    tree = page(client, ISSUE)
    assert "plus de 8 milliards de dollars" in texts(tree, ".figures dd")
    assert "ByteDance Communiqué consacré à TikTok Music" in texts(tree, ".named li")
    assert "Netflix abonnement · depuis le 19 juillet 2023" in texts(tree, ".platforms li")
    assert "Bêta fermée Brésil et Indonésie · depuis le 7 juillet 2023" in " ".join(texts(tree, ".platforms li"))


def test_a_work_shows_its_credits_its_places_and_what_was_said_of_it(client: httpx.Client) -> None:
    tree = page(client, WORK)
    details = dict(zip(texts(tree, ".facts dt"), texts(tree, ".facts dd"), strict=True))
    assert details["Réalisation"] == "Laura McGann"
    assert details["Autres titres"] == "Au plus profond"
    assert texts(tree, ".platforms li") == ["Netflix abonnement · depuis le 19 juillet 2023"]
    assert texts(tree, ".mention .role") == ["Recommandé"]
    column = "/columns/une-derniere-liane-pour-la-route"
    assert attributes(tree, ".mention a", "href") == [column, f"{ISSUE}#retenir-son-souffle"]


def test_a_recommendation_says_why_and_leads_to_where_it_was_said(client: httpx.Client) -> None:
    tree = page(client, PICK)
    assert texts(tree, "h1") == ["The Deepest Breath"]
    assert texts(tree, ".standfirst")[0].startswith("Un documentaire magnifique et tendu")
    assert attributes(tree, "a.button", "href") == [f"{ISSUE}#retenir-son-souffle"]
    assert texts(page(client, SUBJECT), ".cover .role") == ["Décryptage"]


def test_what_is_only_named_is_no_recommendation_but_has_a_page_as_a_work(client: httpx.Client) -> None:
    page(client, REFERENCE, 404)
    assert texts(page(client, NAMED_ONLY), ".mention .role") == ["Cité"]


def test_the_front_door_has_the_latest_issue_and_the_ways_in_for_developers(client: httpx.Client) -> None:
    tree = page(client, "/")
    assert attributes(tree, "h1 a", "href") == [ISSUE]
    assert {"/graphql", "/docs", "/schema.graphql", "/feeds/issues.atom"} <= set(attributes(tree, ".ways a", "href"))


def test_the_front_door_of_an_empty_house_stands_open(database_url: str) -> None:
    change(database_url, lambda session: writes.save_publication(session, {"name": "Liane"}))
    with serving(application(database_url)) as client:
        assert texts(page(client, "/"), "h1") == ["Liane"]


def test_every_link_of_a_page_within_the_house_leads_somewhere(client: httpx.Client) -> None:
    seen: set[str] = set()
    for path in PAGES:
        seen |= {href.partition("#")[0] for href in attributes(page(client, path), "a", "href") if href}
    inside = {href for href in seen if href.startswith("/") and not href.startswith(("/feeds/", "/graphql"))}
    assert len(inside) > 30
    assert {href: client.get(href).status_code for href in inside} == dict.fromkeys(inside, 200)


def test_pictures_tell_their_size_and_the_one_at_the_top_comes_first(seeded_url: str) -> None:
    picture = {"image_url": "https://pictures.example/a.jpg", "image_alt": "Une affiche", "image_width": 400}
    section = {"body_markdown": '![<img ">](https://pictures.example/b.jpg)'}
    change(
        seeded_url,
        lambda session: writes.save_work(session, {"slug": "the-deepest-breath", "image_height": 600, **picture}),
        lambda session: writes.save_issue(session, {**VIEW, "sections": [section]}),
    )
    with serving(application(seeded_url)) as client:
        (first,) = page(client, WORK).css(".poster img")
        (inside,) = page(client, "/issues/vue").css(".prose [role=img] img")
        named = attributes(page(client, "/issues/vue"), ".prose [role=img]", "aria-label")
    assert (first.attributes["width"], first.attributes["height"]) == ("400", "600")
    assert (first.attributes["fetchpriority"], first.attributes.get("loading")) == ("high", None)
    assert (named, inside.attributes["alt"]) == (["<img «\xa0>"], "")
    assert (inside.attributes["loading"], inside.attributes["referrerpolicy"]) == ("lazy", "no-referrer")


def test_headings_skip_no_level_whatever_stands_above_them(seeded_url: str) -> None:
    def save(session: Session) -> None:
        work = writes.find_id(session, Work, "the-deepest-breath")
        picks, named = ([{"work_id": work, "role": role}] for role in ("PICK", "REFERENCE"))
        bare = {"body_markdown": "Un.\n\n##### Petit", "recommendations": picks}
        headed = {"heading": "Titre", "recommendations": named}
        writes.save_issue(session, {**VIEW, "sections": [bare, headed]})

    change(seeded_url, save)
    with serving(application(seeded_url)) as client:
        headings = page(client, "/issues/vue").css(".section :is(h2, h3, h4, h5)")
    assert [(heading.tag, heading.text().strip()) for heading in headings] == [
        ("h2", "Petit"),
        ("h2", "The Deepest Breath"),
        ("h2", "Titre"),
        ("h3", "Aussi cités"),
    ]


def test_a_section_without_a_text_leaves_no_place_for_one(seeded_url: str) -> None:
    sections = [{"heading": "Titre"}, {"heading": "Autre", "body_markdown": "Un."}]
    change(seeded_url, lambda session: writes.save_issue(session, {**VIEW, "sections": sections}))
    with serving(application(seeded_url)) as client:
        assert len(page(client, "/issues/vue").css(".section .prose")) == 1


def test_headings_in_capitals_are_set_smaller(seeded_url: str) -> None:
    sections = [{"heading": heading} for heading in ("THE LONG READ", "L’AÉ 2.0", "The IA", "2024")]
    change(seeded_url, lambda session: writes.save_issue(session, {"slug": SAMPLE, "sections": sections}))
    with serving(application(seeded_url)) as client:
        tree = page(client, ISSUE)
        assert texts(tree, "h2.capitals") == ["THE LONG READ", "L’AÉ 2.0"]
        assert len(tree.css(".contents .capitals")) == 2


# Neighbours, slugs and what is not there


def test_an_issue_leads_to_the_one_before_and_the_one_after(seeded_url: str) -> None:
    def older(session: Session) -> None:
        issue = {"slug": "avant", "title": "Avant", "status": "PUBLISHED", "language": "en"}
        writes.save_issue(session, {**issue, "published_at": "2023-07-01T06:00:00Z", "sections": []})

    change(seeded_url, older)
    with serving(application(seeded_url)) as client:
        assert attributes(page(client, ISSUE), ".neighbours a", "href") == ["/issues/avant"]
        assert attributes(page(client, "/issues/avant"), ".neighbours a", "href") == [ISSUE]
        assert texts(page(client, "/issues/avant"), ".neighbours .kicker") == ["Next issue"]
        assert attributes(page(client, "/issues/avant"), ".neighbours [lang]", "lang") == ["fr"]
        assert attributes(page(client, "/"), "#archive ~ ol a", "href") == ["/issues/avant"]


def test_an_old_slug_leads_to_the_current_one_for_good(seeded_url: str) -> None:
    change(
        seeded_url,
        lambda session: writes.save_issue(session, {"slug": "doubles", "former_slugs": [SAMPLE]}),
        lambda session: writes.save_work(session, {"slug": "apnee", "former_slugs": ["the-deepest-breath"]}),
    )
    with serving(application(seeded_url)) as client:
        for old, new in ((ISSUE, "/issues/doubles"), (WORK, "/works/apnee")):
            response = client.get(old)
            assert (response.status_code, response.headers["location"]) == (301, new)
            assert attributes(page(client, new), 'link[rel="canonical"]', "href") == [f"{BASE}{new}"]


@pytest.mark.parametrize("path", ["/issues/nobody", "/works/nobody", "/recommendations/rec_nobody"])
def test_an_address_where_nothing_is_leads_to_the_latest_issue(client: httpx.Client, path: str) -> None:
    tree = page(client, path, 404)
    assert attributes(tree, "a.button", "href") == [ISSUE]
    assert attributes(tree, 'meta[name="robots"]', "content") == ["noindex"]


def test_a_slip_in_an_address_leads_to_what_was_meant(client: httpx.Client) -> None:
    assert attributes(page(client, f"{ISSUE}s", 404), "ul.plain a", "href") == [ISSUE]
    assert attributes(page(client, "/works/the-deepest-breth", 404), "ul.plain a", "href") == [WORK]


@pytest.mark.parametrize(
    "path",
    [
        "/issues/%00",
        "/issues/%F0%9F%92%A5",
        "/works/A",
        f"/works/{'a' * 4000}",
        "/recommendations/nope",
        ISSUE.upper(),
        "/recommendations/rec_'--",
        "/recommendations/iss_ypijndeb7q4bgvgo",
        "/issues/%3Cscript%3E",
    ],
)
def test_an_address_that_cannot_be_one_is_not_found_like_any_other(client: httpx.Client, path: str) -> None:
    assert "%3C" not in page(client, path, 404).html.lower()  # type: ignore[union-attr]


def test_an_issue_that_was_taken_back_is_as_if_it_had_never_been(seeded_url: str) -> None:
    with serving(application(seeded_url)) as client:
        change(seeded_url, lambda session: writes.unpublish_issue(session, SAMPLE))
        bodies = {client.get(path, headers=BROWSER).text for path in (ISSUE, WORK, PICK, "/issues/nobody-at-all")}
        assert len(bodies) == 1
        assert "Hollywood" not in bodies.pop()


def test_any_other_address_is_a_page_for_browsers_and_plain_for_programs(client: httpx.Client) -> None:
    assert texts(page(client, "/nobody/knows", 404), "h1") == ["Rien ne pousse ici"]
    assert client.get("/nobody/knows").json()["title"] == "Not Found"


def test_a_page_that_cannot_be_read_says_so_and_is_not_kept(seeded_url: str) -> None:
    with serving(application(seeded_url)) as client:
        break_off(seeded_url)
        response = client.get(ISSUE, headers={**BROWSER, "Accept-Language": "en-GB,en;q=0.5"})
    assert (response.status_code, response.headers["cache-control"]) == (503, "no-store")
    assert response.headers["retry-after"]
    assert "Try again in a minute" in response.text


# What it says to machines


def test_a_page_tells_where_it_is_and_where_its_card_is(client: httpx.Client) -> None:
    for path in (ISSUE, WORK, PICK):
        tree = page(client, path)
        assert attributes(tree, 'link[rel="canonical"]', "href") == [f"{BASE}{path}"]
        quoted = f"{BASE}{path}".replace(":", "%3A").replace("/", "%2F")
        assert attributes(tree, 'link[type$="+oembed"]', "href") == [
            f"{BASE}/oembed?url={quoted}&format={form}" for form in ("json", "xml")
        ]
        assert attributes(tree, 'meta[property="og:url"]', "content") == [f"{BASE}{path}"]
        assert attributes(tree, 'meta[property="og:title"]', "content") == texts(tree, "h1")


def test_a_page_describes_itself_in_json_ld(client: httpx.Client) -> None:
    issue = linked_data(page(client, ISSUE))
    assert (issue["@type"], issue["issueNumber"], issue["isPartOf"]["name"]) == (
        ["PublicationIssue", "Article"],
        1,
        "Liane",
    )
    assert len(issue["hasPart"]) == 6
    assert (issue["headline"], issue["publisher"]["name"]) == (issue["name"], "Liane")
    assert issue["image"][-1]["url"] in attributes(page(client, ISSUE), 'meta[property="og:image"]', "content")
    site = linked_data(page(client, "/"))
    assert (site["@type"], site["name"], site["url"]) == ("WebSite", "Liane", f"{BASE}/")
    film = linked_data(page(client, WORK))
    assert (film["@type"], film["director"]) == ("Movie", [{"@type": "Person", "name": "Laura McGann"}])
    pick = linked_data(page(client, PICK))
    assert (pick["@type"], pick["itemReviewed"]["name"]) == ("Recommendation", "The Deepest Breath")


# Language


def test_an_issue_speaks_its_own_language(seeded_url: str) -> None:
    change(seeded_url, lambda session: writes.save_issue(session, {"slug": SAMPLE, "language": "en-GB"}))
    with serving(application(seeded_url)) as client:
        tree = page(client, ISSUE)
        assert attributes(tree, "html", "lang") == ["en-GB"]
        assert texts(tree, ".pick .role")[-1] == "Recommended"
        assert "July 21, 2023" in texts(tree, ".cover .kicker")[0]
        assert attributes(tree, ".colophon p[lang]", "lang") == ["fr"]  # the magazine's own words
        assert attributes(page(client, WORK), ".mention [lang]", "lang") == ["en-GB", "en-GB"]
        assert texts(page(client, f"/embed{PICK}"), ".kicker b") == ["Recommended"]


def test_french_marks_keep_to_the_word_before_them(client: httpx.Client) -> None:
    words = " ".join(node.text() for node in page(client, ISSUE).css(".vine p, .vine h3"))
    assert "Où est le pavé\u202f?" in words
    assert "160\u202f000 professionnels" in words
    assert not re.search(r"[ ][;!?»]|«[ ]", words)


# Safe, small and cached


@pytest.mark.parametrize("path", PAGES)
def test_what_a_french_page_leads_to_in_english_says_so(client: httpx.Client, path: str) -> None:
    tree = page(client, path)
    assert attributes(tree, "html", "lang") == ["fr"]
    english = [link for link in tree.css("a") if re.match(r"/(docs|graphql|schema)", link.attributes["href"] or "")]
    assert english
    for link in english:
        assert link.attributes["hreflang"] == "en"
        assert link.text().endswith("(en anglais)")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_may_do_no_more_than_it_and_its_builder_need(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    scripts = {"/": "script-src 'sha256-", **dict.fromkeys((ISSUE, WORK, PICK, SUBJECT), "script-src 'self'")}
    assert scripts.get(path, "default-src 'none'") in policy
    assert ("script-src" in policy) is ("frame-src 'self'" in policy) is (path in scripts)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "set-cookie" not in headers


@pytest.mark.parametrize("path", PAGES)
def test_a_current_etag_of_a_page_is_answered_by_304(client: httpx.Client, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert client.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *(*PAGES, "/issues", "/works", "/people/laura-mcgann", "/docs", "/docs/http"),
        *("/search", "/search?q=apple", "/works/tiktok-music?country=BR"),
    ],
)
def test_the_first_view_is_three_requests_and_less_than_sixty_kilobytes(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    loaded = set(re.findall(r"url\(([^)]+)\)", response.text))
    assert len(loaded) == 2
    assert not re.findall(r'rel="stylesheet"|<script[^>]+src=', response.text)
    fonts = [client.get(url) for url in loaded]
    assert {font.headers["cache-control"] for font in fonts} == {"public, max-age=31536000, immutable"}
    assert response.headers["content-encoding"] in {"gzip", "br", "zstd"}
    assert sum(answer.num_bytes_downloaded for answer in (response, *fonts)) < FIRST_VIEW


# The embed builder


def test_the_builder_begins_with_the_latest_recommendation(client: httpx.Client) -> None:
    tree = page(client, "/")
    assert attributes(tree, "iframe", "src") == [f"/embed{SUBJECT}"]
    assert f'<liane-card src="{BASE}{SUBJECT}">' in texts(tree, "pre")[0]


@pytest.mark.parametrize("form", ["{base}{path}", "  {base}/embed{path}?theme=light#x ", "{base}{path}/"])
def test_the_builder_leads_to_that_of_the_page_whose_address_it_gets(client: httpx.Client, form: str) -> None:
    response = client.get("/", params={"card": form.format(base=BASE, path=WORK), "theme": "dark"})
    assert (response.status_code, response.headers["location"]) == (303, f"{WORK}?theme=dark#embed")


@pytest.mark.parametrize("path", [ISSUE, WORK, PICK, SUBJECT])
def test_every_page_with_a_card_has_the_builder_of_it(client: httpx.Client, path: str) -> None:
    tree = page(client, f"{path}?theme=dark")
    assert attributes(tree, "#embed iframe", "src") == [f"/embed{path}?theme=dark"]
    component, frame, image, email = (LexborHTMLParser(node.text()) for node in tree.css("#embed pre"))
    assert attributes(component, "liane-card", "src") == [f"{BASE}{path}"]
    assert attributes(component, "liane-card", "theme") == ["dark"]
    assert attributes(frame, "iframe", "src") == [f"{BASE}/embed{path}?theme=dark"]
    (title,) = attributes(frame, "iframe", "title")
    assert title == f"{texts(tree, 'h1')[0]} – Liane"
    for code in (image, email):
        assert set(attributes(code, "a", "href")) == {f"{BASE}{path}"}
        assert attributes(code, "img", "src") == [f"{BASE}/share{path}.png"]
        assert all(attributes(code, "img", "alt"))
    assert len(email.css("table")) == 1
    assert not email.css("script, iframe, style, link, [class], [id]")


def test_the_builder_hands_on_the_public_letters_of_a_key_and_never_a_whole_one(client: httpx.Client) -> None:
    address = f"{BASE}{WORK}?key=AbCdEf12"
    location = client.get("/", params={"card": address, "theme": "light"}).headers["location"]
    assert location == f"{WORK}?theme=light&key=AbCdEf12#embed"
    tree = page(client, location)
    component, frame = (LexborHTMLParser(node.text()) for node in tree.css("#embed pre")[:2])
    assert (
        attributes(component, "liane-card", "key")
        == attributes(tree, "#embed input[name=key]", "value")
        == ["AbCdEf12"]
    )
    assert attributes(frame, "iframe", "src") == [f"{BASE}/embed{WORK}?theme=light&key=AbCdEf12"]
    assert attributes(tree, ".embed a", "href") == ["?theme=auto&key=AbCdEf12#embed"]
    whole = new_key()
    assert whole not in client.get(f"{WORK}?theme=auto&key={whole}").text


def test_the_builder_is_closed_until_somebody_opens_it(client: httpx.Client) -> None:
    tree = page(client, WORK)
    assert tree.css("#embed, iframe, script[src], link[rel=stylesheet]") == []
    assert attributes(tree, ".embed a", "href") == ["?theme=auto#embed"]


def test_a_work_without_a_card_has_no_builder(client: httpx.Client) -> None:
    assert page(client, f"{NAMED_ONLY}?theme=auto").css("#embed, iframe, .embed") == []


@pytest.mark.parametrize("words", ["</a></pre><script>alert(1)</script>", "<b>gras</b> & 'rien'", "{{ 7 * 7 }}"])
def test_code_of_the_builder_holds_words_as_words(seeded_url: str, words: str) -> None:
    engine = db.connect(seeded_url)
    with db.write_transaction(engine) as session:
        writes.save_work(session, {"slug": "the-deepest-breath", "title": words})
    engine.dispose()
    with serving(application(seeded_url)) as client:
        tree = page(client, f"{WORK}?theme=auto")
    codes = [LexborHTMLParser(node.text()) for node in tree.css("#embed pre")]
    component, frame, image, email = codes
    shown = translator("fr").typeset(words)
    assert [script.text() for code in codes for script in code.css("script")] == [""]
    assert texts(component, "liane-card a") == texts(email, "p a") == [shown]
    assert attributes(frame, "iframe", "title") == attributes(image, "img", "alt") == [f"{shown} – Liane"]
    assert attributes(email, "img", "alt") == [shown]


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/works/ripple",
        WORK,
        f"{BASE}.evil.example{WORK}",
        f"{BASE}/graphql",
        "javascript:alert(1)",
        f'{BASE}/works/"><script>alert(1)</script>',
        f"{BASE}/works/../admin",
        f"{BASE}//works/ripple",
    ],
)
def test_the_builder_frames_nothing_of_another_site(client: httpx.Client, address: str) -> None:
    tree = page(client, str(httpx.URL("/", params={"card": address})))
    assert tree.css("iframe") == []
    assert texts(tree, '[role="alert"]')
    assert not [script for script in tree.css("script") if "alert" in script.text()]
