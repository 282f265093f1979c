"""Mails: which part is read, how it is decoded, and what the headers say."""

# ruff: noqa: E501 - letters as programs write them

from collections import Counter
from datetime import date
from email.headerregistry import HeaderRegistry
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from seed.import_run import ImportRun
from seed.importers import Unreadable, read
from tests.seed import lighthouse

FIXTURES = Path(__file__).parents[3] / "fixtures" / "eml"
PLAIN = "Subject: Un titre\nFrom: a@b.test\nMIME-Version: 1.0\n"


def mail(headers: str, body: str | bytes = "Bonjour.") -> bytes:
    return (PLAIN + headers + "\n").encode() + (body.encode() if isinstance(body, str) else body)


def part(kind: str, body: str) -> str:
    return f"--x\nContent-Type: {kind}; charset=utf-8\n\n{body}\n"


def text_of(data: bytes) -> str:
    return "\n".join(section.text for section in read(data, "a.eml").sections)


@pytest.mark.parametrize(
    ("charset", "body", "text", "warned"),
    [
        ("utf-8", "été".encode(), "été", False),
        ("iso-8859-1", "été".encode("latin-1"), "été", False),
        ("iso-8859-1", "l’été".encode("cp1252"), "l’été", False),
        ("windows-1252", "12 €".encode("cp1252"), "12 €", False),
        ("utf-16", "été là".encode("utf-16"), "été là", False),
        ("koi8-r", "море".encode("koi8-r"), "море", False),
        ("utf-7", "l’été".encode("utf-7"), "l’été", False),
        ("unicode-1-1-utf-7", "l’été".encode("utf-7"), "l’été", False),
        ("iso-8859-8-i", "שפל".encode("iso8859-8"), "שפל", False),
        ("shift_jis", "①潮".encode("cp932"), "①潮", False),
        ("x-sjis", "潮".encode("cp932"), "潮", False),
        ("gb2312", "镕潮".encode("gbk"), "镕潮", False),
        ("ks_c_5601-1987", "똠".encode("cp949"), "똠", False),
        ("iso-2022-jp", "潮".encode("iso2022_jp"), "潮", False),
        ("hz-gb-2312", "低潮".encode("hz"), "低潮", False),
        ("windows-874", "ทะเล".encode("cp874"), "ทะเล", False),
        ("us-ascii", "été".encode(), "été", True),
        ("iso-8859-1", "été".encode(), "été", True),
        ("utf-8", "Il a neigé tout l’été, à la façon d’un été.".encode("cp1252"),
         "Il a neigé tout l’été, à la façon d’un été.", True),
        ("no-such-charset", "été".encode(), "été", True),
        ("rot13", "été".encode(), "été", True),
    ],
)  # fmt: skip
def test_the_charset_is_the_declared_one_as_far_as_it_can_be(
    charset: str, body: bytes, text: str, *, warned: bool
) -> None:
    issue = read(mail(f"Content-Type: text/plain; charset={charset}\n", body), "a.eml")
    assert " ".join(section.text for section in issue.sections) == text
    assert bool(issue.warnings) == warned


def test_html_is_read_rather_than_a_stub_and_text_rather_than_a_picture() -> None:
    both = "Content-Type: multipart/alternative; boundary=x\n"
    stub = part("text/plain", "Lisez-nous en ligne.") + part("text/html", "<p>La lettre entière.</p>")
    assert text_of(mail(both, stub + "--x--")) == "La lettre entière."
    picture = part("text/plain", "La lettre entière, en toutes lettres.") + part("text/html", "<p>Image</p>")
    assert text_of(mail(both, picture + "--x--")) == "La lettre entière, en toutes lettres."


def test_the_headers_give_title_date_and_language() -> None:
    issue = read(mail("Date: Sun, 1 Sep 2024 23:59:00 -0400\nContent-Language: fr\n", "Texte."), "2020-01-01.eml")
    assert (issue.title, issue.title_source) == ("Un titre", "header")
    # The day on the sender's clock, for all readers.
    assert (issue.date, issue.date_source, issue.language) == (date(2024, 9, 1), "header", "fr")


