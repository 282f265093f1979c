"""What a letter carries inside is read as it is named, within limits, and what cannot be kept is told."""

from base64 import b64encode
from urllib.parse import quote_from_bytes

import pytest

from seed.importers import carried_pictures, read
from seed.importers.carried_pictures import CarriedPictures
from tests.pictures import drawn, file, jpeg

PHOTOGRAPH = jpeg(600, 400)
SPACER = file(drawn(1, 1), "GIF")


def in_base64(data: bytes, kind: str = "image/jpeg") -> str:
    return f"data:{kind};base64,{b64encode(data).decode()}"


def letter(*parts: tuple[str, bytes], html: str) -> bytes:
    """Return a mail with pictures as mail programs send them."""
    lines = ["Subject: Phares", "From: a@b.test", "Content-Type: multipart/related; boundary=x", ""]
    lines += ["--x", "Content-Type: text/html; charset=utf-8", "", html]
    for name, data in parts:
        lines += ["--x", "Content-Type: image/jpeg; name=a.jpg", f"Content-ID: <{name}>"]
        lines += ["Content-Transfer-Encoding: base64", "", b64encode(data).decode()]
    return "\n".join([*lines, "--x--"]).encode()


@pytest.mark.parametrize(
    "source",
    [
        in_base64(PHOTOGRAPH),
        in_base64(PHOTOGRAPH).replace("base64,", "base64,\n "),
        in_base64(PHOTOGRAPH, "image/png"),
        f"DATA:image/jpeg;charset=x;base64,{b64encode(PHOTOGRAPH).decode()}",
        f"data:image/jpeg,{quote_from_bytes(PHOTOGRAPH)}",
        "cid:logo@b.test",
        "CID:logo%40b.test",
    ],
)
def test_a_carried_picture_gets_an_address_here(source: str) -> None:
    carried = CarriedPictures({"logo@b.test": lambda: PHOTOGRAPH})
    address = carried.address(source)
    assert address is not None
    assert carried.kept[address].data == PHOTOGRAPH
    assert carried.refused == []


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("cid:nobody", "the letter does not carry it"),
        ("data:text/html,<script>", "its address holds no picture"),
        ("data:image/png;base64,é", "its address holds no picture"),
        ("data:image/png;base64,AAA", "its address holds no picture"),
        ("data:image/png;base64,aGVsbG8=", "it is no picture that can be read: JPEG, PNG, WebP, AVIF and GIF are"),
        ("data:image/svg+xml,%3Csvg%3E", "it is an SVG drawing or a page: save it as PNG"),
        (in_base64(PHOTOGRAPH[:900]), "it is damaged: not all of it can be read"),
    ],
)
def test_what_cannot_be_kept_is_told(source: str, why: str) -> None:
    carried = CarriedPictures()
    assert carried.address(source) is None
    assert carried.refused == [why]


def test_a_letter_carries_no_more_than_a_newsletter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carried_pictures, "MOST_PICTURES", 2)
    carried = CarriedPictures()
    sources = [in_base64(jpeg(60 + number, 30)) for number in range(3)]
    assert [bool(carried.address(source)) for source in (*sources, sources[0])] == [True, True, False, True]
    monkeypatch.setattr(carried_pictures, "MOST_PIXELS", 5000)
    carried = CarriedPictures()
    assert [bool(carried.address(in_base64(jpeg(side, 30)))) for side in (100, 101)] == [True, False]


def test_the_pictures_of_a_mail_stand_in_its_text_and_other_parts_are_named() -> None:
    html = (
        '<p>La lettre.</p><p><img src="cid:a@b" alt="Un phare"></p><p><img src="cid:dot@b"></p>'
        f'<p><img src="{in_base64(SPACER, "image/gif")}"><img width="1" height="1" src="cid:a@b"></p>'
    )
    issue = read(letter(("a@b", PHOTOGRAPH), ("dot@b", SPACER), ("unused@b", PHOTOGRAPH), html=html), "a.eml")
    (picture,) = issue.pictures
    assert picture.data == PHOTOGRAPH
    (section,) = issue.sections
    assert section.markdown == f"La lettre.\n\n![Un phare](</pictures/{picture.name}>)"
    assert issue.warnings == ("attachments were not read: a.jpg",)


def test_a_picture_that_is_not_shown_is_not_kept() -> None:
    html = f'<p>La lettre.</p><div style="display:none"><img src="{in_base64(PHOTOGRAPH)}"></div>'
    assert read(html.encode(), "a.html").pictures == ()


def test_a_text_may_name_a_picture_that_is_kept_already() -> None:
    address = f"/pictures/{'0a' * 16}-1200x800"
    issue = read(f"# Phares\n\nLa lettre.\n\n![Un phare]({address})\n".encode(), "a.md")
    assert issue.sections[0].markdown.endswith(f"![Un phare](<{address}>)")
    issue = read(f"---\ntitle: Phares\ncover: {address}\n---\nLa lettre.\n".encode(), "a.md")
    assert issue.cover == (address, "")
    assert issue.warnings == ()
