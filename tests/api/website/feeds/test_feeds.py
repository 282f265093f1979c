"""Feeds, as feed readers get them from the real server."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import feedparser
import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from api.website.feeds.feeds import NEVER, PAGE_SIZE, permanent_id, sanitize
from api.website.feeds.formats import FORMATS, Feed, Picture, rss
from schema import db, writes
from tests.api.pages import ISSUE, PICK, REFERENCE, SAMPLE, SUBJECT, attributes, break_off, page, texts
from tests.api.serving import application, serving
from tests.api.website.feeds.feed_rules import problems
from tests.databases import Databases

BASE = "https://liane.example"
COLUMN = "un-format-a-la-loupe"
FEEDS = ("/feeds/issues", f"/feeds/columns/{COLUMN}")
MANY = 45
in_every_form = pytest.mark.parametrize("form", FORMATS)
of_every_feed = pytest.mark.parametrize("path", FEEDS)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def archive(request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """A client of a server with many issues, each with a section in one column."""
    databases: Databases = request.getfixturevalue(f"{request.param}_databases")
    url = databases.create(databases.migrated)
    change(url, many_issues)
    with serving(application(url)) as client:
        yield client
    databases.drop(url)


def change(url: str, *changes: Any) -> None:
    """Write to a database as an editor does."""
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        for write in changes:
            write(session)
    engine.dispose()


def many_issues(session: Any) -> None:
    """Write issues of a week each, numbered from the oldest."""
    writes.save_publication(session, {"name": "Liane"})
    writes.save_column(session, {"id": "col_a", "slug": COLUMN, "name": "Un format à la loupe"})
    for number in range(1, MANY + 1):
        published = datetime(2022, 1, 1, 6, tzinfo=UTC) + timedelta(weeks=number)
        section = {"heading": f"Section {number}", "column_id": "col_a", "body_markdown": "Un mot."}
        issue = {"slug": f"numero-{number}", "title": f"Numéro {number}", "number": number, "sections": [section]}
        writes.save_issue(session, {**issue, "status": "PUBLISHED", "published_at": published})


def parsed(client: httpx.Client, path: str) -> Any:
    """Read a feed as a feed reader does; nothing about it is odd."""
    response = client.get(path)
    assert response.status_code == 200, response.text
    feed = feedparser.parse(response.content, response_headers=dict(response.headers))
    assert not feed.bozo, feed.bozo_exception
    return feed


def read(client: httpx.Client, path: str) -> Any:
    """Read a JSON Feed."""
    response = client.get(path)
    assert response.status_code == 200, response.text
    return response.json()


# Valid


@of_every_feed
@in_every_form
def test_a_feed_is_valid_and_says_what_it_is(client: httpx.Client, path: str, form: str) -> None:
    response = client.get(f"{path}.{form}")
    assert problems(form, response.content) == []
    assert response.headers["content-type"] == FORMATS[form][0]
    assert response.headers["x-content-type-options"] == "nosniff"


@in_every_form
def test_a_feed_of_nothing_is_valid_too(database_url: str, form: str) -> None:
    change(
        database_url,
        lambda session: writes.save_publication(session, {"name": "Liane"}),
        lambda session: writes.save_column(session, {"slug": "vide", "name": "Vide"}),
    )
    with serving(application(database_url)) as client:
        assert problems(form, client.get(f"/feeds/issues.{form}").content) == []
        assert client.get(f"/feeds/columns/vide.{form}").status_code == 404  # nothing visible leads to it


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_feed_reader_sees_the_magazine_and_its_issue(client: httpx.Client, form: str) -> None:
    feed = parsed(client, f"/feeds/issues.{form}")
    assert feed.version == {"atom": "atom10", "rss": "rss20"}[form]
    assert (feed.feed.title, feed.feed.language, feed.feed.link) == ("Liane", "fr", f"{BASE}/")
    (entry,) = feed.entries
    assert entry.title == "Hollywood en grève contre ses doubles"
    assert entry.link == f"{BASE}{ISSUE}"
    assert entry.published_parsed[:5] == (2023, 7, 21, 6, 0)
    assert entry.summary.startswith("Les acteurs américains refusent d’être copiés")
    assert entry.content[0].type == "text/html"
    assert "Retenir son souffle" in entry.content[0].value


def test_all_forms_say_the_same(client: httpx.Client) -> None:
    for path in FEEDS:
        atom, rss = (parsed(client, f"{path}.{form}").entries for form in ("atom", "rss"))
        items = read(client, f"{path}.json")["items"]
        for one, two, three in zip(atom, rss, items, strict=True):
            assert (one.id, one.link, one.title) == (two.id, two.link, two.title)
            assert (one.id, one.link, one.title) == (three["id"], three["url"], three["title"])
            assert one.content[0].value == two.content[0].value
            assert one.published_parsed == two.published_parsed


# Entries


def content(client: httpx.Client, path: str) -> LexborHTMLParser:
    """Return the HTML of the first entry of a feed."""
    return LexborHTMLParser(read(client, f"{path}.json")["items"][0]["content_html"])


def test_an_issues_entry_holds_all_its_sections_under_links_to_them(client: httpx.Client) -> None:
    tree = content(client, "/feeds/issues")
    sections = page(client, ISSUE).css(".section")
    assert attributes(tree, "h2 a", "href") == [f"{BASE}{ISSUE}#{section.attributes['id']}" for section in sections]
    words = " ".join(tree.text().split())
    for section in sections:
        prose = section.css_first(".prose")
        assert prose
        assert " ".join(prose.text().split()) in words


def test_what_is_only_named_is_not_fed_as_a_recommendation(client: httpx.Client) -> None:
    links = {
        link: " ".join(node.text().split())
        for node in content(client, "/feeds/issues").css("li")
        for link in attributes(node, "a", "href")  # type: ignore[arg-type]
        if link and "/recommendations/" in link
    }
    assert len(links) == 6
    assert links[f"{BASE}{PICK}"].startswith("Recommandé The Deepest Breath (Film, 2023)")
    assert links[f"{BASE}{SUBJECT}"].startswith("Décryptage ")
    assert f"{BASE}{REFERENCE}" not in links


def test_a_columns_entries_are_its_sections_in_their_issues(client: httpx.Client) -> None:
    feed = read(client, f"{FEEDS[1]}.json")
    (item,) = feed["items"]
    assert feed["title"] == "Liane – Un format à la loupe"
    assert item["title"] == "ByteDance fait ses gammes"
    assert item["url"] == f"{BASE}{ISSUE}#bytedance-fait-ses-gammes"
    assert len(page(client, ISSUE).css("#bytedance-fait-ses-gammes")) == 1
    assert {"Ripple", "TikTok Music"} <= {node.text() for node in content(client, FEEDS[1]).css("li a")}


def test_authors_languages_and_pictures_are_in_every_form(seeded_url: str) -> None:
    def signed(session: Any) -> None:
        writes.save_person(session, {"id": "per_a", "slug": "a", "name": "Ada & Co"})
        cover = {"cover_url": "https://pictures.example/a.jpg", "cover_alt": "Un piquet", "language": "en-GB"}
        writes.save_issue(session, {"slug": SAMPLE, "authors": ["per_a"], **cover})
        logo = {"logo_url": f"{BASE}/logo.png", "logo_alt": "", "logo_width": 88, "logo_height": 31}
        writes.save_publication(session, {"name": "Liane", "tagline": "Films & co", **logo})

    change(seeded_url, signed)
    with serving(application(seeded_url)) as client:
        for form in FORMATS:
            assert problems(form, client.get(f"/feeds/issues.{form}").content) == []
        feed = read(client, "/feeds/issues.json")
        atom, rss = (parsed(client, f"/feeds/issues.{form}") for form in ("atom", "rss"))
        tree = content(client, "/feeds/issues")
    (item,) = feed["items"]
    assert (item["language"], item["authors"]) == ("en-GB", [{"name": "Ada & Co"}])
    assert (item["image"], feed["icon"]) == ("https://pictures.example/a.jpg", f"{BASE}/logo.png")
    assert attributes(tree, "img", "alt") == ["Un piquet"]
    assert {atom.entries[0].author, rss.entries[0].author} == {"Ada & Co"}
    assert atom.feed.subtitle == rss.feed.subtitle == feed["description"] == "Films & co"
    assert atom.feed.logo == rss.feed.image.href == f"{BASE}/logo.png"
    assert atom.entries[0].title_detail.language == "en-GB"


@pytest.mark.parametrize(
    ("subtitle", "told"),
    [
        ("Films & co", "Films & co"),
        ("Q&A, 1 < 2 > 0", "Q&A, 1 < 2 > 0"),
        ("The <em>best</em> of <b>", "The ‹em›best‹/em› of ‹b›"),
        ("R&amp;D &#38; more", "R& amp;D & #38; more"),
        ("  ", "A"),
        ("", "A"),
    ],
)
def test_what_a_channel_of_rss_says_of_itself_is_no_html(subtitle: str, told: str) -> None:
    feed = rss(Feed("urn:a", f"{BASE}/feeds/a", BASE, "A", subtitle, "A", "fr", NEVER, None, ()))
    assert problems("rss", feed) == []
    assert ET.fromstring(feed).findtext("channel/description") == told  # noqa: S314 - our own


@pytest.mark.parametrize(
    ("url", "width", "shown"),
    [("a.png", 88, True), ("a.JPG", 144, True), ("a.svg", 88, False), ("a.png", 145, False), ("a.png", None, False)],
)
def test_rss_shows_the_pictures_that_it_knows(url: str, width: int | None, shown: bool) -> None:
    logo = Picture(f"{BASE}/{url}", width, 31)
    feed = Feed("urn:a", f"{BASE}/feeds/a", BASE, "A", "", "A", "fr", NEVER, logo, ())
    assert problems("rss", rss(feed)) == []
    assert (b"<image>" in rss(feed)) is shown


def test_addresses_in_a_text_are_made_whole_and_nothing_of_it_runs_elsewhere() -> None:
    html = (
        '<p style="x" class="y" id="z" onclick="a">a <a href="#b">b</a> <a href="/c">c</a>'
        ' <a href="//d.example/e">d</a>'
        '<a href="javascript:f">f</a><a href="http://[">g</a><img src="h.png" srcset="i.png 2x"></p>'
        '<blockquote cite="/j">k</blockquote><script>l</script><iframe src="/m"></iframe><form action="/n"></form>'
    )
    assert sanitize(html, f"{BASE}/issues/un") == (
        f'<p>a <a href="{BASE}/issues/un#b" rel="noopener">b</a> <a href="{BASE}/c" rel="noopener">c</a>'
        ' <a href="https://d.example/e" rel="noopener">d</a><a rel="noopener">f</a><a rel="noopener">g</a>'
        f'<img src="{BASE}/issues/h.png"></p><blockquote>k</blockquote>'
    )


# Ids and dates


def test_an_id_stays_when_slug_title_and_address_change(seeded_url: str) -> None:
    with serving(application(seeded_url)) as client:
        before = [read(client, f"{path}.json")["items"][0]["id"] for path in FEEDS]
        renamed = {"slug": "doubles", "former_slugs": [SAMPLE], "title": "Doubles"}
        change(seeded_url, lambda session: writes.save_issue(session, renamed))
        after = [read(client, f"{path}.json")["items"][0] for path in FEEDS]
    assert [entry["id"] for entry in after] == before
    assert after[0]["url"] == f"{BASE}/issues/doubles"


def test_ids_are_what_they_have_always_been() -> None:
    assert permanent_id("iss_ypijndeb7q4bgvgo") == "urn:uuid:749fc3ad-6f25-5e55-a74a-bee5eddee6db"


def test_what_was_written_before_its_time_is_new_when_its_time_comes(seeded_url: str) -> None:
    later = datetime(2999, 1, 1, tzinfo=UTC)
    change(seeded_url, lambda session: writes.save_issue(session, {"slug": SAMPLE, "published_at": later}))
    with serving(application(seeded_url, clock=lambda: later)) as client:
        (item,) = read(client, "/feeds/issues.json")["items"]
    assert item["date_published"] == item["date_modified"] == "2999-01-01T00:00:00Z"


# Pages


@of_every_feed
@in_every_form
def test_pages_lead_from_the_newest_entry_to_the_oldest_and_back(archive: httpx.Client, path: str, form: str) -> None:
    seen, links = [], []
    address: str | None = f"{BASE}{path}.{form}"
    while address:
        assert address.startswith(f"{BASE}/")
        response = archive.get(address.removeprefix(BASE))
        assert problems(form, response.content) == []
        titles, around = titles_and_links(form, response)
        assert around["first"] == f"{BASE}{path}.{form}"
        assert around.get("self", address) == address
        links.append(around)
        seen.append(titles)
        address = around.get("next")
    assert [len(titles) for titles in seen] == [20, 20, 5]
    assert [title.split()[-1] for titles in seen for title in titles] == [str(number) for number in range(MANY, 0, -1)]
    if form != "json":
        assert [set(around) for around in links] == [
            {"self", "first", "next"},
            {"self", "first", "next", "previous"},
            {"self", "first", "previous"},
        ]
        for number in (1, 2):
            back = archive.get(links[number]["previous"].removeprefix(BASE))
            assert titles_and_links(form, back)[0] == seen[number - 1]


def titles_and_links(form: str, response: httpx.Response) -> tuple[list[str], dict[str, str]]:
    """Return the titles of a page's entries, and its links by their relations."""
    if form == "json":
        feed = response.json()
        links = {"first": feed["feed_url"], "next": feed.get("next_url")}
        return [item["title"] for item in feed["items"]], links
    parsed = feedparser.parse(response.content)
    return [entry.title for entry in parsed.entries], {
        link.rel: link.href for link in parsed.feed.links if link.rel != "alternate"
    }