def test_a_mail_without_headers_to_tell_says_so() -> None:
    issue = read(b"From: a@b.test\nTo: c@d.test\nMIME-Version: 1.0\n\nUn texte.", "a.eml")
    assert (issue.title, issue.date, issue.warnings) == (None, None, ("no title was found",))


def test_attachments_are_named_and_not_read() -> None:
    body = part("text/html", "<p>La lettre.</p>") + "--x\nContent-Type: text/plain; name=a.txt\n\nJointe.\n--x--"
    issue = read(mail("Content-Type: multipart/mixed; boundary=x\n", body), "a.eml")
    assert [section.text for section in issue.sections] == ["La lettre."]
    assert issue.warnings == ("attachments were not read: a.txt",)


def test_a_paragraph_that_names_the_readers_address_is_left_out() -> None:
    letter = "<p>La lettre.</p><p>Tu la lis sur lea@b.test.</p><p>Et voilà le reste.</p>"
    issue = read(mail("To: Léa <lea@b.test>\nContent-Type: text/html\n", letter), "a.eml")
    assert [(left.text, left.reason) for left in issue.left_out] == [("Tu la lis sur lea@b.test.", "FOOTER")]
    assert issue.sections[0].text == "La lettre.\n\nEt voilà le reste."


def test_the_same_issue_sent_to_two_readers_is_one(catalogued: sa.Engine) -> None:
    first, other = (FIXTURES / name for name in ("stub-text-part.eml", "stub-text-part-other-reader.eml"))
    run = ImportRun(catalogued, "auto", publish=False, dry_run=False)
    created, again = (run.import_data(path.name, path.read_bytes()) for path in (first, other))
    assert (created["action"], again["action"], again["changes"]) == ("created", "unchanged", [])
    assert created["identity"] == again["identity"]
    stored = str(lighthouse.content(catalogued))
    assert "kiosque" in stored
    assert not any(personal in stored for personal in ("Lucie", "lucie.perrin", "Bob", "bob@", "desinscription"))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (mail("Content-Type: image/png\n", "x"), "no text"),
        (mail("Content-Type: text/plain; " + "a=b;" * 5000 + "\n"), "header"),
        (mail("Content-Type: message/rfc822\n\n" * 3000), "structure|no text"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(Unreadable, match=message) as refusal:
        read(data, "a.eml")
    assert "\n" not in str(refusal.value)


def test_a_list_in_a_plain_part_is_a_list() -> None:
    mail = b"Subject: T\nFrom: a@b.test\nMIME-Version: 1.0\nContent-Type: text/plain\n\nMot.\n\n- a\n- b\n\nFin.\n"
    assert read(mail, "a.eml").sections[0].markdown == "Mot.\n\n* a\n* b\n\nFin."


def test_a_mail_of_hundreds_of_parts_within_parts_is_read() -> None:
    within = "".join(f"Content-Type: multipart/mixed; boundary=x{n}\n\n--x{n}\n" for n in range(300))
    assert text_of(mail(within + "Content-Type: text/html\n", "<p>La mer.</p>")) == "La mer."


BOTH = part("text/plain", "La mer.") + part("text/html", "<h2>À voir</h2><p>La mer monte.</p>") + "--x--\n"


@pytest.mark.parametrize(
    "headers",
    [
        "Content-Type: multipart/alternative; boundary=x\n",
        "Content-Type: multipart/alternative; boundary=y\n",
        "Content-Type: multipart/alternative\n",
        'Content-Type: multipart/alternative; boundary=""\n',
    ],
)
def test_parts_are_found_where_the_boundary_is_wrong(headers: str) -> None:
    assert text_of(mail(headers, BOTH)) == "La mer monte."


def test_a_mail_that_only_says_it_has_parts_is_read_as_one() -> None:
    assert text_of(mail("Content-Type: multipart/mixed; boundary=x\n", "<html><p>La mer.</p></html>")) == "La mer."


@pytest.mark.parametrize(
    "above", [b"\xef\xbb\xbf", b"\n\n", b"\r\n", b" \n", b"From a@b.test Thu Mar 14 08:00:00 2024\n"]
)
def test_what_stands_above_the_headers_is_harmless(above: bytes) -> None:
    issue = read(above + mail("Content-Type: text/html\n", "<p>La mer.</p>"), "a")
    assert (issue.format, issue.title, issue.sections[0].text) == ("eml", "Un titre", "La mer.")


@pytest.mark.parametrize(
    ("parameters", "body", "text"),
    [
        ("format=flowed", "La mer \nmonte.\n", "La mer monte."),
        ("format=flowed; delsp=yes", "La mar \née  \n monte.\n", "La marée monte."),
        ("format=flowed; DelSp=Yes", "低 \n潮\n", "低潮"),
        ("format=flowed", "> La mer \n> monte.\n\nOui.\n", "La mer monte.\n\nOui."),
    ],
)
def test_flowed_lines_are_joined(parameters: str, body: str, text: str) -> None:
    assert text_of(mail(f"Content-Type: text/plain; charset=utf-8; {parameters}\n", body)) == text


def test_blanks_behind_a_soft_line_break_are_none() -> None:
    headers = "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n"
    assert text_of(mail(headers, "<p>La mar=C3=A9e =  \t\nmonte.=\t\n</p>")) == "La marée monte."


def test_a_named_part_is_the_letter_where_there_is_no_other() -> None:
    named = "Content-Type: text/html; name=lettre.html\nContent-Disposition: {}; filename=lettre.html\n"
    for disposition in ("inline", "attachment"):
        assert text_of(mail(named.format(disposition), "<p>La mer.</p>")) == "La mer."


def test_html_under_the_name_of_plain_text_is_html() -> None:
    assert (
        text_of(mail("Content-Type: text/plain\n", "<!DOCTYPE html>\n<html><p>La <b>mer</b>.</p></html>")) == "La mer."
    )


def test_addresses_are_no_words_when_a_plain_part_is_weighed() -> None:
    plain = "La mer " + " ".join(f"https://a.test/b/c?d={n}&e=f&g=h" for n in range(20))
    both = part("text/plain", plain) + part("text/html", "<p>La mer monte.</p>") + "--x--"
    assert text_of(mail("Content-Type: multipart/alternative; boundary=x\n", both)) == "La mer monte."


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("RV: La mer", "La mer"), ("I: La mer", "La mer"), ("Enc: La mer", "La mer"), ("Doorst: La mer", "La mer"),
        ("TR : Fwd: La mer", "La mer"), ("Re[2]: La mer", "La mer"), ("WG: AW: La mer", "La mer"),
        ("转发：La mer", "La mer"), ("[EXT] La mer", "La mer"), ("[Test] La mer", "La mer"), ("i: la mer", "i: la mer"),
        ("Repérages : la mer", "Repérages : la mer"), ("[Gazette] La mer", "[Gazette] La mer"), ("Fwd:", "Fwd:"),
        ("=?x-sjis?B?kqo=?=", "潮"), ("=?utf-7?Q?l'+AOk-t+AOk?=", "l'été"), ("La =?utf-8?Q?mar?=\n =?utf-8?Q?=C3=A9e?=", "La marée"),
    ],
)  # fmt: skip
def test_a_subject_is_a_title_without_what_programs_put_before_it(subject: str, title: str) -> None:
    assert read(f"Subject: {subject}\nFrom: a@b.test\nMIME-Version: 1.0\n\nMot.".encode(), "a.eml").title == title


