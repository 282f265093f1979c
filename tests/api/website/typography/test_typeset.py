"""Texts as a printer would set them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from api.website.typography.typeset import typeset, typeset_html
from schema.text import render

FRENCH = {
    "Vraiment ? Oui !": "Vraiment\u202f? Oui\u202f!",
    "un mot ; deux : trois": "un mot\u202f; deux\u00a0: trois",
    "dit « oui » et «non» ici": "dit «\u00a0oui\u00a0» et «\u00a0non\u00a0» ici",
    "« oui » et «\u202fnon\u202f»": "«\u00a0oui\u00a0» et «\u00a0non\u00a0»",
    "160 000 fois, 12 345 678, en 2023 300 mots": "160\u202f000 fois, 12\u202f345\u202f678, en 2023 300 mots",
    "10 % et 5 €": "10\u202f% et 5\u202f€",
    "2023 123 456 ; 1 2345": "2023 123\u202f456\u202f; 1 2345",
    'Il dit "oui" !': "Il dit «\u00a0oui\u00a0»\u202f!",
    '" mot " et "mot"': "«\u00a0mot\u00a0» et «\u00a0mot\u00a0»",
    "\"Le film 'Ripple' est là\"": "«\u00a0Le film “Ripple” est là\u00a0»",
    'Elle a crié : "Il a dit "non" !"': "Elle a crié\u00a0: «\u00a0Il a dit “non”\u202f!\u00a0»",
    '« il a dit "non" »': "«\u00a0il a dit “non”\u00a0»",
    "l'\"ami\" d'aujourd'hui": "l’«\u00a0ami\u00a0» d’aujourd’hui",
    "l'été de '68, qu'il fut p'tit": "l’été de ’68, qu’il fut p’tit",
    "3'45 ou 3'45''": "3′45 ou 3′45″",
    "-- Bonjour... (etc...)": "— Bonjour… (etc…)",
    "un mot -- une incise -- un autre": "un mot – une incise – un autre",
    "12:30, Quoi? et http://a.fr/?b=c !": "12:30, Quoi? et http://a.fr/?b=c\u202f!",
}
ENGLISH = {
    '"I don\'t," she said, "think \'so\'."': "“I don’t,” she said, “think ‘so’.”",
    "'I heard \"no\",' he said.": "‘I heard “no”,’ he said.",
    "\"'Yes,' he said.\"": "“‘Yes,’ he said.”",
    "rock 'n' roll in the '90s": "rock ’n’ roll in the ’90s",
    "'Twas the dogs' day, 'cause of James's": "’Twas the dogs’ day, ’cause of James’s",
    "5' 10\" or 5'10\" tall, 6', a 12\" record": "5′ 10″ or 5′10″ tall, 6′, a 12″ record",
    "\"in 1999\" and 1'000'000": "“in 1999” and 1’000’000",
    "wait -- what---no": "wait – what—no",
    "word--word, 1914--1918": "word—word, 1914–1918",
    '"I was--"': "“I was—”",
    "--flag, a --> b, <!-- c, ----": "--flag, a --> b, <!-- c, ----",
    "Well... no.... ": "Well… no.... ",
    "https://a.example/it's--x... and a--b@c.example": "https://a.example/it's--x… and a--b@c.example",
    "('yes'), [\"no\"]": "(‘yes’), [“no”]",
    "Vraiment ? Oui : « a »": "Vraiment ? Oui : « a »",
}
OTHERS = {
    "de": ("\"Ja\", sagt 'er', geht's?", "„Ja“, sagt ‚er‘, geht’s?"),
    "de-CH": ('"Ja"', "«Ja»"),
    "es": ('"Sí"...', "«Sí»…"),
    "it": ('"Sì", l\'altro', "«Sì», l’altro"),
    "nl": ('"Ja"', "“Ja”"),
    "pl": ('"Tak"', "„Tak”"),
    "sv": ('"Ja"', "”Ja”"),
    "ja": ('"はい"', "「はい」"),
    "fr-CA": ('"Oui" !', "«\u00a0Oui\u00a0»\u202f!"),
    "tlh": ('"HIja\'"', "“HIja’”"),
    "": ('"x"', "“x”"),
}
HTML = {
    '<p title="quoi ?"><a href="/?a=1 !">quoi ?</a></p>': (
        '<p title="quoi\u202f?"><a href="/?a=1 !">quoi\u202f?</a></p>'
    ),
    '<img src="/?l\'a" alt="l&#39;&#34;été&#34; &lt;b>"><a lang="en" aria-label="it\'s">l</a>': (
        '<img src="/?l\'a" alt="l’«\u00a0été\u00a0» &lt;b&gt;"><a lang="en" aria-label="it’s">l</a>'
    ),
    '<meta property="og:title" content="l\'a"><meta name="robots" content="l\'a">': (
        '<meta property="og:title" content="l’a"><meta name="robots" content="l\'a">'
    ),
    '<code><b title="l\'a"></b></code>': '<code><b title="l\'a"></b></code>',
    '<p>"<em>Ripple</em>" et l\'<a>été</a></p>': "<p>«\u00a0<em>Ripple</em>\u00a0» et l’<a>été</a></p>",
    '<p>"un <b>mot</b> "dit" <i>ici</i>"</p>': "<p>«\u00a0un <b>mot</b> “dit” <i>ici</i>\u00a0»</p>",
    '<p>"ouvert</p><p>"oui"</p>': "<p>«\u00a0ouvert</p><p>«\u00a0oui\u00a0»</p>",
    '<p>mot<br>"oui"</p>': "<p>mot<br>«\u00a0oui\u00a0»</p>",
    "<p><code>l'\"a\"--b...</code> l'</p>": '<p><code>l\'"a"--b...</code> l’</p>',
    "<pre><code>\"a\"</code>\n'b'</pre>c'd": "<pre><code>\"a\"</code>\n'b'</pre>c’d",
    '<p><kbd>\'a\'</kbd> <samp>"b"</samp> "<code>c</code>"</p>': (
        "<p><kbd>'a'</kbd> <samp>\"b\"</samp> «\u00a0<code>c</code>\u00a0»</p>"
    ),
    "<style>a{content:'\"'}</style><script>if(a<b)'c'...</script>d'e": (
        "<style>a{content:'\"'}</style><script>if(a<b)'c'...</script>d’e"
    ),
    '<p>"oui" <q lang="en">a "word" <b>\'so\'</b></q> "non"</p>': (
        '<p>«\u00a0oui\u00a0» <q lang="en">a “word” <b>‘so’</b></q> «\u00a0non\u00a0»</p>'
    ),
    '<p lang="de">"ja" <b lang="en">"yes"</b></p><br lang="de">"oui"': (
        '<p lang="de">„ja“ <b lang="en">“yes”</b></p><br lang="de">«\u00a0oui\u00a0»'
    ),
    "<p>&#34;a&#39;b&quot;&nbsp;! &lt;c&gt; &amp;d --&gt;</p>": (
        "<p>«\u00a0a’b\u00a0»\u202f! &lt;c&gt; &amp;d --&gt;</p>"
    ),
    "<p>https://a.fr/?l'a&amp;b'c, l'a</p>": "<p>https://a.fr/?l'a&amp;b'c, l’a</p>",
}
FOLDS = str.maketrans(
    {
        **dict.fromkeys("«»“”„‟‹›「」『』‘’‚‛′'\"″", None),
        **dict.fromkeys("–—-", None),
        **dict.fromkeys("….", None),
        **dict.fromkeys("\u00a0\u202f ", None),
    }
)
"""Takes out every sign that typography chooses."""
SIGNS = "\"'«»“”‘’„–- \u00a0\u202f.!?;:,()&\n"
WRITTEN = st.lists(
    st.sampled_from(
        [*SIGNS, "...", "--", "---", "é", "mot", "n", "12", "1 000", "tis", "<b>", " https://a.fr/l'e ", " a--b@c.fr "]
    )
).map("".join)
TAGS = st.sampled_from(
    [
        *("<p>", "</p>", "<li>", "</li>", "<em>", "</em>", "<br>", "<code>", "</code>", "<img alt='\"'>"),
        *("<span lang='en'>", '<span lang="de">', "</span>"),
    ]
)


@pytest.mark.parametrize(("text", "shown"), FRENCH.items())
def test_french_is_set_as_french_is(text: str, shown: str) -> None:
    assert typeset(text, "fr") == shown


@pytest.mark.parametrize(("text", "shown"), ENGLISH.items())
def test_english_is_set_as_english_is(text: str, shown: str) -> None:
    assert typeset(text, "en") == shown


@pytest.mark.parametrize(("language", "texts"), OTHERS.items())
def test_other_languages_have_their_own_quotation_marks(language: str, texts: tuple[str, str]) -> None:
    assert typeset(texts[0], language) == texts[1]


@pytest.mark.parametrize(("html", "shown"), HTML.items())
def test_texts_are_set_across_tags_and_code_is_left_alone(html: str, shown: str) -> None:
    assert typeset_html(html, "fr") == shown


@given(WRITTEN, st.sampled_from(["fr", "en", "de", "sv", "ja"]))
def test_a_text_that_is_set_stays_and_has_lost_nothing(text: str, language: str) -> None:
    shown = typeset(text, language)
    assert typeset(shown, language) == shown
    assert shown.translate(FOLDS) == text.translate(FOLDS)
    assert re.findall(r"\S+l'e|a--b@c.fr", shown) == re.findall(r"\S+l'e|a--b@c.fr", text)


@given(st.lists(WRITTEN | TAGS).map("".join), st.sampled_from(["fr", "en"]))
def test_html_that_is_set_stays_and_has_lost_nothing(markdown: str, language: str) -> None:
    html = render(markdown).html
    shown = typeset_html(html, language)
    assert typeset_html(shown, language) == shown
    before, after = LexborHTMLParser(html), LexborHTMLParser(shown)
    assert after.text().translate(FOLDS) == before.text().translate(FOLDS)
    for selector in ("code", "pre"):
        assert [node.html for node in after.css(selector)] == [node.html for node in before.css(selector)]
    assert list(map(attributes, after.css("*"))) == list(map(attributes, before.css("*")))


def attributes(node: LexborNode) -> dict[str, str]:
    """Return the attributes of an element, those that are shown without the signs that typography chooses."""
    shown = {"alt", "title"}
    return {
        name: (value or "").translate(FOLDS) if name in shown else value or ""
        for name, value in node.attributes.items()
    }


def test_a_text_with_control_characters_is_left_alone() -> None:
    assert typeset("l'a\0b", "fr") == "l'a\0b"
    assert typeset_html("<p>l'a\1b</p>", "fr") == "<p>l'a\1b</p>"
