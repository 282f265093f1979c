"""The pages of the magazine itself: what it is, and how to follow it."""

from schema import writes
from tests.api.pages import attributes, linked_data, page, texts
from tests.api.serving import application, serving
from tests.api.website.test_pages import change

PAGES = ("/about", "/subscribe")


def test_the_magazine_says_what_it_is_in_its_own_words(seeded_url: str) -> None:
    own = {
        "about_markdown": 'Elle dit "oui".\n\n<script>alert(1)</script>',
        "subscribing_markdown": "_Ici._",
    }
    change(seeded_url, lambda session: writes.save_publication(session, own))
    with serving(application(seeded_url)) as client:
        about, subscribe = (page(client, path) for path in PAGES)
        answer = client.post("/graphql", json={"query": "{ publication { about { markdown text } } }"}).json()["data"]
        sitemap = client.get("/sitemap.xml").text
        footer = attributes(page(client, "/"), ".colophon a", "href")
    assert [node.text().strip() for node in about.css(".prose")] == ["Elle dit «\u00a0oui\u00a0»."]
    assert not about.css(".prose script")
    assert texts(subscribe, ".prose em") == ["Ici."]
    assert answer["publication"]["about"]["text"] == 'Elle dit "oui".'
    assert linked_data(about)["@type"] == "AboutPage"
    assert all(path in footer and f"{path}</loc>" in sitemap for path in PAGES)


def test_a_magazine_without_such_texts_says_what_is_known(database_url: str) -> None:
    change(database_url, lambda session: writes.save_publication(session, {"name": "Marée", "language": "en"}))
    with serving(application(database_url)) as client:
        about, subscribe = (page(client, path) for path in PAGES)
        nothing = client.post("/graphql", json={"query": "{ publication { about { text } } }"}).json()["data"]
    assert (texts(about, "h1"), texts(subscribe, "h1")) == (["About Marée"], ["Follow Marée"])
    assert not about.css(".prose, .parts, h2")
    assert len(texts(subscribe, ".addresses code")) == 3
    assert nothing == {"publication": {"about": None}}