def test_the_newsletters_name_at_the_top_is_no_section() -> None:
    letter = "<h1>La Gazette</h1><h2>À voir</h2><p>Un film.</p><h2>À lire</h2><p>Un livre.</p>"
    issue = read(
        f"Subject: T\nFrom: La Gazette <a@b.test>\nMIME-Version: 1.0\nContent-Type: text/html\n\n{letter}".encode(), "a"
    )
    assert [section.heading for section in issue.sections] == ["À voir", "À lire"]
    assert [(left.text, left.reason) for left in issue.left_out] == [("La Gazette", "PREHEADER")]


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ("Content-Type: multipart/encrypted; boundary=x\n", "encrypted"),
        ("Content-Type: application/pkcs7-mime\n", "encrypted"),
        ("Content-Type: multipart/report; boundary=x\n", "not delivered"),
    ],
)
def test_a_mail_that_is_no_letter_is_named(headers: str, message: str) -> None:
    with pytest.raises(Unreadable, match=message):
        read(mail(headers, BOTH), "a.eml")


def test_no_link_and_no_text_carries_the_readers_address() -> None:
    letter = (
        "<p>" + "La mer monte. " * 70 + "Envoyé à Lea@b.test, "
        '<a href="https://a.test/u/lea%40b.test/f">un film</a>, <a href="https://a.test/f?r=bGVhQGIudGVzdA">un livre</a>, '
        '<a href="https://a.test/f">un disque</a> <img src="https://a.test/lea@b.test/i.png" alt="une carte"></p>'
    )
    issue = read(mail("To: Léa <lea@b.test>\nContent-Type: text/html; charset=utf-8\n", letter), "a.eml")
    assert issue.sections[0].links == ("https://a.test/f",)
    assert issue.sections[0].text.endswith("Envoyé à , un film, un livre, un disque")
    assert "lea" not in repr(issue.sections).lower().replace("clean", "")
    assert issue.warnings == ("2 link(s) that carry the reader's address were left out, their words kept",)


