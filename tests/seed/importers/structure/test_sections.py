"""The sections that a reader sees, whatever mail templates make of headings."""

import pytest

from tests.seed.importers.pages import TEXT, parse


def headings(html: str) -> list[str | None]:
    return [section.heading for section in parse(html).sections]


@pytest.mark.parametrize(
    ("html", "title", "expected"),
    [
        pytest.param(f"<h1>T</h1>{TEXT}<h2>A</h2>{TEXT}<h2>B</h2>{TEXT}", "T", [None, "A", "B"], id="as taught"),
        pytest.param(f"<h1>T</h1><h2>A</h2>{TEXT}<h3>a</h3>{TEXT}<h2>B</h2>{TEXT}", "T", ["A", "B"], id="items below"),
        pytest.param(f"<h2>A</h2>{TEXT}<h2>B</h2>{TEXT}", None, ["A", "B"], id="no title"),
        pytest.param(
            f"<h3>A</h3><h1>a</h1>{TEXT}<h1>b</h1>{TEXT}<h3>B</h3><h1>c</h1>{TEXT}", None, ["A", "B"], id="inverted"
        ),
        pytest.param(
            f"<h1>T</h1>{TEXT}<h3>A</h3><h1>a</h1>{TEXT}<h1>b</h1>{TEXT}<h3>B</h3><h1>c</h1>{TEXT}",
            "T",
            [None, "A", "B"],
            id="inverted below a title",
        ),
        pytest.param(f"<h1>A</h1>{TEXT}<h1>B</h1>{TEXT}<h1>C</h1>{TEXT}", None, ["A", "B", "C"], id="all alike"),
        pytest.param(
            f"<h1>Premier lead</h1>{TEXT * 3}<h3>A</h3>{TEXT}<h3>B</h3>{TEXT}",
            "Premier lead",
            [None, "A", "B"],
            id="a lead above small headings",
        ),
        pytest.param(f"<h2>A</h2>{TEXT}<h2>B</h2>{TEXT}<h1>C</h1>{TEXT}", None, ["A", "B", "C"], id="h1 after h2"),
        pytest.param(
            f"<h3>x</h3>{TEXT}<h3>y</h3>{TEXT}<h2>A</h2>{TEXT}<h3>z</h3>{TEXT}<h2>B</h2>{TEXT}",
            None,
            ["x", "y", "A", "B"],
            id="items before the first section",
        ),
        pytest.param(
            f"<p>A CAPITALE</p>{TEXT}<p>B CAPITALE</p>{TEXT}", None, ["A CAPITALE", "B CAPITALE"], id="capitals"
        ),
        pytest.param(
            f"<div style='font-size:22px'>Grand un</div>{TEXT}<div style='font-size:22px'>Grand deux</div>{TEXT}",
            None,
            ["Grand un", "Grand deux"],
            id="large letters",
        ),
        pytest.param(
            f"<p><b>Gras un</b></p>{TEXT}<p><b>Gras deux</b></p>{TEXT}", None, ["Gras un", "Gras deux"], id="bold lines"
        ),
        pytest.param(
            f"<h2>A</h2>{TEXT}<p><b>Gras</b></p>{TEXT}<h2>B</h2>{TEXT}",
            None,
            ["A", "B"],
            id="bold lines below headings",
        ),
        pytest.param(
            "<p><b>Un.</b> Du texte.</p><p><b>Deux.</b> Du texte.</p>", None, ["Un", "Deux"], id="bold openings"
        ),
        pytest.param(
            "<p><b>Un</b> est le premier.</p><p><b>Deux</b> vient après.</p>", None, [None], id="bold subjects"
        ),
        pytest.param(f"{TEXT}{TEXT}", None, [None], id="none"),
        pytest.param(f"<ul><li><h2>A</h2>{TEXT}</li><li><h2>B</h2></li></ul>{TEXT}", None, [None], id="in lists"),
        pytest.param(
            f"<blockquote><h2>A</h2>{TEXT}<h2>B</h2>{TEXT}</blockquote>", None, ["A", "B"], id="a letter in a quotation"
        ),
        pytest.param(
            f"<h2>A</h2><h2></h2>{TEXT}<h2> &nbsp; </h2><h2>B</h2>{TEXT}", None, ["A", "B"], id="empty headings"
        ),
        pytest.param(
            f"<h2>A</h2>{TEXT}<p>ANNONCE</p><h2>Vendu</h2>{TEXT}<h2>B</h2>{TEXT}", None, ["A", "B"], id="advertiser"
        ),
        pytest.param(
            f"<h2>A</h2>{TEXT}<a href='https://a.test'>LIRE LA SUITE</a><h2>B</h2>{TEXT}", None, ["A", "B"], id="button"
        ),
    ],
)
def test_sections(html: str, title: str | None, expected: list[str | None]) -> None:
    assert parse(html).title == title
    assert headings(html) == expected


def test_what_headings_hold_beside_words_is_kept() -> None:
    html = f"<h2><a href='https://a.test'>A</a> <img src='https://a.test/i.png'></h2>{TEXT}<h2>B</h2>{TEXT}"
    first = parse(html).sections[0]
    assert (first.heading, first.heading_links, first.links) == ("A", ("https://a.test",), ("https://a.test",))
    assert first.markdown.startswith("![](<https://a.test/i.png>)")
