"""The pictures of a text, as pages show them."""

import re

import pytest

from api.website.body_pictures import askable, show_pictures
from schema.text import render

BASE = "https://liane.example"
A = '<span class="place unsized"><span><img src="https://a.test/a" alt=""></span></span>'
B = '<span class="place unsized" role="img" aria-label="b"><span><img src="https://a.test/b" alt=""></span></span>'
SIZED = '<img src="https://a.test/c" alt="" width="600" height="400">'
EMPTY = '<svg width="600" height="400" viewBox="0 0 600 400" aria-hidden="true"></svg>'
PLACED = f'<span class="place">{EMPTY}<span>{SIZED}</span></span>'
LAZY = ' loading="lazy" decoding="async" referrerpolicy="no-referrer"'
LONG = "mot " * 41


def shown(markdown: str) -> str:
    """The HTML of a Markdown text, without what all pictures have."""
    return show_pictures(render(markdown).html, BASE).replace(LAZY, "").replace("\n", "")


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("mot", "<p>mot</p>"),
        ("![](https://a.test/a)", f"<figure>{A}</figure>"),
        (SIZED, f"<figure>{PLACED}</figure>"),
        ("mot ![](https://a.test/a) mot", f"<p>mot {A} mot</p>"),
        ("![](https://a.test/a) mot", f"<p>{A} mot</p>"),  # perhaps an icon
        (f"{SIZED} mot", f"<figure>{PLACED}<figcaption>mot</figcaption></figure>"),  # certainly none
        (f"{SIZED} {LONG}", f"<figure>{PLACED}</figure><p>{LONG.strip()}</p>"),
        (f"mot\\\n{SIZED}\\\nmot", f"<p>mot</p><figure>{PLACED}</figure><p>mot</p>"),
        (
            "![](https://a.test/a) ![b](https://a.test/b)",
            f'<figure><div class="row">{A} {B}</div></figure>',
        ),
        ("![](https://a.test/a)\\\n![b](https://a.test/b)", f"<figure>{A}</figure><figure>{B}</figure>"),
        (
            "[![](https://a.test/a)](https://a.test)",
            f'<figure><a href="https://a.test" rel="noopener nofollow">{A}</a></figure>',
        ),
        (
            "![](https://a.test/a)\\\nLe **port**.",
            f"<figure>{A}<figcaption>Le <strong>port</strong>.</figcaption></figure>",
        ),
        ("![](https://a.test/a)\n*Le port.*", f"<figure>{A}<figcaption><em>Le port.</em></figcaption></figure>"),
        (f"![](https://a.test/a)\\\n{LONG}", f"<figure>{A}</figure><p>{LONG.strip()}</p>"),
        ("![](https://a.test/a)\\\nun\\\ndeux", f"<figure>{A}<figcaption>un<br>deux</figcaption></figure>"),
        ("*![](https://a.test/a)\\\nmot*", f"<p><em>{A}<br>mot</em></p>"),
        ("- ![](https://a.test/a)", f"<ul><li>{A}</li></ul>"),
        ("> ![](https://a.test/a)", f"<blockquote><figure>{A}</figure></blockquote>"),
        ("### ![](https://a.test/a)", f'<h3 class="pictured">{A}</h3>'),
        ("### ![](https://a.test/a) mot", f"<h3>{A} mot</h3>"),
    ],
)
def test_a_paragraph_of_pictures_is_a_figure_and_the_line_below_its_caption(markdown: str, html: str) -> None:
    assert shown(markdown) == html


def test_the_words_of_a_picture_are_those_of_its_place_which_shows_them_where_it_never_comes() -> None:
    with_words = SIZED.replace('alt=""', 'alt="c &amp; d"')
    named = PLACED.replace('class="place"', 'class="place" role="img" aria-label="c &amp; d"')
    assert shown(with_words) == f"<figure>{named}</figure>"


def test_a_narrow_picture_shows_no_words_that_would_be_cut() -> None:
    html = shown('<img src="https://a.test/a" alt="Un portrait" width="60" height="60">')
    assert '<span class="place narrow" role="img" aria-label="Un portrait">' in html


def test_a_picture_of_which_only_the_width_is_stated_has_a_place_of_that_width() -> None:
    wide = SIZED.replace(' height="400"', "")
    empty = '<svg width="600" height="600" viewBox="0 0 600 600" aria-hidden="true"></svg>'
    assert shown(wide) == f'<figure><span class="place unsized">{empty}<span>{wide}</span></span></figure>'


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ('width="40" height="40"', ' width="40" height="40"'),
        (
            'width="3000" height="2000"',
            ' width="1080" height="720"',
        ),  # CSS makes wide ones narrower, not tall ones lower
        ('width="600" height="1440"', ' width="300" height="720"'),
        ('width="1" height="99999"', ' width="1" height="720"'),
        ('width="600"', ' width="600"'),
        ('height="80"', ' height="80"'),
        ('width="100%" height="auto"', ""),
        ('width="0" height="-3"', ""),
        ('width="123456"', ""),
        ('width="٣"', ""),
    ],
)
def test_a_picture_has_the_size_that_is_stated_and_is_never_higher_than_a_screen(stated: str, kept: str) -> None:
    assert re.findall(r'alt=""([^>]*)>', shown(f'<img src="https://a.test/a" alt="" {stated}>')) == [kept]


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://a.test/http://b.test", "https://a.test/http://b.test"),
        ("HTTP://a.test/a", "https://a.test/a"),
        (f"{BASE}/pictures/a", f"{BASE}/pictures/a"),
    ],
)
def test_a_picture_is_asked_over_https(url: str, asked: str) -> None:
    assert f'<img src="{asked}"' in shown(f'<img src="{url}" alt="">')


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://a.test/a", "https://a.test/a"),
        ("HTTP://a.test/http://b", "https://a.test/http://b"),
        (f"{BASE}/pictures/a", f"{BASE}/pictures/a"),
        ("ftp://a.test/a", None),
        ("data:image/png;base64,aaaa", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_a_cover_is_asked_over_https_or_not_at_all(url: str, asked: str | None) -> None:
    assert askable(url, BASE) == asked


def test_ones_own_pictures_are_asked_as_they_are_also_where_there_is_no_https() -> None:
    html = render("![](http://127.0.0.1:8000/pictures/a)").html
    assert 'src="http://127.0.0.1:8000/pictures/a"' in show_pictures(html, "http://127.0.0.1:8000")


def test_pictures_load_as_readers_come_near_and_do_not_tell_who_reads() -> None:
    assert show_pictures(render("![](https://a.test/a)").html, BASE).count(LAZY) == 1
