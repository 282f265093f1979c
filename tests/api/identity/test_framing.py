"""Who may frame a card that names a key: the origins that the key lists, for as long as it is valid."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from tests.api.keys import make_key, revoke
from tests.api.pages import WORK
from tests.api.serving import Clock, application, serving, wait_until

PARTNERS = ["https://a.example", "https://b.example:8443"]
LATER = datetime(2099, 1, 1, tzinfo=UTC)


@pytest.fixture
def client(seeded_url: str, clock: Clock) -> Iterator[httpx.Client]:
    """A client of a server whose cards nobody frames but with a key."""
    with serving(application(seeded_url, clock=clock, frame_ancestors="'none'")) as client:
        yield client


def framed_by(client: httpx.Client, key: str | None) -> str:
    """Return who may frame a card, as its headers say it."""
    response = client.get(f"/embed{WORK}", params={"key": key} if key is not None else {})
    assert response.status_code == 200
    assert (response.headers["cache-control"] == "no-store") is (key is not None)
    sources = response.headers["content-security-policy"].rpartition("frame-ancestors ")[2]
    assert ("x-frame-options" in response.headers) is (sources == "'none'")
    return str(sources)


def test_the_origins_of_a_key_frame_cards_that_name_its_public_letters(
    client: httpx.Client, seeded_url: str, clock: Clock
) -> None:
    key, ending = make_key(seeded_url, origins=PARTNERS), make_key(seeded_url, origins=PARTNERS, expires_at=LATER)
    own = "'self' https://a.example https://b.example:8443"
    wait_until(lambda: framed_by(client, ending[3:11]) == own)
    assert [framed_by(client, name) for name in (None, "", "00000000", key, key[:11])] == ["'none'"] * 5
    assert framed_by(client, key[3:11]) == own
    clock.now = LATER
    assert framed_by(client, ending[3:11]) == "'none'"
    revoke(seeded_url, key)
    wait_until(lambda: framed_by(client, key[3:11]) == "'none'")