def test_the_senders_own_address_is_no_readers() -> None:
    letter = "<p>Écrivez-nous à a@b.test.</p><p>La mer monte.</p>"
    assert "a@b.test" in text_of(mail("To: a@b.test\nContent-Type: text/html; charset=utf-8\n", letter))


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Content-Type: text/markdown; charset=utf-8\n", "La **mer**."),
        ("Content-Type: application/xhtml+xml; charset=utf-8\n", "<html><p>La mer.</p></html>"),
        ("Content-Type: html\n", "<p>La mer.</p>"),
        ("Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable;\n", "<p>La=20mer.</p>"),
        ("Content-Type: text/html\nContent-Transfer-Encoding: base64\n", "<p>La mer.</p>"),
    ],
)
def test_a_part_is_read_as_what_it_is(headers: str, body: str) -> None:
    assert text_of(mail(headers, body)) == "La mer."


def test_apple_mails_files_are_mails() -> None:
    letter = mail("Content-Type: text/html\n", "<p>La mer.</p>")
    issue = read(f"{len(letter)}\n".encode() + letter + b"<?xml version='1.0'?><plist></plist>", "1.emlx")
    assert (issue.format, issue.title, issue.sections[0].text) == ("eml", "Un titre", "La mer.")


def test_a_header_is_parsed_once_however_often_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Counter[tuple[str, str]] = Counter()
    own = HeaderRegistry.__call__

    def count(registry: HeaderRegistry, name: str, value: str) -> Any:
        asked[name, value] += 1
        return own(registry, name, value)

    monkeypatch.setattr(HeaderRegistry, "__call__", count)
    body = part("text/plain", "Un film à voir.") + part("text/html", "<p>Un film où la mer monte.</p>") + "--x--\n"
    assert "la mer" in text_of(mail('Content-Type: multipart/alternative; boundary="x"; seen=never\n', body))
    assert {name: most for (name, _), most in asked.items() if name == "Content-Type"} == {"Content-Type": 1}
