"""An issue is seen before it is saved: as its page, as its card, and as networks show it."""

import re
from base64 import b64decode

import httpx

from tests.api.admin.forms_of_pages import form_of, send
from tests.api.admin.test_screens import first_of, versions
from tests.api.pages import ISSUE


def body(html: str) -> str:
    return html.partition("<body")[2]


def test_the_card_is_that_of_partners_and_may_be_framed_here_alone(chief: httpx.Client, seeded_url: str) -> None:
    path, before = first_of(chief, "issues"), versions(seeded_url)
    partners = chief.get(f"/embed{ISSUE}").text
    stored = chief.get(f"{path}/preview?as=card")
    sent = send(chief, f"{path}/preview?as=card", form_of(chief.get(path).text))
    assert body(stored.text) == body(sent.text) == body(partners)
    assert "frame-ancestors 'self'" in stored.headers["content-security-policy"]
    changed = send(chief, f"{path}/preview?as=card", form_of(chief.get(path).text), title="Tout autre chose")
    assert "Tout autre chose</a></h1>" in changed.text
    assert versions(seeded_url) == before


def test_the_share_image_is_that_of_networks(chief: httpx.Client) -> None:
    path = first_of(chief, "issues")
    sent = send(chief, f"{path}/preview?as=share", form_of(chief.get(path).text))
    found = re.search(r'src="data:image/png;base64,([^"]+)"', sent.text)
    assert found
    assert b64decode(found[1]) == chief.get(f"/share{ISSUE}.png").content
    changed = send(chief, f"{path}/preview?as=share", form_of(chief.get(path).text), title="<b>Autre</b>")
    assert "&lt;b&gt;Autre&lt;/b&gt;</h1>" in changed.text
    assert found[1] not in changed.text
    assert "frame-ancestors 'self'" in changed.headers["content-security-policy"]
    assert "script-src 'self'" in changed.headers["content-security-policy"]


def test_what_there_is_no_such_preview_of_is_the_page(chief: httpx.Client) -> None:
    path = first_of(chief, "issues")
    assert body(chief.get(f"{path}/preview?as=film").text) == body(chief.get(f"{path}/preview").text)
