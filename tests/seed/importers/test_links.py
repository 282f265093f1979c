"""Links as the sender meant them: tracking redirects unwrapped, tracking parameters dropped, unsafe ones gone."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seed.importers.links import clean_link

FILM = "https://film.test/un?b=2"
CODED = base64.urlsafe_b64encode(FILM.encode()).decode()
IN_JSON = base64.urlsafe_b64encode(f'{{"e":"{FILM}","s":1}}'.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "wrapped",
    [
        "https://www.google.com/url?q=https://film.test/un%3Fb%3D2&sa=D&usg=AOv",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Ffilm.test%2Fun%3Fb%3D2%26fbclid%3DIwAR&h=AT0",
        "https://l.instagram.com/?u=https%3A%2F%2Ffilm.test%2Fun%3Fb%3D2&e=AT",
        "https://www.youtube.com/redirect?event=video&redir_token=x&q=https%3A%2F%2Ffilm.test%2Fun%3Fb%3D2",
        "https://eur03.safelinks.protection.outlook.com/?url=https%3A%2F%2Ffilm.test%2Fun%3Fb%3D2&data=05%7Cjo%40a.b&reserved=0",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__film.test_un-3Fb-3D2&d=DwMF&c=x",
        "https://urldefense.com/v3/__https://film.test/un?b=2__;!!abc!def$",
        "https://abc.r.eu-west-1.awstrack.me/L0/https:%2F%2Ffilm.test%2Fun%3Fb=2/1/0102018/x=4",
        "https://tracking.tldr.test/CL0/https:%2F%2Ffilm.test%2Fun%3Fb=2%26utm_source=x/1/0100",
        f"https://click.convertkit-mail.test/abc/def/{CODED}",
        f"https://substack.com/redirect/2/{IN_JSON}.sig?j={IN_JSON}",
        f"https://track.mail.test/c?payload={IN_JSON}",
        "https://clic.lettre.test/redirect?target=https%3A%2F%2Ffilm.test%2Fun%3Fb%3D2",
        "https://out.reddit.com/t3?url=https%3A%2F%2Ffilm.test%2Fun%3Fb%3D2",
        # Wrapped twice.
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%253A%252F%252Ffilm.test%252Fun%253Fb%253D2",
    ],
)
def test_a_redirect_that_carries_its_target_is_unwrapped(wrapped: str) -> None:
    assert clean_link(wrapped) == FILM


@pytest.mark.parametrize(
    "address",
    [
        # These do something with an address, or show it: it is not where they lead.
        "https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Ffilm.test%2Fun",
        "https://twitter.com/intent/tweet?url=https%3A%2F%2Ffilm.test%2Fun",
        "https://translate.google.com/translate?u=https://film.test/un",
        "https://web.archive.org/web/2020/https://film.test/un",
        "https://account.test/login?redirect=https://film.test/un",
        # These do not carry their target.
        "https://x.us1.list-manage.com/track/click?u=123&id=456",
        "https://link.mail.beehiiv.com/ss/c/u001.abc/4a/h0",
        "https://film.test/un?b=2&page=3#scene",
        "https://film.test/%C3%A9t%C3%A9?q=a+b&q=c",
        "mailto:a@film.test",
    ],
)
def test_any_other_address_stays_as_it_is(address: str) -> None:
    assert clean_link(address) == address


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://a.test/?utm_source=x&b=1&utm_medium=y", "https://a.test/?b=1"),
        ("https://a.test/?fbclid=x", "https://a.test/"),
        ("https://a.test/?mc_cid=1&mc_eid=2#utm_source=x", "https://a.test/"),
        ("https://a.test/?b=lectrice%40exemple.test", "https://a.test/"),
        ("https://youtu.be/dQw4w9WgXcQ?si=abc", "https://youtu.be/dQw4w9WgXcQ"),
        ("https://a.test/?si=abc", "https://a.test/?si=abc"),
        ("//a.test/b", "https://a.test/b"),
        ("  https://a.test/b\n", "https://a.test/b"),
        ("https://a.test/b c", "https://a.test/b%20c"),
        ("https://a.test/<b>", "https://a.test/%3Cb%3E"),
    ],
)
def test_what_tells_who_clicked_is_dropped(address: str, kept: str) -> None:
    assert clean_link(address) == kept


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " JaVa\tScript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "#section",
        "/relative",
        "https://",
        "http://[::1",
        "*|UNSUB|*",
        "https://a.test/{{ id }}",
        "tel:+33",
        "https://l.facebook.com/l.php?u=" + "a" * 9000,
    ],
)
def test_what_leads_nowhere_is_none(address: str) -> None:
    assert clean_link(address) is None


def test_a_relative_address_starts_from_the_base() -> None:
    assert clean_link("b?utm_source=x", "https://a.test/c/") == "https://a.test/c/b"


@given(
    st.one_of(st.text(max_size=60), st.text("htps:/%2F?&=#@.[]_-abc", max_size=60).map("https://a.b/url?q=".__add__))
)
def test_any_text_is_an_http_or_mail_address_or_none(text: str) -> None:
    link = clean_link(text)
    assert link is None or link.lower().startswith(("http://", "https://", "mailto:"))
    assert link is None or not any(char.isspace() or char in '<>"' for char in link)
