"""Whatever strangers write is read in time that grows with its length, not with its square.

Every function that matches text from outside reads growing repetitions of signs that patterns trip over. Time is the
processor's, and a proportion: linear time grows fourfold with the length, quadratic time sixteenfold. What is so quick
at a quarter of the length that not even cubic time could reach ``FLOOR`` at the whole is not measured at the whole.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import permutations
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from starlette.exceptions import HTTPException

from api.graphql.request import parse_body, parse_query_string
from api.graphql.stream import negotiate_stream
from api.http import media_types
from api.http.etags import etag_matches
from api.http.media_types import GRAPHQL, JSON, MAX_HEADER_BYTES
from api.website.content_rules import as_recommendation_id, as_slug
from api.website.feeds.feeds import sanitize
from api.website.typography.typeset import typeset, typeset_html
from api.website.urls import as_uri, card_path
from schema.context import ENVIRONMENT
from schema.engine.cursors import decode_cursor
from schema.engine.database.sqlite import Sqlite
from schema.engine.engine import Engine
from schema.engine.errors import Refused, RequestErrors
from schema.engine.global_ids import id_prefix
from schema.engine.notation import in_graphql_notation
from schema.graphql import build_schema
from schema.text import clean, count_words, fold, plain_text, render, slugify
from seed.archives.mbox import START
from seed.importers import FORMATS, Unreadable, read
from seed.importers.blocks import Block, Span, fold_words
from seed.importers.boilerplate.forwarding import is_header_line, own_subject
from seed.importers.boilerplate.greeting import greeting_length
from seed.importers.boilerplate.languages import phrases
from seed.importers.carried_addresses import decoded
from seed.importers.charsets import with_known_charsets
from seed.importers.dates import date_in_name, date_in_words, states_month
from seed.importers.document.markdown_escape import spell
from seed.importers.formats.detection import detect
from seed.importers.formats.field_values import understand
from seed.importers.formats.frontmatter import split_front_matter
from seed.importers.formats.grid_tables import expand_grid_tables
from seed.importers.formats.markdown import ATTRIBUTES, NESTED, is_markdown
from seed.importers.formats.mime import read_message
from seed.importers.formats.refusals import refuse_what_is_no_letter
from seed.importers.formats.template_code import without_template_code
from seed.importers.invisible import without_hyphenation
from seed.importers.language import language_of
from seed.importers.links import clean_link, without_tracking
from seed.importers.structure.asides import says_who_or_when
from seed.importers.structure.title import is_title
from seed.linking.kind_labels import hint_right_after, kind_of, kind_of_button
from seed.linking.kind_labels import split as split_label
from seed.linking.known_sites import recognise
from seed.linking.title_evidence import evidence_beside, is_never_title

pytestmark = pytest.mark.long

Reads = Callable[[str], Any]
LENGTH = 10_000
LONG_ENOUGH = 4_000
"""For what takes milliseconds for so much."""
FLOOR = 0.05
"""Seconds at ``LENGTH`` that are worth a second look; at less it is what quadratic time would leave of them."""
MOST_GROWTH = 8.0
"""For four times the length: between 4, which is linear, and 16, which is quadratic."""
SIGNS = " \t\n\r\u00a0\\'\"[](){}<>#|-*_`~=&%+1.:;,/@!?«Aé\u200b"
MARKS = [
    *("# ", "> ", "<p ", "<!--", "</a>", "<p>", "![", "](", "[a]:", "**a", "__a", "{#a} ", "&amp;", "http://"),
    *("\n[", "\n> "),
]
WORDS = [
    *("1. ", "a@b.", "a, ", "None ", "\\'", '\\"', "a=b&", "a;q=", '"a",', "1 000", "« ", "|-", "-|", "+-", "A. "),
    "(2001",
]
HOSTILE = " \n\\'\"[<>#|-*_=&1"
UNITS = [*SIGNS, *MARKS, *WORDS, *map("".join, permutations(HOSTILE, 2))]
REFUSALS = (Refused, RequestErrors, HTTPException, Unreadable, ValueError, LookupError)
LINKED = "query($id: ID!) { node(id: $id) { id } }"

engine = Engine(build_schema().core, Sqlite(Path(), lambda _: None), ENVIRONMENT)


def prepare(before: str, text: str) -> None:
    """Prepare a document, without the ones that were prepared before."""
    engine.documents.clear()
    engine.prepare(before + text, None, None)


def header(function: Callable[[str], Any]) -> Reads:
    """Cut a header as its callers do; nothing is known of it from before."""

    def read_header(text: str) -> None:
        for cached in (media_types.best_match, media_types.is_json, media_types.accepts_by_name, negotiate_stream):
            cached.cache_clear()
        function(text[:MAX_HEADER_BYTES])

    return read_header


def find_phrases(text: str) -> None:
    """Look for phrases behind words that begin one with a gap."""
    phrases("footer").within(fold_words(f"lire {text}"))
    phrases("contents").whole(fold_words(f"sommaire {text}"))


READ_OFTEN: dict[str, Reads] = {
    "in_graphql_notation": in_graphql_notation,
    "variables": lambda text: engine.prepare(LINKED, {"id": text}, None),
    "operation name": lambda text: engine.prepare(LINKED, {"id": "a"}, text),
    "decode_cursor": lambda text: decode_cursor(text, "DATE"),
    "id_prefix": id_prefix,
    "query string": lambda text: parse_query_string(b"query=" + text.encode()),
    "body": lambda text: parse_body(JSON, b'{"query":"' + text.encode()),
    "Accept": header(lambda text: media_types.best_match(text, JSON, GRAPHQL)),
    "Accept of a stream": header(negotiate_stream),
    "Content-Type": header(media_types.is_json),
    "If-None-Match": partial(etag_matches, '"abc"'),
    "as_slug": as_slug,
    "as_recommendation_id": as_recommendation_id,
    "card_path": lambda text: card_path(f"https://liane.example/{text}", "https://liane.example"),
    "as_uri": as_uri,
    "typeset": lambda text: typeset(text, "fr"),
    "typeset_html": lambda text: typeset_html(text, "fr"),
    "clean": clean,
    "fold": fold,
    "slugify": slugify,
    "count_words": count_words,
    "spell": spell,
    "detect": lambda text: detect(text.encode()),
    "detect after a tag": lambda text: detect(b"<p>" + text.encode()),
    "no front matter": split_front_matter,
    "grid tables": expand_grid_tables,
    "is_markdown": lambda text: is_markdown(f"mot\n{text}x"),
    "attributes of a heading": lambda text: ATTRIBUTES.sub("", f"# {text}x"),
    "nested markers": lambda text: NESTED.sub("", f">{text[:20]}" * 11),
    "date_in_words": date_in_words,
    "states_month": states_month,
    "own_subject": own_subject,
    "is_header_line": is_header_line,
    "is_title": is_title,
    "without_hyphenation": without_hyphenation,
    "with_known_charsets": with_known_charsets,
    "template code": without_template_code,
    "template code in a line": lambda text: without_template_code(f"mot {{{text}x"),
    "date_in_name": date_in_name,
    "clean_link": lambda text: clean_link(f"https://a.example/{text}"),
    "phrases": find_phrases,
    "greeting": lambda text: greeting_length(Block(spans=[Span(f"Chers {text}")])),
    "asides": lambda text: [says_who_or_when(Block(spans=[Span(each)])) for each in (f"« {text}", f"{text} »", text)],
    "coded address": lambda text: [*decoded(text), *decoded(f"/v3/__{text}", "urldefense.com")],
    "redirect": lambda text: clean_link(f"https://click.a.example/{text}?url={text}&{text}"),
    "redirect by a host": lambda text: clean_link(f"https://urldefense.proofpoint.com/v2/url?{text}&u={text}"),
    "without_tracking": lambda text: without_tracking(f"https://a.example/?{text}"),
    "recognise": lambda text: recognise(f"https://www.imdb.com/{text}"),
    "kind_of": kind_of,
    "kind_of_button": kind_of_button,
    "evidence": lambda text: (
        evidence_beside(f"Titre{text}", 0, 5),
        evidence_beside(f"{text}Titre", len(text), len(text) + 5),
    ),
    "is_never_title": is_never_title,
    "hint": lambda text: hint_right_after(f"Titre{text}", 5),
    "split_label": split_label,
}
"""What takes microseconds: it reads pairs of signs too."""
READ_SELDOM: dict[str, Reads] = {
    "document": partial(prepare, ""),
    "string": partial(prepare, '{ node(id: "'),
    "block string": partial(prepare, '{ node(id: """'),
    "comment": partial(prepare, "{ __typename } #"),
    "number": partial(prepare, "{ node(id: 1"),
    "Markdown": render,
    "plain_text": plain_text,
    "sanitize": lambda text: sanitize(text, "https://liane.example"),
    **{f"{name} heading": lambda text, name=name: read(f"# {text}\nmot".encode(), "a", name) for name in FORMATS},  # type: ignore[misc]
    "markdown paragraph": lambda text: read(f"mot\n\n{text}\nmot".encode(), "a", "markdown"),
    "html attribute": lambda text: read(f"<p title='{text}".encode(), "a", "html"),
    "front matter": lambda text: split_front_matter(f"---\ntitle: {text}\n---\nmot"),
    "plain part": lambda text: read(f"From: a\nSubject: b\nMIME-Version: 1\n\n{text}\nmot".encode(), "a", "eml"),
    "language_of": language_of,
    "fields": lambda text: understand({"title": text, "author": text, "number": text, "date": text, "cover": text}),
    "lines of fields": lambda text: split_front_matter(f"Title: {text}"),
    "TOML above": lambda text: split_front_matter(f"+++\ntitle = {text}\n+++\nmot"),
    "JSON above": lambda text: split_front_matter(f'{{"title": "{text}'),
    "refusals": lambda text: refuse_what_is_no_letter(text.encode(), "a"),
    "refusals of XML": lambda text: refuse_what_is_no_letter(f"<?xml {text}".encode(), "a"),
    "mailbox": lambda text: START.findall(f"From {text}\n\nFrom ".encode()),
    "parts": lambda text: read_message(f"From: a\nContent-Type: multipart/mixed\n\n--a\n{text}".encode()),
    # Python's parser of headers takes quadratic time, which is why no long one gets there.
    "eml header": lambda text: read(f"From: {text * 2}\nSubject: {text * 2}\n\nmot".encode(), "a", "eml"),
}
"""What takes milliseconds: it reads single signs and marks."""


