"""The sections that a reader sees, whatever mail templates make of headings."""

import pytest

from tests.seed.importers.pages import TEXT, parse

LARGE = "<p style='font-size:26px'>{}</p>"


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
        pytest.param(
            "<p><b>À voir</b><br>Du texte.</p><p><b>À lire</b><br>Du texte.</p>", None, ["À voir", "À lire"],
            id="bold first lines",
        ),
        pytest.param(
            "<font size=5>À voir</font><br>Du texte.<br><br><font size=5>À lire</font><br>Du texte, encore.",
            None, ["À voir", "À lire"], id="large lines between breaks",
        ),
        pytest.param(
            f"{LARGE.format('A')}<h3>a</h3>{TEXT}<h3>b</h3>{TEXT}{LARGE.format('B')}<h3>c</h3>{TEXT}",
            None, ["A", "B"], id="large labels above real headings",
        ),
    ],
)  # fmt: skip
def test_sections(html: str, title: str | None, expected: list[str | None]) -> None:
    assert parse(html).title == title
    assert headings(html) == expected


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("<p style='font-size:12px;text-transform:uppercase'>Camille Roux</p>", id="small capitals"),
        pytest.param("<p style='font-size:20px'>Brest, le 12 mars</p>", id="dateline"),
        pytest.param("<p style='font-size:20px'>Montag, 4. März 2024</p>", id="dateline in German"),
        pytest.param("<p>PAR CAMILLE ROUX</p>", id="byline"),
        pytest.param("<p style='font-size:20px'>Words Jean Morel</p>", id="byline in English"),
        pytest.param("<p style='font-size:30px'>12° / 18° ☂</p>", id="weather"),
        pytest.param("<p style='font-size:26px'>« La mer ne rend rien »</p>", id="quotation"),
        pytest.param("<p style='font-size:26px'>— Inès Caron</p>", id="who said it"),
        pytest.param("<img src='https://a.test/i.png'><p style='font-size:20px'>Foto: Inès Caron</p>", id="caption"),
        pytest.param("<figure><img src='https://a.test/i.png'><figcaption style='font-size:20px'>Le phare</figcaption>"
                     "</figure>", id="caption of a figure"),
        pytest.param("<a style='font-size:26px;background:red;padding:9px' href='https://a.test'>VIENS LÀ</a>",
                     id="button by its looks"),
        pytest.param("<a style='font-size:26px' href='https://a.test'>RESERVEER NU</a>", id="button by its words"),
        pytest.param("<a href='https://x.com/a/status/1'><div>A</div><div style='font-size:22px'>Il pleut</div></a>",
                     id="quoted post"),
        pytest.param("<div><p>Une phrase de plus, avant qui signe.</p><p style='font-size:22px'>Camille</p></div><div>",
                     id="last line of a box"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("heading", ["<h2>{}</h2>", "<p style='font-size:26px'>{}</p>"], ids=["tags", "large lines"])
def test_what_is_dressed_like_a_heading_and_heads_nothing(heading: str, line: str) -> None:
    one, two = heading.format("À voir"), heading.format("À lire")
    issue = parse(f"<div>{one}{TEXT}{line}</div><div>{TEXT}{two}{TEXT}</div>")
    assert [section.heading for section in issue.sections] == ["À voir", "À lire"]


@pytest.mark.parametrize(
    "end", ["<p><b>Camille</b></p>", "<p>À JEUDI !</p><p>Camille</p>", "<p><b>La rédaction</b></p>"]
)
def test_a_signature_heads_nothing(end: str) -> None:
    assert headings(f"<p><b>À voir</b></p>{TEXT}<p><b>À lire</b></p>{TEXT}{end}") == ["À voir", "À lire"]


def test_real_headings_win_over_dressed_lines() -> None:
    dressed = "<p style='font-size:26px'>Une ligne que rien ne distingue</p>"
    html = f"<h1>T</h1>{dressed}{TEXT}<h2>A</h2>{TEXT}<h3>a</h3>{TEXT}{dressed}{TEXT}<h2>B</h2>{TEXT}"
    assert headings(html) == [None, "A", "B"]


@pytest.mark.parametrize(
    "contents",
    [
        "<ul><li><a href='#a'>A</a></li><li><a href='#b'>B</a></li></ul>",
        "<p>Au sommaire</p><p><a href='#a'>A</a> | <a href='#b'>B</a></p>",
        "<ol><li><a href='#a'>A</a><ol><li><a href='#x'>x</a></li></ol></li><li><a href='#b'>B</a></li></ol>",
    ],
)
@pytest.mark.parametrize(
    "place", ["<h2 id={0}>{1}</h2>", "<a name={0}></a><p><b>{1}</b></p>", "<div id={0}><h2>{1}</h2></div>"]
)
def test_a_list_of_contents_is_the_authors_own_list_of_sections(contents: str, place: str) -> None:
    one, two, item = place.format("a", "A"), place.format("b", "B"), place.format("x", "x")
    issue = parse(f"<h1>T</h1>{contents}{one}{TEXT}{item}{TEXT}{two}{TEXT}<h2>y</h2>{TEXT}")
    assert [section.heading for section in issue.sections if section.heading] == ["A", "B"]
    assert ["x" in issue.sections[-2].text.split(), issue.sections[-1].headings] == [True, ("y",)]


def test_references_to_notes_are_no_list_of_contents() -> None:
    note = "<p>Un film<a href='#n{0}'>{0}</a> de la côte, et rien de plus.</p>"
    html = f"<h2>A</h2>{note.format(1)}{note.format(2)}<h2>B</h2>{TEXT}<p id=n1>Une note</p><p id=n2>Une autre note</p>"
    issue = parse(html)
    assert issue.left_out == ()
    assert [section.heading for section in issue.sections] == ["A", "B"]


def test_what_headings_hold_beside_words_is_kept() -> None:
    html = f"<h2><a href='https://a.test'>A</a> <img src='https://a.test/i.png'></h2>{TEXT}<h2>B</h2>{TEXT}"
    first = parse(html).sections[0]
    assert (first.heading, first.heading_links, first.links) == ("A", ("https://a.test",), ("https://a.test",))
    assert first.markdown.startswith("![](<https://a.test/i.png>)")
