"""Specifications by example: each letter in ``tests/fixtures`` yields the JSON beside it, and no word is lost.

``LIANE_WRITE_FIXTURES=1`` writes the JSON anew; read every change as a reader of that letter would.
"""

import os
import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import orjson
import pytest
from selectolax.lexbor import LexborHTMLParser

from seed.file_report import letter_report
from seed.importers import Reason, read
from seed.linking.catalogue import Catalogue
from seed.linking.names import Names
from tests.seed.importers.words import words, words_of

ROOT = Path(__file__).parents[2] / "fixtures"
FIXTURES = sorted(
    path
    for folder in ("html", "eml", "markdown")
    for path in (ROOT / folder).iterdir()
    if path.suffix in {".html", ".eml", ".md"}
)
# What stands in these files and is shown to nobody; the fixtures hide nothing in other ways.
HIDDEN = "script, style, head, template, title, iframe, [style*='display:none'], [style*='display: none'], .mobile_only"


def report(path: Path) -> dict[str, Any]:
    """The object of ``import --json`` where the catalogue is empty."""
    issue = read(path.read_bytes(), path.name)
    catalogue = Catalogue(Names(), {}, {})
    linked = [(part, catalogue.link_section(part.heading, part.text, part.links)) for part in issue.sections]
    return {"file": path.name} | letter_report(issue, linked, catalogue)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_letter_gives_its_json(path: Path) -> None:
    expected = path.with_suffix(".expected.json")
    found = report(path)
    if os.environ.get("LIANE_WRITE_FIXTURES"):
        expected.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    assert found == orjson.loads(expected.read_bytes())


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_letter_keeps_every_word_once(path: Path) -> None:
    issue = read(path.read_bytes(), path.name)
    shown = shown_in(path)
    reported = words_of(issue, without=[Reason.TRACKER, Reason.MARKUP])
    assert not words(shown) - reported, "lost"
    # More than is shown may only be reported of a title that the head states, and of what is hidden.
    hidden = words(issue.title, *(part.text for part in issue.left_out if part.reason is Reason.PREHEADER))
    hidden += words(*(part.text for part in issue.left_out if part.reason is Reason.DUPLICATE))
    source = path.read_text("utf-8", "replace")
    alternatives = words(*re.findall(r'alt="([^"]*)"', source), *re.findall(r'<iframe src="https://([^"/]*)', source))
    assert not reported - words(shown) - hidden - alternatives, "reported twice"


def shown_in(path: Path) -> str:
    """The words that a letter shows, read without the importer's code."""
    if path.suffix == ".md":
        return shown_in_markdown(path.read_text())
    if path.suffix == ".eml":
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert isinstance(message, EmailMessage)
        wanted = "plain" if path.stem == "better-text" else "html"
        body = message.get_body((wanted, "plain"))
        assert isinstance(body, EmailMessage)
        payload = body.get_payload(decode=True)
        assert isinstance(payload, bytes)
        try:
            text = payload.decode("utf-8")
        except UnicodeDecodeError:
            text = payload.decode("cp1252")
        return shown_in_html(text) if body.get_content_type() == "text/html" else text
    return shown_in_html(path.read_text())


def shown_in_html(text: str) -> str:
    text = re.sub(r"<!\[if !supportLists\]>.*?<!\[endif\]>", "", text, flags=re.DOTALL)
    tree = LexborHTMLParser(text)
    for node in tree.css(HIDDEN):
        if "display:table" not in (node.attributes.get("style") or ""):
            node.decompose()
    for tag in ("br", "p", "div", "td", "th", "li", "h1", "h2", "h3", "h4", "blockquote", "button", "figcaption"):
        for node in tree.css(tag):
            node.insert_before(" ")
            node.insert_after(" ")
    assert tree.body
    return tree.body.text()


def shown_in_markdown(text: str) -> str:
    text = re.sub(r"\A\s*---\n(?:\w+:.*\n)+---\n", "", text)
    text = re.sub(r"\A\s*(?:(?:Title|Titre|Subject|Objet|Date|Language|Langue)\s?: .*\n)+", "", text)
    text = re.sub(r"\{#[^}]*\}", "", text)
    # Addresses that stand behind words or images, and those that a narrow cell broke.
    text = re.sub(r"(?s)!?\[([^\]]*)\]\(\S[^)]*\)", lambda found: "" if found[0][0] == "!" else found[1], text)
    text = re.sub(r"/lo[ |\n]+ng/path", "/long/path", text)
    text = re.sub(r"(?m)^\s*\d+\. ", "", text)
    return shown_in_html(text) if "<div" in text else text
