"""Cards on other sites are counted by every server, from memory too, and written beside it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from api.embed_writing import EmbedWriting
from api.http.embed_counts import EmbedCounts
from schema import db
from schema.embeds import Site, read_sites
from tests.api.pages import CARDS
from tests.api.serving import application, serving

FRAMED = {
    "Referer": "https://partner.example/",
    "Sec-Fetch-Dest": "iframe",
    "Sec-Fetch-Site": "cross-site",
    "Accept": "text/html",
}


def sites(url: str) -> list[Site]:
    engine = db.connect(url)
    with db.read_transaction(engine) as session:
        found = read_sites(session)
    engine.dispose()
    return found


@pytest.mark.parametrize("memory", [0, 10_000_000], ids=["made anew", "from memory"])
def test_each_card_that_is_shown_is_counted_once(seeded_url: str, memory: int) -> None:
    for _ in range(2):
        with serving(application(seeded_url, response_cache_bytes=memory)) as client:
            tag = client.get(CARDS[0], headers=FRAMED).headers["etag"]
            assert client.get(CARDS[0], headers=FRAMED).status_code == 200
            assert client.get(CARDS[0], headers={**FRAMED, "If-None-Match": tag}).status_code == 304
            client.get(CARDS[0])
            client.get("/embed/works/nowhere", headers=FRAMED)
            client.head(CARDS[0], headers=FRAMED)
    (site,) = sites(seeded_url)
    assert (site.host, site.views, [card.path for card in site.cards]) == (
        "partner.example",
        6,
        [CARDS[0].removeprefix("/embed")],
    )


def test_what_cannot_be_written_is_written_later(bare_url: str, database_url: str) -> None:
    counts = EmbedCounts("")
    counts.count("/embed/works/one", 200, {name.lower().encode(): value.encode() for name, value in FRAMED.items()})
    now: Callable[[], datetime] = lambda: datetime(2026, 11, 30, tzinfo=UTC)  # noqa: E731
    EmbedWriting(counts, bare_url, now).write()
    EmbedWriting(counts, database_url, now).write()
    assert [(site.host, site.views) for site in sites(database_url)] == [("partner.example", 1)]


def test_no_word_of_a_visitor_is_kept(seeded_url: str) -> None:
    visitor = {**FRAMED, "Referer": "https://partner.example/private?q=name", "User-Agent": "Somebody"}
    with serving(application(seeded_url)) as client:
        client.get(CARDS[0], headers=visitor)
    (site,) = sites(seeded_url)
    assert "private" not in repr(site)
    assert "Somebody" not in repr(site)
