"""The Markdown of a section shows the words, links, lists, tables and images of its blocks."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.text import clean, render
from seed.importers.blocks import Block, Hyperlink, Picture, Span
from seed.importers.document.inline_markdown import spelled
from seed.importers.document.section_writer import write_section
from tests.seed.importers.pages import TEXT, parse

TEXTS = st.lists(
    st.one_of(
        st.sampled_from(["mot", " ", "\n", "\u00a0", "\u200b", "\u3000", "!", "`", "https://a.test/b", "[", "]("]),
        st.text("ab1 #*_-+=~`[]()!:;.\\|\u00a0«»'&<>{}", max_size=6),
    ),
    max_size=4,
).map("".join)
SPANS = st.builds(
    Span,
    TEXTS,
    strong=st.booleans(),
    em=st.booleans(),
    code=st.booleans(),
    link=st.sampled_from([None, None, Hyperlink(1, "https://a.test/(x)"), Hyperlink(2, "https://b.test/?a=1&amp=2")]),
    picture=st.none(),
    mark=st.sampled_from(["", "", "del", "sub", "sup"]),
)
PICTURES = st.sampled_from([Span("", picture=Picture("https://a.test/i.png", "a]", *size)) for size in ((), (48, 32))])


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>a <b>b</b> <i>c</i> <b><i>d</i></b> <code>e</code></p>", "a **b** *c* ***d*** `e`"),
        ("<p>a<b>b</b>c</p>", "a**b**c"),
        ("<p>« <i>Titre</i> »</p>", "« *Titre* »"),
        ("<p>a<b>« b »</b>c</p>", "a<strong>« b »</strong>c"),
        ("<p><b>a </b>b</p>", "**a** b"),
        ("<p>a<br>- b<br>=</p>", "a\\\n\\- b\\\n\\="),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "* a\n  - b\n* c"),
        ("<ol start=9><li>a</li><li>b<p>c</p></li></ol>", "9. a\n10. b\n\n    c"),
        ("<p>x</p><blockquote>a<blockquote>b</blockquote></blockquote><p>y y</p>", "x\n\n> a\n>\n> > b\n\ny y"),
        ("<p>a</p><hr><p>b</p><hr>", "a\n\n***\n\nb"),
        ("<p><a href='https://a.test/(b)'>a <b>b</b></a>!</p>", "[a **b**](<https://a.test/(b)>)!"),
        ("<p>!<a href='https://a.test'>b</a></p>", "\\![b](<https://a.test>)"),
        ("<a href='https://a.test'><div>a</div><div>b</div></a>", "[a](<https://a.test>)\n\nb"),
        ("<p>x <img src='https://a.test/i.png' alt='[é]'></p>", "x ![\\[é\\]](<https://a.test/i.png>)"),
        ("<table><tr><th>a<th>b|<tr><td>1<td>2</table>", "| a | b\\| |\n| --- | --- |\n| 1 | 2 |"),
        (
            f"<table>{''.join(f'<tr><td>{day}<td>Film<td>20 h' for day in 'abc')}</table>",
            "|  |  |  |\n| --- | --- | --- |\n| a | Film | 20 h |\n| b | Film | 20 h |\n| c | Film | 20 h |",
        ),
        (
            "<table><tr><td><b>a</b><td><b>b</b><tr><td>1<td>2<tr><td>3<td>4</table>",
            "| **a** | **b** |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |",
        ),
        ("<p>• a</p><p>• <b>b</b> c</p><p>d</p>", "* a\n* **b** c\n\nd"),
        ("<p>a :<br>– <a href='https://a.test'>b</a><br>– c</p>", "a :\n\n- [b](<https://a.test>)\n- c"),
        ("<pre><code>a\n  *b*</code></pre>", "```\na\n  *b*\n```"),
        ("<pre>a\n  *b*</pre>", "a\\\n\\*b\\*"),
        ("<p>a <a href='https://a.test'>b</a>.&nbsp;<br>&nbsp;</p>", "a [b](<https://a.test>).\u00a0"),
        ("<p><b>a</b><br>\u3000<br>b</p>", "**a**\\\nb"),
        ("<p><code>a<b>b</b></code> <i>c</i></p>", "`ab` *c*"),
        ("<p><i>a</i>!<u>https://a.test</u></p>", "*a*\\![https://a.test](<https://a.test>)"),
        ("<h2>a</h2><h3>b #</h3><p>*</p><h2>c</h2>", "### b \\#\n\n\\*\n\n"),
        (
            "<p>a <img src='https://a.test/i?b=1&amp;c' alt='[&quot;]' width=48></p>",
            'a <img src="https://a.test/i?b=1&amp;c" alt=\'["]\' width="48">',
        ),
        (
            "<p>a <img src='https://a.test/i' width=600 style='height: 300.4px'></p>",
            'a <img src="https://a.test/i" alt="" width="600" height="300">',
        ),
        ("<p>a <img src='https://a.test/i' width='100%' height=auto></p>", "a ![](<https://a.test/i>)"),
        (
            "<figure><img src='https://a.test/i' width=600><figcaption>Le <i>port</i>.</figcaption></figure>",
            '<img src="https://a.test/i" alt="" width="600">\\\nLe *port*.',
        ),
        ("<p><img src='https://a.test/i'></p><p>Photo : Léa</p>", "![](<https://a.test/i>)\\\nPhoto : Léa"),
        ("<p><img src='https://a.test/i'></p><p>b</p>", "![](<https://a.test/i>)\n\nb"),
        (
            "<table><thead><tr><th>a<th>b</thead><tbody><tr><td>1<td>2<tr><td>3<td>4</table>",
            "| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |",
        ),
        ("<p><a href='https://a.test'><code>[b]: c</code></a></p>", "[<code>\\[b\\]: c</code>](<https://a.test>)"),
        ("<p><s>20 €</s> 15 € <del>x</del></p>", "<del>20 €</del> 15 € <del>x</del>"),
        (
            "<p>H<sub>2</sub>O, 2<sup>e</sup> <b>a<sup>2</sup></b></p>",
            "H<sub>2</sub>O, 2<sup>e</sup> **a**<sup>**2**</sup>",
        ),
        ("<p><input type=checkbox checked> a</p><p><input type=checkbox> b</p>", "☑ a\n\n☐ b"),
        (
            "<table><caption>c</caption><tr><th>a<th>b<tr><th>d<td>2</table>",
            "c\n\n| a | b |\n| --- | --- |\n| **d** | 2 |",
        ),
        ("<p>voir https://a.test/b?utm_source=c.</p>", "voir [https://a.test/b?utm\\_source=c](<https://a.test/b>)."),
    ],
)
def test_what_survives_into_the_body(html: str, markdown: str) -> None:
    assert "\n\n".join(part.markdown for part in parse(html).sections) == markdown


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", "a b c d"),  # two rows
        (f"<table role=presentation>{'<tr><td>a<td>b' * 3}</table>", "a b " * 3),
        (f"<table>{'<tr><td>a<td>' * 3}</table>", "a " * 3),  # a column of space
        (f"<table>{'<tr><td><a href=https://a.test>a</a><td><a href=https://a.test>b</a>' * 3}</table>", "a b " * 3),
        (f"<table>{f'<tr><td>a<td>{TEXT}' * 3}</table>", None),
        ("<p>• a</p>", "• a"),
        ("<p>— a</p><p>— b</p>", "— a — b"),
        ("<p>–a</p><p>–b</p>", "–a –b"),
        ("<p>- a<br>b</p>", "- a b"),
    ],
)
def test_what_is_no_list_and_no_table_stays_as_it_is(html: str, text: str | None) -> None:
    [part] = parse(html).sections
    assert "|" not in part.markdown
    assert not re.search(r"^[-*] ", part.markdown, re.MULTILINE)
    assert text is None or part.text.split() == text.split()


@settings(max_examples=250, deadline=None)
@given(st.lists(st.lists(st.one_of(SPANS, PICTURES), min_size=1, max_size=5), min_size=1, max_size=3))
def test_whatever_signs_stand_together_words_links_and_images_are_written(paragraphs: list[list[Span]]) -> None:
    blocks = [Block(spans=spans) for spans in paragraphs]
    warnings: list[str] = []
    section = write_section(None, blocks, (), warnings)
    seen = [{span.link for span in block.spans if span.link and span.text.strip()} for block in blocks]
    assert warnings == []
    assert section.text.split() == " ".join(block.text for block in blocks).split()
    assert len(section.anchors) >= sum(map(len, seen))
    assert section.body.html.count("<img") == sum(len(block.pictures) for block in blocks)


def test_what_cannot_be_written_word_for_word_keeps_its_links_and_warns() -> None:
    # A sign that no input has any more when it comes here.
    odd = Block(spans=[Span("a\x07b", em=True), Span(" *c* "), Span("d", link=Hyperlink(1, "https://a.test"))])
    fine = Block(spans=[Span("e", em=True), Span("", picture=Picture("https://a.test/i.png", ""))])
    warnings: list[str] = []
    section = write_section("T", [odd, fine], (), warnings)
    assert section.links == ("https://a.test",)
    assert section.text.split() == ["ab", "*c*", "d", "e"]
    assert "![](<https://a.test/i.png>)" in section.markdown
    assert warnings == ["emphasis was left out under “T”: it could not be written beside the signs there"]


def test_a_link_that_leads_nowhere_is_told() -> None:
    issue = parse("<p><a href='https://a.test/{{ id }}'>a</a> <a href='javascript:b()'>b</a></p>")
    assert issue.warnings[0] == "1 link(s) were not kept, since their addresses lead nowhere"


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40), TEXTS)
def test_a_spelled_text_shows_its_words(one: str, two: str) -> None:
    assert render(spelled([Span(one), Span(two)])).text.split() == clean(f"{one}{two}").split()
