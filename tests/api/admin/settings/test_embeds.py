"""The sites that show cards, as the settings list them."""

from datetime import date

import httpx

from schema import db, writes
from schema.vocabulary import UserRole
from tests.api.admin.people import signed_in
from tests.api.serving import Clock, application, serving

EMBEDS = "/admin/settings/embeds"


def shown(url: str, clock: Clock, language: str) -> httpx.Response:
    with serving(application(url, clock=clock)) as client:
        headers = {
            **signed_in(url, UserRole.EDITOR, clock.now, email=f"{language}@liane.example"),
            "Accept": "text/html",
        }
        return client.get(EMBEDS, headers={**headers, "Accept-Language": language})


def test_sites_are_listed_with_what_they_show_and_how_often(seeded_url: str, clock: Clock) -> None:
    assert "No site has shown a card yet." in shown(seeded_url, clock, "en").text
    engine = db.connect(seeded_url)
    counted = {("partner.example", "works/the-deepest-breath"): 1200, ("", "works/gone"): 1}
    counted |= {("partner.example", f"works/w{number}"): 1 for number in range(10)}
    with db.side_transaction(engine) as session:
        writes.add_embeds(session, counted, date(2023, 7, 1))
    engine.dispose()
    text = shown(seeded_url, clock, "fr").text
    assert '<a href="https://partner.example/" rel="noopener noreferrer nofollow"' in text
    assert '<a href="/works/the-deepest-breath" target="_blank">The Deepest Breath</a>' in text
    assert "Des sites qui ne disent pas leur nom" in text
    assert "et 1 autre carte" in text
    assert "un cache" in text
    assert "1er juillet 2023" in text