@pytest.mark.parametrize("cursor", ["x", "zz", "00", "a" * 5000, "'--", "\x00", "🌿", "../..", "4e4f4e453a783a79"])
@of_every_feed
def test_what_is_no_cursor_is_refused(client: httpx.Client, path: str, cursor: str) -> None:
    for name in ("after", "before"):
        response = client.get(f"{path}.atom", params={name: cursor})
        assert response.status_code == 400
        assert "after and before" in response.text


# Found, moved, gone


def test_pages_lead_to_the_feeds(client: httpx.Client) -> None:
    selector = 'link[rel="alternate"]:not([type$="+oembed"])'
    every = [f"{BASE}/feeds/issues.{form}" for form in ("atom", "rss", "json")]
    for path in (ISSUE, PICK, "/works/ripple"):
        assert attributes(page(client, path), selector, "href") == every
    front = page(client, "/")
    addresses, types = (attributes(front, selector, name) for name in ("href", "type"))
    assert addresses[:3] == every
    assert f"{BASE}/feeds/columns/{COLUMN}.atom" in addresses
    for address, media_type in zip(addresses, types, strict=True):
        response = client.get(str(address).removeprefix(BASE))
        assert response.headers["content-type"].partition(";")[0] == media_type


def test_an_old_slug_of_a_column_leads_to_the_current_one(seeded_url: str) -> None:
    renamed = {"slug": "loupe", "former_slugs": [COLUMN]}
    change(seeded_url, lambda session: writes.save_column(session, renamed))
    with serving(application(seeded_url)) as client:
        response = client.get(f"{FEEDS[1]}.rss?after=x")
        assert client.get(f"{FEEDS[1]}.rss?after=x").status_code == 400
        response = client.get(f"{FEEDS[1]}.rss")
        assert (response.status_code, response.headers["location"]) == (301, "/feeds/columns/loupe.rss")
        assert client.get(urljoin(BASE, response.headers["location"]).removeprefix(BASE)).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/issues.xml",
        "/feeds/issues.",
        "/feeds/issues.atom.rss",
        "/feeds/columns/nobody.atom",
        "/feeds/columns/.atom",
        "/feeds/columns/%00.atom",
        "/feeds/columns/A.rss",
        f"/feeds/columns/{'a' * 5000}.json",
        f"/feeds/columns/{COLUMN}.html",
        f"/feeds/columns/..%2F{COLUMN}.atom",
    ],
)
def test_there_is_no_other_feed(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_issue_that_was_taken_back_is_in_no_feed(seeded_url: str) -> None:
    with serving(application(seeded_url)) as client:
        change(seeded_url, lambda session: writes.unpublish_issue(session, SAMPLE))
        for form in FORMATS:
            for path in FEEDS:
                response = client.get(f"{path}.{form}")
                assert "Hollywood" not in response.text
                assert "ByteDance" not in response.text
        assert read(client, "/feeds/issues.json")["items"] == []


def test_a_feed_that_cannot_be_read_now_is_to_be_retried(seeded_url: str) -> None:
    with serving(application(seeded_url)) as client:
        break_off(seeded_url, "sections")
        response = client.get("/feeds/issues.atom")
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")


@of_every_feed
@in_every_form
def test_a_feeds_etag_is_answered_by_304_until_it_changes(seeded_url: str, path: str, form: str) -> None:
    with serving(application(seeded_url)) as client:
        first = client.get(f"{path}.{form}")
        cached = {"If-None-Match": first.headers["etag"]}
        again = client.get(f"{path}.{form}", headers=cached)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        change(seeded_url, lambda session: writes.save_work(session, {"slug": "ripple", "title": "Ripples"}))
        assert client.get(f"{path}.{form}", headers=cached).status_code == 200
    assert first.headers["cache-control"].startswith("public")


# In a browser

CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
READERS = (
    "*/*",
    "application/rss+xml, application/atom+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.7, */*;q=0.1",
    "application/xml, application/atom+xml, application/rss+xml, application/feed+json, text/html, */*;q=0.9",
    "text/html, application/atom+xml;q=0.9",
    "application/xml, text/html;q=0.9, */*;q=0.1",
    "application/json",
)


@of_every_feed
@in_every_form
@pytest.mark.parametrize("accept", [CHROME, FIREFOX])
def test_a_browser_is_sent_to_a_page_that_shows_the_feed(
    client: httpx.Client, path: str, form: str, accept: str
) -> None:
    response = client.get(f"{path}.{form}?after=x", headers={"Accept": accept}, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, f"{path}?after=x")
    assert (response.headers["cache-control"], response.headers["vary"]) == ("no-store", "Accept")


@of_every_feed
@in_every_form
@pytest.mark.parametrize("accept", READERS)
def test_a_feed_reader_is_sent_the_feed_whatever_else_it_takes(
    client: httpx.Client, path: str, form: str, accept: str
) -> None:
    response = client.get(f"{path}.{form}", headers={"Accept": accept}, follow_redirects=False)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(FORMATS[form][0].partition(";")[0])
    cached = client.get(f"{path}.{form}", headers={"Accept": accept, "If-None-Match": response.headers["etag"]})
    assert cached.status_code == 304
    for each in (response, cached):
        names = {name.strip().lower() for name in each.headers["vary"].split(",")}
        assert names == {"accept", "accept-encoding", "authorization", "liane-view"}


def test_the_page_of_a_feed_names_its_addresses_and_shows_its_entries(client: httpx.Client) -> None:
    tree = page(client, FEEDS[1])
    assert texts(tree, "h1") == ["Liane – Un format à la loupe"]
    assert texts(tree, ".addresses code") == [f"{BASE}{FEEDS[1]}.{form}" for form in FORMATS]
    assert attributes(tree, ".parts a", "href") == [f"{BASE}{ISSUE}#bytedance-fait-ses-gammes"]
    assert set(attributes(tree, "link[rel=alternate]", "href")) >= {f"{BASE}{FEEDS[1]}.{form}" for form in FORMATS}


def test_the_page_of_a_feed_leads_to_its_older_and_newer_entries(archive: httpx.Client) -> None:
    (older,) = attributes(page(archive, FEEDS[0]), '[rel="next"]', "href")
    tree = page(archive, str(older).removeprefix(BASE))
    assert texts(tree, ".parts a")[0] == f"Numéro {MANY - PAGE_SIZE}"
    (newer,) = attributes(tree, '[rel="prev"]', "href")
    assert texts(page(archive, str(newer).removeprefix(BASE)), ".parts a")[0] == f"Numéro {MANY}"


def test_a_section_that_has_only_its_columns_name_is_called_after_its_issue(seeded_url: str) -> None:
    column = "Un format à la loupe"
    section = {"heading": "UN FORMAT A LA LOUPE", "column_id": "", "body_markdown": "Un mot."}
    issue = {"slug": "ete", "title": "Un été", "status": "PUBLISHED", "published_at": "2023-07-28T06:00:00Z"}

    def write(session: Any) -> None:
        section["column_id"] = writes.save_column(session, {"slug": COLUMN, "name": column}).id
        writes.save_issue(session, {**issue, "sections": [section]})

    change(seeded_url, write)
    with serving(application(seeded_url)) as client:
        assert read(client, f"{FEEDS[1]}.json")["items"][0]["title"] == "Un été"


# The rules themselves


def test_the_rules_know_a_bad_feed_when_they_see_one(client: httpx.Client) -> None:
    good = {form: client.get(f"/feeds/issues.{form}").text for form in FORMATS}
    slips = {
        "atom": [
            ("<updated>", "<updated>on "),
            ('type="html"', 'type="htm"'),
            ("<id>urn", "<id>/urn"),
            ('rel="self"', 'rel="via"'),
            ("<author>", "<autor></autor><author>"),
            ("&lt;p&gt;", "&lt;script&gt;"),
            ('href="https://', 'href="/'),
        ],
        "rss": [
            ("2023 06", "23 06"),
            ("Fri, 21 Jul", "Thu, 21 Jul"),
            (' isPermaLink="false"', ""),
            ('rel="self"', 'rel="via"'),
            ("&lt;p&gt;", "&lt;p style=x&gt;"),
            ("<link>https://liane.example/issues", "<link>/issues"),
        ],
        "json": [
            ("version/1.1", "version/1"),
            ('"date_published":"2023-07-21T', '"date_published":"21/7 T'),
            ('"summary"', '"content_txt"'),
            ('"feed_url":"https:', '"feed_url":"'),
            ("<p>", "<iframe>"),
        ],
    }
    for form, pairs in slips.items():
        assert problems(form, good[form].encode()) == []
        for right, wrong in pairs:
            assert right in good[form], right
            assert problems(form, good[form].replace(right, wrong, 1).encode()), wrong
    assert json.loads(good["json"])["items"]
