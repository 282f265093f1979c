"""Fragments show where the words stand, in text that is never taken for HTML."""

from html.parser import HTMLParser
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from hypothesis import example, given
from hypothesis import strategies as st

from schema.db import write_transaction
from schema.graphql import build_schema
from schema.search.fragments import Marker, as_html
from schema.search.query import read_query
from tests.reader import reading
from tests.schema.content import published

SCHEMA = build_schema()
SEARCH = """query Search($text: String!) { search(query: $text) { edges {
  fragments(first: 3, length: 60) { __typename kind: field text ranges { __typename start until: end } html }
} } }"""
BODY = (
    'On <mark>plongeait</mark> &lt;b&gt; dans "la mer" 🎬 & l’e\u0301te\u0301. '
    + "Et puis rien d’autre. " * 20
    + "La mer, encore."
)


class Reading(HTMLParser):
    """Reads HTML as text, and which elements it has."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.elements: set[str] = set()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.elements.add(tag)


def read_html(html: str) -> Reading:
    reading = Reading()
    reading.feed(html)
    reading.close()
    return reading


async def test_fragments_are_text_with_ranges_and_html_of_the_same(database_url: str, engine: sa.Engine) -> None:
    with write_transaction(engine) as session:
        published(session, title="La mer & <b>l’été</b>", sections=[{"heading": "Plongée", "body_markdown": BODY}])
    async with reading(database_url, SCHEMA) as reader:
        answer = await reader.ask(SEARCH, text="plonger mer ete")
        assert reader.database.statements == 1
        issue = (await reader.ask(SEARCH, text="été"))["search"]["edges"][0]["fragments"]
    (hit,) = answer["search"]["edges"]
    body, heading = hit["fragments"]
    assert [heading["kind"], heading["text"]] == ["HEADING", "Plongée"]
    assert [body["text"][each["start"] : each["until"]] for each in body["ranges"]][:2] == ["plongeait", "mer"]
    assert [each["text"] for each in issue] == ["La mer & <b>l’été</b>"]
    assert issue[0]["html"] == "La mer &amp; &lt;b&gt;l’<mark>été</mark>&lt;/b&gt;"
    assert (body["__typename"], body["ranges"][0]["__typename"]) == ("SearchFragment", "TextRange")
    for each in (body, heading, *issue):
        seen = read_html(each["html"])
        assert (seen.text, seen.elements) == (each["text"], {"mark"})


@given(st.text(), st.text(), st.integers(40, 300))
@example("a <b> a", "a", 40)
@example("é" * 500, "é" * 64, 40)
@example("x " * 300 + "mer", "mer", 40)
def test_a_fragment_is_a_stretch_of_the_text_whatever_it_is(text: str, query: str, length: int) -> None:
    marked = Marker(read_query(query), corrected=False).mark("BODY", text, length)
    assert marked.text in text
    assert len(marked.text) <= length
    ends = [0, *(end for place in marked.places for end in place[:2]), len(marked.text)]
    assert ends == sorted(ends)
    seen = read_html(as_html(marked.text, marked.places))
    assert seen.elements <= {"mark"}


def test_the_stretch_is_the_one_with_the_most_words() -> None:
    text = "mer " + "rien " * 50 + "la mer et le ciel " + "rien " * 50
    marked = Marker(read_query("ciel mer"), corrected=False).mark("BODY", text, 60)
    assert [marked.text[place.start : place.end] for place in marked.places] == ["mer", "ciel"]


@pytest.mark.parametrize(
    ("text", "query"), [("Spider-Man", "spiderman"), ("TikTok", "tik tok"), ("free diving", "free diving")]
)
def test_joined_and_split_words_are_marked(text: str, query: str) -> None:
    marked = Marker(read_query(query), corrected=False).mark("NAME", text, 60)
    assert "".join(marked.text[place.start : place.end] for place in marked.places) == text.replace(" ", "")


async def test_a_number_out_of_range_is_refused(database_url: str) -> None:
    async with reading(database_url, SCHEMA) as reader:
        for arguments in ("first: 0", "length: 39", "length: 1001"):
            body = await reader.body(f'{{ search(query: "a") {{ edges {{ fragments({arguments}) {{ text }} }} }} }}')
            assert orjson.loads(body)["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
