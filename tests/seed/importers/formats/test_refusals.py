"""What is no newsletter is refused in words, and letters that look a little like it are read."""

# ruff: noqa: E501 - tables as programs write them

import pytest

from seed.importers import Unreadable, read

ICS = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:La mer\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.7\n1 0 obj\n", "PDF"),
        (b"{\\rtf1\\ansi La mer}", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office program"),
        (b"PK\x03\x04\x14\0\0\0\x08\0" + bytes(16) + b"[Content_Types].xml", "office program"),
        (
            b"PK\x03\x04\x0a\0\0\0\0\0" + bytes(16) + b"mimetypeapplication/vnd.oasis.opendocument.text",
            "office program",
        ),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "picture"),
        (b"\x1f\x8b\x08\0", "unpack"),
        (b"SQLite format 3\0", "database"),
        (ICS.encode(), "calendar"),
        (b"\xef\xbb\xbf" + ICS.encode(), "calendar"),
        (b"BEGIN:VCARD\nFN:Lea\nEND:VCARD\n", "address book"),
        (b"email,name\nlea@b.test,Lea\nbob@b.test,Bob\n", "list of people|table"),
        (
            "E-mail;Prénom;Inscrit le\nlea@b.test;Léa;2024-01-01\nbob@b.test;Bob;2024-01-02\n".encode(),
            "list of people|table",
        ),
        ("Adresse e-mail\tNom\nlea@b.test\tLéa\n".encode(), "table"),
        (b"lea@b.test\nbob@b.test\nada@b.test\n", "list of people"),
        (b"Lea Roux <lea@b.test>\nBob <bob@b.test>\nAda Lin <ada@b.test>\n", "list of people"),
        (b"post_id,timestamp,email,country\n1,2024-03-14,lea@b.test,FR\n", "table"),
        (b"Campaign,Recipients,Opens,Clicks,Date\nLa mer,1200,600,120,2024-03-14\n", "table"),
        (b"post_id,post_date,title\n1,2024-03-14,La mer\n2,2024-03-21,Le port\n", "table"),
        (b'{"name": "liane", "version": "1.0"}', "JSON"),
        (b'[{"email": "lea@b.test"}]', "JSON"),
        (b'{"event": "open", "email": "lea@b.test"}\n{"event": "click", "email": "bob@b.test"}\n', "JSON"),
        (b"<?xml version='1.0'?><opml version='2.0'><body/></opml>", "XML, opml"),
        (b"<?xml version='1.0'?><urlset><url/></urlset>", "XML, urlset"),
        (b"<rss version='2.0'><channel/></rss>", "feed"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><text>a</text></svg>", "picture"),
        (b"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><DT><A HREF='https://a.test'>a</A></DL>", "bookmarks"),
        (b"#!/bin/sh\necho mot\n", "program"),
    ],
)
def test_what_is_no_letter_is_refused_in_words(data: bytes, message: str) -> None:
    with pytest.raises(Unreadable, match=message) as refusal:
        read(data, "a.txt")
    assert "\n" not in str(refusal.value)
    assert "b.test" not in str(refusal.value)


def test_a_table_is_one_by_its_name_too() -> None:
    with pytest.raises(Unreadable, match="table"):
        read(b"Colonne A,Colonne B\nmot,mot\n", "a.csv")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"Bonjour, Camille\n\nOui, la mer monte, et le port dort.\n", "a.txt"),
        (b"La mer\n\n{un mot entre accolades} et le reste.\n", "a.txt"),
        (b'{"title": "La mer", "date": "2024-03-14"}\n\nUn mot.\n', "a.md"),
        (b"[Un lien](https://a.test) et un mot.\n", "a.md"),
        ("La mer\n\nÉcrivez à lea@b.test\n\nUn film de la côte, et un livre de gardien.\n".encode(), "a.txt"),
        (
            b"From: Lea <lea@b.test>\nTo: Bob <bob@b.test>\nCc: ada@b.test\nReply-To: lea@b.test\nMIME-Version: 1.0\n\nMot.",
            "a",
        ),
        (b"Title | Date\n\nLa mer monte | Le port dort\n", "a.txt"),
        (b"<?xml version='1.0'?><html><p>Un mot.</p></html>", "a.html"),
        (b"<?xml version='1.0'?>\n<!-- a -->\n<!DOCTYPE html><html><p>Un mot.</p></html>", "a.html"),
        (b"MZ, c'est un nom de code, et un mot.", "a.txt"),
        (b"ID card: un mot.", "a.txt"),
    ],
)
def test_letters_are_read(data: bytes, name: str) -> None:
    assert read(data, name).warnings is not None


def test_the_format_that_is_asked_for_overrules() -> None:
    assert read(b"email,name\nlea,Lea\n", "a.csv", "text").title == "email,name"
