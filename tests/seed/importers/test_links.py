"""Links as the sender meant them: tracking redirects unwrapped, tracking parameters dropped, unsafe ones gone."""

import base64
import gzip
import zlib

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seed.importers.links import clean_link

FILM = "https://film.test/un?b=2"
CODED = base64.urlsafe_b64encode(FILM.encode()).decode()
TALL = f'{{"h":"x","l":"{FILM}","r":"ada@exemple.test"}}'.encode()


def coded(data: bytes | str) -> str:
    return base64.urlsafe_b64encode(data.encode() if isinstance(data, str) else data).decode().rstrip("=")


HEADER = coded('{"alg":"HS256"}')
PAYLOAD = coded(f'{{"url":"{FILM}","iat":1}}')
JWT = f"{HEADER}.{PAYLOAD}.c2lnbmF0dXJl"
HREF = coded(f'{{"email_id":"x","href":"{FILM}"}}')
NESTED = coded(orjson.dumps({"s": "x", "p": orjson.dumps({"u": 30, "url": FILM}).decode()}))
MESSAGE_PACK = coded(b"\x82\xa1u\xd9\x18" + FILM.encode() + b"\xa1e\x01")
PLUGIN = coded(f"12;34;{FILM};;0a1b")
SIGNS = coded("?=2")
PROTOBUF = coded(b"\x08\x13\x22\x18" + FILM.encode() + b"\xd2\x01\x00")
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
        # By sender: their own coding.
        f"https://email.mg.lettre.test/c/{coded(zlib.compress(TALL))}",
        f"https://email.lettre.test/c/{coded(gzip.compress(TALL))}",
        f"https://flight.beehiiv.net/v2/clicks/{JWT}",
        f"https://lnks.gd/l/{JWT}",
        f"https://e.customeriomail.com/e/c/{HREF}/0123abcd",
        f"https://mandrillapp.com/track/click/30/film.test?p={NESTED}",
        f"https://link.lettre.test/click/1234.567/{coded(FILM)}/5f0bB12",
        f"https://eocampaign1.com/c?p={MESSAGE_PACK}",
        f"https://lettre.test/?nltr={PLUGIN}",
        f"https://x.mjt.lu/lnk/AVwA/1/abc/{coded(FILM)}",
        f"https://click.kit-mail3.com/abc/def/{coded(FILM)}",
        "https://click.pstmrk.it/3s/film.test%2Fun%3Fb%3D2/abc/def/ghi",
        # By mail filter.
        "https://urldefense.proofpoint.com/v1/url?u=https%3A//film.test/un%3Fb%3D2&k=x",
        f"https://urldefense.com/v3/__https://film.test/un*b**A__;{SIGNS}!!abc!def$",
        f"https://eu-west-1.protection.sophos.com/?d=film.test&u={coded(FILM)}&i=x",
        "https://linkprotect.cudasvc.com/url?a=https%3a%2f%2ffilm.test%2fun%3fb%3d2&c=E,1,x&typo=1",
        "https://secure-web.cisco.com/1abcDEF/https%3A%2F%2Ffilm.test%2Fun%3Fb%3D2",
        "https://clicktime.symantec.com/15tSt?h=x&u=https%3A%2F%2Ffilm.test%2Fun%3Fb%3D2",
        "https://protect2.fireeye.com/v1/url?k=1&q=1&e=2&u=https%3A%2F%2Ffilm.test%2Fun%3Fb%3D2",
        "https://url.avanan.click/v2/___https://film.test/un?b=2___.YXAzOmE6",
        "https://scanmail.trustwave.com/?c=1&d=2&u=https%3a%2f%2ffilm.test%2fun%3fb%3d2",
        # By site.
        f"https://www.bing.com/ck/a?!&&p=x&u=a1{coded(FILM)}&ntb=1",
        f"https://news.google.com/rss/articles/{PROTOBUF}?oc=5",
        "https://duckduckgo.com/l/?uddg=https%3A%2F%2Ffilm.test%2Fun%3Fb%3D2&rut=x",
        "https://r.search.yahoo.com/_ylt=x/RV=2/RE=1/RO=10/RU=https%3a%2f%2ffilm.test%2fun%3fb%3d2/RK=2/RS=x",
        "https://www.linkedin.com/safety/go?url=https%3A%2F%2Ffilm.test%2Fun%3Fb%3D2&trk=x",
        "https://t.umblr.com/redirect?z=https%3A%2F%2Ffilm.test%2Fun%3Fb%3D2&t=x",
        "https://href.li/?https://film.test/un?b=2",
        "https://www.awin1.com/cread.php?awinmid=1&awinaffid=2&ued=https%3A%2F%2Ffilm.test%2Fun%3Fb%3D2",
        "https://link.zhihu.com/?target=https%3A//film.test/un%3Fb%3D2",
        "https://news.lettre.test/go?ref=https%3A%2F%2Fother.test&url=https%3A%2F%2Ffilm.test%2Fun%3Fb%3D2",
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
        "https://resolver.test/r/doi?u=https://doi.org/10.1/1",
        "https://www.youtube.com/oembed?url=https%3A%2F%2Ffilm.test%2Fun",
        "https://vimeo.com/api/oembed.json?url=https%3A%2F%2Ffilm.test%2Fun",
        "https://ezproxy.univ.test/login?url=https://film.test/un",
        "https://go.proxy.univ.test/?url=https://film.test/un",
        "https://r.jina.ai/https://film.test/un",
        "https://archive.ph/https://film.test/un",
        "https://news.google.com/search?q=https%3A%2F%2Ffilm.test",
        "https://www.google.com/search?q=https%3A%2F%2Ffilm.test",
        "https://news.film.test/article?source=https%3A%2F%2Fother.test%2Fun",
        "https://mail.film.test/inbox?image=https%3A%2F%2Fother.test%2Fi.png",
        "https://t.me/share/url?url=https%3A%2F%2Ffilm.test%2Fun",
        "https://www.linkedin.com/shareArticle?url=https%3A%2F%2Ffilm.test%2Fun",
        "https://bsky.app/intent/compose?text=https%3A%2F%2Ffilm.test%2Fun",
        "https://feedly.com/i/subscription/feed/https://film.test/rss",
        "https://docs.film.test/go/1?redirect_uri=https%3A%2F%2Fother.test",
        "https://docs.google.com/spreadsheets/d/1abc/edit?gid=12#gid=12",
        "https://www.facebook.com/photo.php?fbid=123&set=a.1",
        # These do not carry their target.
        "https://x.us1.list-manage.com/track/click?u=123&id=456",
        "https://link.mail.beehiiv.com/ss/c/u001.abc/4a/h0",
        "https://u1.ct.sendgrid.test/ls/click?upn=u001.abcdefghijklmnopqrstuvwxyz-2Fabc",
        "https://d1.hubspotlinks.test/Ctc/ab+113/cX",
        "https://protect-eu.mimecast.com/s/abc?domain=film.test",
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
        ("https://a.test/\n    b?c=1&\r\n\td=2", "https://a.test/b?c=1&d=2"),
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
