"""Which sites show cards, by what browsers say: hosts alone, validated, and no more than there is room for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.embed_counts import HOST, MOST, EmbedCounts, framing_host

FRAME = {b"sec-fetch-dest": b"iframe", b"sec-fetch-site": b"cross-site"}
REFERER = {b"referer": b"https://Partner.Example/a/page?with=words"}


@pytest.mark.parametrize(
    ("headers", "host"),
    [
        ({**FRAME, **REFERER}, "partner.example"),
        ({**FRAME, b"referer": b"https://user:word@xn--caf-dma.example:8443/"}, "xn--caf-dma.example"),
        (REFERER, "partner.example"),
        (FRAME, ""),
        ({}, None),
        ({**REFERER, b"sec-fetch-dest": b"document"}, None),
        ({**REFERER, **FRAME, b"sec-fetch-site": b"same-origin"}, None),
        *(
            ({**FRAME, b"referer": referer}, None)
            for referer in (
                b"https://localhost/",
                b"http://127.0.0.1/",
                b"http://[::1]/",
                b"http://[::1",
                b"about:srcdoc",
                b"nonsense",
                b"https://a_b.example/",
                b"https://<b>.example/",
                b"https://caf\xc3\xa9.example/",
                b"https://" + b"a" * 64 + b".example/",
                b"https://" + b"a." * 126 + b"example/",
                b"https://partner.example/" + b"a" * 2_000,
            )
        ),
    ],
)
def test_a_site_is_its_host_and_what_is_none_is_left_out(headers: dict[bytes, bytes], host: str | None) -> None:
    assert framing_host(headers) == host


@given(st.binary(max_size=300))
def test_whatever_is_sent_is_a_host_or_nothing(referer: bytes) -> None:
    host = framing_host({**FRAME, b"referer": referer})
    assert host is None or HOST.fullmatch(host)


def test_cards_are_counted_that_were_there_and_not_on_pages_of_ours() -> None:
    counts = EmbedCounts("liane.example")
    for status in (200, 304, 404, 503):
        counts.count("/embed/works/one", status, {**FRAME, **REFERER})
    counts.count("/works/one", 200, {**FRAME, **REFERER})
    counts.count("/embed/works/one", 200, {**FRAME, b"referer": b"https://liane.example/"})
    assert counts.take() == {("partner.example", "works/one"): 2}
    assert counts.take() == {}


def test_names_that_are_made_up_take_no_more_than_their_room() -> None:
    counts = EmbedCounts("")
    for number in range(MOST + 10):
        counts.count("/embed/works/one", 200, {b"referer": b"https://a%d.example/" % number})
    counts.count("/embed/works/one", 200, {b"referer": b"https://a0.example/"})
    taken = counts.take()
    assert (len(taken), taken["a0.example", "works/one"]) == (MOST, 2)
    counts.count("/embed/works/two", 200, {b"referer": b"https://a0.example/"})
    counts.give_back(taken)
    assert len(counts.take()) == MOST
