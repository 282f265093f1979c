"""No word is lost and none is reported twice, whatever the HTML: pages are made of words that are known beforehand."""

from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seed.importers import ParsedIssue, Reason, Unreadable, read
from tests.seed.importers.words import words, words_of

BLOCKS = ["div", "p", "td", "h1", "h2", "h3", "h4", "li", "blockquote", "center", "section"]
INLINE = ["b", "strong", "i", "em", "span", "a", "font", "u", "code", "sup", "big"]
HIDING = [
    "display:none", "DISPLAY : None !important", "visibility:hidden", "max-height:0;overflow:hidden",
    "opacity:0", "width:0;overflow:hidden",
]  # fmt: skip
LOOKING = [
    "", "", "", "color:red", "font-size:24px", "font-weight:bold", "text-transform:uppercase", "font-size:.5em",
    "font-style:italic", "display:block", "font:bold 20px/1 Arial", "display:inline-block",
]  # fmt: skip
SIGNS = st.text("aé1 #*_-+=~`[]()!:;./\\|\n\u00a0«»’\"'…&<>{}$%@^", max_size=8)
HREFS = [
    "https://a.test/b", "https://a.test/?utm_source=x&c=1", "javascript:alert(1)", "#x", "mailto:a@b.test", "//c.test",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fd.test%2F", "data:text/html,x", "https://e.test/(f)_[g]",
]  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """Some HTML, and the words that it shows."""

    html: str
    shown: tuple[str, ...] = ()


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@st.composite
def texts(draw: st.DrawFn) -> Piece:
    # A space on both sides, so that words never touch those of a neighbour.
    text = " ".join(draw(st.lists(st.one_of(SIGNS, st.sampled_from(["Le", "mot", "FILM", "d’or", "12"])), max_size=5)))
    return Piece(f" {escaped(text)} ", tuple(words(text).elements()))


@st.composite
def elements(draw: st.DrawFn, inner: st.SearchStrategy[list[Piece]]) -> Piece:
    children = draw(inner)
    html, shown = "".join(child.html for child in children), tuple(word for child in children for word in child.shown)
    kind = draw(
        st.sampled_from(["block", "block", "inline", "inline", "table", "list", "hidden", "hidden tag", "void"])
    )
    style = draw(st.sampled_from(LOOKING))
    if kind == "void":
        return Piece(
            draw(st.sampled_from(["<br>", "<hr>", '<img src="https://a.test/i.png">', "<!-- mot -->", "<wbr>"]))
        )
    if kind == "hidden":
        # Not a div, which a list item inside would close.
        return Piece(f'<section style="{draw(st.sampled_from(HIDING))}">{html}</section>')
    if kind == "hidden tag":
        # No element inside: what a raw text element holds is no markup.
        tag = draw(st.sampled_from(["script", "style", "template"]))
        return Piece(f"<{tag}>mot</{tag}>")
    if kind == "table":
        return Piece(f"<table><tr><td style='{style}'>{html}</td><td>fin</td></tr></table>", (*shown, "fin"))
    if kind == "list":
        return Piece(f"<ul><li style='{style}'>{html}</li><li>puce</li></ul>", (*shown, "puce"))
    tag = draw(st.sampled_from(BLOCKS if kind == "block" else INLINE))
    href = f' href="{draw(st.sampled_from(HREFS))}"' if tag == "a" else ""
    return Piece(f'<{tag}{href} style="{style}">{html}</{tag}>', shown)


pages = st.recursive(
    st.lists(texts(), max_size=3),
    lambda inner: st.lists(st.one_of(texts(), elements(inner)), max_size=4),
    max_leaves=25,
)


def shown_words(issue: ParsedIssue) -> Counter[str]:
    return words_of(issue, without=[Reason.TRACKER])


@settings(max_examples=600, deadline=None)
@given(pages)
def test_every_shown_word_stands_exactly_once(pieces: list[Piece]) -> None:
    html = "<html><body>" + "".join(piece.html for piece in pieces) + "</body></html>"
    expected = Counter(word for piece in pieces for word in piece.shown)
    try:
        issue = read(html.encode(), "a.html")
    except Unreadable:
        assert not expected
        return
    reported = shown_words(issue)
    hidden = words(*(left.text for left in issue.left_out if left.reason in {Reason.PREHEADER, Reason.DUPLICATE}))
    assert not expected - reported, "lost"
    # What is hidden may be reported as well.
    assert not reported - expected - hidden, "reported twice"


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>a<span style='font-size:0'>b</span></p>", "a"),
        ("<p>a</p><div style='font-size:1px'>b</div>", "a"),
        ("<p>a</p><div style='font-size:0'><p style='font-size:14px'>b</p></div>", "a b"),
        ("<p>a</p><div style='font-size:0'><p style='font-size:2em'>b</p></div>", "a"),
        ("<p>a</p><div style='visibility:hidden'>b<p style='visibility:visible'>c</p></div>", "a c"),
        ("<style>.x{display:none}</style><p>a</p><p class=x>b</p>", "a"),
        ("<style>@media (max-width:1px){.x{display:none}} .y{color:red}</style><p>a</p><p class=x>b</p>", "a b"),
        ("<style>.x{display:none!important}</style><p>a</p><p class=x style='display:table'>b</p>", "a"),
        ("<style>.x{display:none}</style><p>a</p><p class=x style='display:table'>b</p>", "a b"),
        # One program hides it from itself, as it has a button of its own in a comment; all others show it.
        ("<p>a</p><a href='https://a.test' style='mso-hide:all'>b</a>", "a b"),
        ("<p>a</p><p hidden>b</p><noscript>c</noscript><svg><title>d</title></svg>", "a c"),
        ("<p>a</p><!--[if mso]><p>b</p><![endif]--><![if !mso]><p>c</p><![endif]>", "a c"),
        ("<p>a<b>b</b>c<wbr>d<i>e</i></p>f", "abcde f"),
        ("<p>a&#0;b&#1;c &#x2028;d</p>", "a\ufffdb c d"),
    ],
)
def test_what_a_reader_sees(html: str, shown: str) -> None:
    issue = read(f"<html>{html}</html>".encode(), "a.html")
    assert " ".join(part.text for part in issue.sections).split() == shown.split()


@pytest.mark.parametrize("mark", ["b", "i", "code", "a href='https://a.test'"])
@settings(max_examples=150, deadline=None)
@given(st.lists(SIGNS, min_size=3, max_size=3))
def test_marks_beside_any_sign_stay_marks(mark: str, signs: list[str]) -> None:
    before, inside, after = signs
    name = mark.partition(" ")[0]
    html = f"<html><p>mot{escaped(before)}<{mark}>{escaped(inside)}</{name}>{escaped(after)}fin</p></html>"
    issue = read(html.encode(), "a.html")
    expected = words(f"mot{before}{inside}{after}fin".replace("\n", " "))
    assert shown_words(issue) == expected
    if name == "a" and words(inside):
        assert issue.sections[0].links[0] == "https://a.test"
