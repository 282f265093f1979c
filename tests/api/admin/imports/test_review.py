"""An import is looked at beside its letter."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
import yaml
from selectolax.lexbor import LexborHTMLParser

from api.admin.paths import HERE
from schema import db
from schema.bases import table_of
from schema.instants import utc_now
from schema.tables import Import
from seed.importers.parsed_issue import Reason
from tests.api.admin.forms_of_pages import form_of, send
from tests.api.admin.imports.test_lists import LETTER, hand_in
from tests.pictures import jpeg
from tests.seed.test_import_worker import zipped

FIXTURES = Path(__file__).parents[3] / "fixtures"


def imported(client: httpx.Client, work: Callable[[], None], name: str, data: bytes) -> str:
    """Have a file imported, and return the path of its page."""
    path = hand_in(client, (name, data)).headers["location"]
    work()
    return str(path)


def test_what_was_understood_stands_beside_the_letter(editor: httpx.Client, work: Callable[[], None]) -> None:
    page = editor.get(imported(editor, work, "2024-03-14-phares.txt", LETTER)).text
    for part in (
        "Basse mer",
        "“Low Tide”",
        "Recommended",
        "Vent",
        "La dernière vague",
        "from the text",
        "<dd>French</dd>",
    ):
        assert part in page, part
    other = editor.get(imported(editor, work, "mail.html", (FIXTURES / "html" / "mailchimp.html").read_bytes())).text
    assert "Footer" in other
    assert "Unsubscribing" in other
    assert re.search(r'<iframe [^>]*src="[^"]+/original" sandbox="allow-popups', page)
    assert re.search(r'"/admin/issues/iss_\w+/publish"', page)


def test_what_waits_to_be_looked_at_is_named_first_and_leads_to_its_place(
    editor: httpx.Client, work: Callable[[], None]
) -> None:
    path = imported(editor, work, "2024-03-14-phares.txt", LETTER)
    page = LexborHTMLParser(editor.get(path).text)
    [link] = page.css("#candidates a")
    [place] = page.css(str(link.attributes["href"]))
    assert link.text() == "Vent"
    assert "Vent" in place.text()
    sent = dict(form_of(place.html or "", "form"))
    assert editor.post(path, data={**sent, "do": "create"}).status_code == 303
    assert LexborHTMLParser(editor.get(path).text).css_first("#candidates") is None


def test_the_editor_and_the_history_of_an_issue_lead_back_to_the_letter(
    lighthouse_url: str, editor: httpx.Client, work: Callable[[], None]
) -> None:
    path = imported(editor, work, "2024-03-14-phares.txt", LETTER)
    let_a_day_pass(lighthouse_url)
    issue = re.search(r"/admin/issues/iss_\w+", editor.get(path).text)
    assert issue
    again = imported(editor, work, "2024-03-14-phares.txt", LETTER.replace(b"Basse mer", b"Haute mer"))
    for address in (issue[0], f"{issue[0]}/history"):
        [link] = [a for a in LexborHTMLParser(editor.get(address).text).css(".trail a") if "letter" in a.text()]
        assert link.attributes["href"] == again
    made = send(editor, "/admin/issues/new", [], title="Sans lettre", language="fr").headers["location"]
    assert "The letter it came from" not in editor.get(made).text


def let_a_day_pass(url: str) -> None:
    """Have all that was handed in come a day ago: instants are whole seconds, and two letters may come in one."""
    imports, engine = table_of(Import), db.connect(url)
    with db.side_transaction(engine) as session:
        session.execute(sa.update(imports).values(created_at=utc_now() - timedelta(days=1)))
    engine.dispose()


@pytest.mark.parametrize(("text", "is_told"), [("Un mot. " * 40, True), ("Un mot.\n\n" * 40, False), ("Court.", False)])
def test_one_long_paragraph_says_how_it_is_split(
    editor: httpx.Client, work: Callable[[], None], text: str, is_told: bool
) -> None:
    path = imported(editor, work, "2024-03-14.md", f"# Titre\n\n## Voir\n\n{text}".encode())
    assert ("This is one paragraph" in editor.get(path).text) == is_told


def test_a_letter_that_waits_is_looked_at_until_it_is_imported(editor: httpx.Client) -> None:
    page = editor.get(hand_in(editor, ("a.txt", LETTER)).headers["location"])
    assert page.status_code == 200
    assert "data-busy data-whole" in page.text
    assert "The letter is being read" in page.text


def test_the_letter_itself_runs_and_loads_nothing(editor: httpx.Client, work: Callable[[], None]) -> None:
    path = imported(editor, work, "hostile.html", (FIXTURES / "html" / "hostile.html").read_bytes())
    letter = editor.get(f"{path}/original")
    assert letter.status_code == 200
    assert "<script" not in letter.text
    policy = letter.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; img-src 'self'")
    assert "; sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy


def test_a_letter_of_text_is_shown_as_it_is(editor: httpx.Client, work: Callable[[], None]) -> None:
    path = imported(editor, work, "a.txt", LETTER + b"\n\nUn <b>signe</b> & un autre.\n")
    assert "<pre>Phares en grève" in editor.get(f"{path}/original").text
    assert "&lt;b&gt;signe" in editor.get(f"{path}/original").text


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b"%PDF-1.4\n" + b"1 0 obj << /Type /Catalog >> endobj\n" * 50),
        ("a.rtf", b"{\\rtf1\\ansi{\\fonttbl\\f0 Helvetica;} Bonjour}"),
        ("a.jpg", jpeg(60, 90)),
        ("a.bin", bytes(range(256)) * 20),
    ],
)
def test_a_file_that_is_no_text_says_so_in_place_of_a_letter(
    editor: httpx.Client, work: Callable[[], None], name: str, data: bytes
) -> None:
    path = imported(editor, work, name, data)
    shown = editor.get(f"{path}/original").text
    assert "This file is no text, so there is nothing of it to show here." in shown
    assert not set(shown) & {"\ufffd", "\0"}
    assert "endobj" not in shown
    assert "fonttbl" not in shown


def test_an_archive_shows_its_letters_and_what_is_none(editor: httpx.Client, work: Callable[[], None]) -> None:
    path = imported(editor, work, "archive.zip", zipped(2, ("photo.png", "png"), ("leer.md", " ")))
    page = editor.get(path).text
    assert "Lettre 1" in page
    assert "photo.png" in page
    assert "The file is empty." in page
    assert len(re.findall(r'<a class="title" href="/admin/imports/imp_\w+"', page)) == 3


@pytest.mark.parametrize("path", ["/admin/imports/imp_none", "/admin/imports/imp_none/original"])
def test_there_is_nothing_of_an_import_that_there_is_not(editor: httpx.Client, path: str) -> None:
    assert editor.get(path).status_code == 404


def test_every_reason_has_words() -> None:
    strings = yaml.safe_load((HERE / "strings.yaml").read_text(encoding="utf-8"))
    assert all(strings[f"imports.reason.{reason}"] for reason in Reason)
