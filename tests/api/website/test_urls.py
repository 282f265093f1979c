"""Whose page an address is."""

import pytest

from api.website.urls import card_path

BASE = "https://liane.example"


@pytest.mark.parametrize(
    "address",
    [
        f"{BASE}/works/ripple",
        f"{BASE}/works/ripple/",
        f"{BASE}/embed/works/ripple?theme=dark",
        f"{BASE}/works/ripple?utm_source=letter&x=%00#ici",
        "http://liane.example/works/ripple",
        "https://liane.example:443/works/ripple",
        "HTTPS://LIANE.Example/works/ripple",
        f"{BASE}/works/%72ipple",
        f" {BASE}/works/ripple\n",
    ],
)
def test_a_page_of_ours_is_known_however_its_address_is_written(address: str) -> None:
    assert card_path(address, BASE) == "works/ripple"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "works/ripple",
        "//liane.example/works/ripple",
        "https://elsewhere.example/works/ripple",
        f"{BASE}.evil.example/works/ripple",
        "https://liane.example@evil.example/works/ripple",
        "https://user:secret@liane.example/works/ripple",
        "https://@liane.example/works/ripple",
        "https://liane.example\\@evil.example/works/ripple",
        "https://evil.example\\@liane.example/works/ripple",
        "https://evil.example/https://liane.example/works/ripple",
        "https://evil.example#@liane.example/works/ripple",
        "https://liane.example:8443/works/ripple",
        "https://liane.example:99999/works/ripple",
        "https://liane.example:port/works/ripple",
        "https://[liane.example/works/ripple",
        "https://[::1]:x/works/ripple",
        "https://lïane.example/works/ripple",
        "https://liane。example/works/ripple",
        "https://liane.example./works/ripple",
        "javascript:alert(1)//liane.example/works/ripple",
        "javascript://liane.example/works/ripple",
        "data:text/html,https://liane.example/works/ripple",
        "file://liane.example/works/ripple",
        f"{BASE}/",
        f"{BASE}/graphql",
        f"{BASE}/works/",
        f"{BASE}//works/ripple",
        f"{BASE}/works/../admin",
        f"{BASE}/works/ripple/more",
        f"{BASE}/works/ripple%00",
        f"{BASE}/works/ripple%2F..%2F..",
        f"{BASE}/works/Ripple",
        f"{BASE}/works/%ff",
        f"{BASE}/works/ripple\u202e",
        f"{BASE}/works/{'a' * 121}",
        f"{BASE}/works/ripple?{'a' * 1_000_000}",
        f"{BASE}/recommendations/iss_abc",
        "https://liane.example/works/ripple" * 2,
        "\x00",
        "🌿",
    ],
)
def test_no_other_address_is_taken_for_one_of_ours(address: str) -> None:
    assert card_path(address, BASE) is None


def test_the_house_may_stand_at_a_port_and_below_a_path() -> None:
    base = "http://127.0.0.1:8000/magazine"
    assert card_path(f"{base}/issues/un", base) == "issues/un"
    assert card_path("http://127.0.0.1:8000/issues/un", base) is None
    assert card_path("http://127.0.0.1/magazine/issues/un", base) is None
    assert card_path("http://127.0.0.1:8000/magazines/issues/un", base) is None