def seconds(function: Reads, unit: str, length: int) -> float:
    """Return the time that the processor takes for a text of one repeated unit."""
    text = unit * (length // len(unit))
    begin = process_time()
    with suppress(*REFUSALS):
        function(text)
    return process_time() - begin


def growing(function: Reads, units: list[str], length: int = LENGTH) -> Iterator[tuple[str, float]]:
    """Yield the units that take more than their share of time at four times the length, and how much more."""
    floor = FLOOR * (length / LENGTH) ** 2
    for unit in units:
        quarter = seconds(function, unit, length // 4)
        if quarter < floor / 64 or seconds(function, unit, length) <= max(floor, MOST_GROWTH * quarter):
            continue
        quarter, whole = (min(seconds(function, unit, each) for _ in range(3)) for each in (length // 4, length))
        if whole > floor and whole > MOST_GROWTH * quarter:
            yield unit, whole / quarter


@pytest.mark.parametrize("name", READ_OFTEN)
def test_short_texts_are_matched_in_linear_time(name: str) -> None:
    assert dict(growing(READ_OFTEN[name], UNITS)) == {}


@pytest.mark.parametrize("name", READ_SELDOM)
def test_documents_and_newsletters_are_read_in_linear_time(name: str) -> None:
    assert dict(growing(READ_SELDOM[name], [*HOSTILE, *MARKS], LONG_ENOUGH)) == {}


@pytest.mark.parametrize("length", [LENGTH, LONG_ENOUGH])
def test_quadratic_time_would_be_seen(length: int) -> None:
    assert dict(growing(lambda text: re.search(r"[ \t]*[xy]", text), [" ", "a"], length)).keys() == {" "}
