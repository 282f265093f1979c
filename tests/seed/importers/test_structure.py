"""The sections that a reader sees, told from what mail templates make of headings; and what is around a letter."""

import re
from itertools import count

import pytest

from seed.importers import ParsedIssue, Reason, read

GREETING, PREHEADER, CONTENTS = Reason.GREETING, Reason.PREHEADER, Reason.CONTENTS
DUPLICATE, FOOTER, UNSUBSCRIBE, TRACKER = Reason.DUPLICATE, Reason.FOOTER, Reason.UNSUBSCRIBE, Reason.TRACKER
TEXT = "<p>Une phrase assez longue pour être un vrai paragraphe de la lettre, et non un titre.</p>"
AGAIN = "<p>Ceci se lit deux fois, sur un téléphone comme sur un grand écran, mot pour mot.</p>"


def parse(html: str) -> ParsedIssue:
    # No two paragraphs are alike, or the second would be a duplicate.
    numbers = count(1)
    html = re.sub("Une phrase", lambda _: f"Une phrase {next(numbers)}", html)
    return read(f"<html><body>{html}</body></html>".encode(), "a.html")


def headings(html: str) -> list[str | None]:
    return [part.heading for part in parse(html).sections]


def left(html: str) -> list[tuple[str, Reason]]:
    return [(part.text, part.reason) for part in parse(html).left_out]


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


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>Bonjour Léa,</p>{TEXT}", [("Bonjour Léa,", GREETING)]),
        (f"<p>Hi Sam!</p>{TEXT}", [("Hi Sam!", GREETING)]),
        (f"<p>Chères lectrices, chers lecteurs,</p>{TEXT}", [("Chères lectrices, chers lecteurs,", GREETING)]),
        (f"<p>Salut les fileuses et fileurs,</p>{TEXT}", [("Salut les fileuses et fileurs,", GREETING)]),
        (f"<p>Good morning, bingers.</p>{TEXT}", [("Good morning, bingers.", GREETING)]),
        (
            f"<p>Forwarded this email? <a href=https://a.test>Subscribe</a></p>{TEXT}",
            [("Forwarded this email? Subscribe", PREHEADER)],
        ),
        (
            f"<p>Si vous ne visualisez pas ce message, <a href=https://a.test>cliquez</a></p>{TEXT}",
            [("Si vous ne visualisez pas ce message, cliquez", PREHEADER)],
        ),
        (
            f"{TEXT}<p><b>Salle d’Anne</b></p><p>Vous recevez cet e-mail de Salle d’Anne.</p>",
            [("Salle d’Anne", FOOTER), ("Vous recevez cet e-mail de Salle d’Anne.", FOOTER)],
        ),
        (
            f"{TEXT}<h3>How was this edition?</h3><p><a href=https://a.test>Good</a></p><p>© 2024 A</p>",
            [("How was this edition?", FOOTER), ("Good", FOOTER), ("© 2024 A", FOOTER)],
        ),
        ("<p>Chère Ada, le printemps est là.</p>", [("Chère Ada,", GREETING)]),
        (f"<p>Bonjour tristesse est un roman, et un film.</p>{TEXT}", []),
        (f"{TEXT}{TEXT}<p>Salut Léa,</p>", []),
        (f"<p>View this email in your browser</p>{TEXT}", [("View this email in your browser", PREHEADER)]),
        (f"<div style='display:none'>Trois films</div>{TEXT}", [("Trois films", PREHEADER)]),
        (
            f"{TEXT}<div style='display:none'>une phrase 1 assez longue</div>",
            [("une phrase 1 assez longue", DUPLICATE)],
        ),
        (f"{TEXT}{AGAIN}<p>Autre chose.</p>{AGAIN}", [(AGAIN[3:-4], DUPLICATE)]),
        (f"<p>Rien.</p>{TEXT}<p>Rien.</p>", []),
        (
            f"<p>Sommaire</p><ul><li>Un</li><li>Deux</li></ul><h2>Un</h2>{TEXT}<h2>Deux</h2>{TEXT}",
            [("Sommaire", CONTENTS), ("Un", CONTENTS), ("Deux", CONTENTS)],
        ),
        (f"<p>Au programme</p><ul><li>Dormir</li><li>Lire</li></ul><h2>Un</h2>{TEXT}<h2>Deux</h2>{TEXT}", []),
        (
            f"<p><a href='#a'>Un</a></p><p><a href='#b'>Deux</a></p><h2>Un</h2>{TEXT}<h2>Deux</h2>{TEXT}",
            [("Un", CONTENTS), ("Deux", CONTENTS)],
        ),
        (
            f"{TEXT}<p>Liane, 3 rue du Port, 75000 Paris</p><p>© 2024 Liane</p>",
            [("Liane, 3 rue du Port, 75000 Paris", FOOTER), ("© 2024 Liane", FOOTER)],
        ),
        (
            f"{TEXT}<p>À jeudi !<br>Vous recevez cette lettre.<br><a href='https://a.test/u'>Se désabonner</a></p>",
            [("Vous recevez cette lettre.", FOOTER), ("Se désabonner", UNSUBSCRIBE)],
        ),
        (f"{TEXT}<p>Comment se désabonner de Netflix</p>{TEXT}", []),
        (
            f"{TEXT}<img src='https://a.test/o.gif?u=lea@b.test' width=1 height=1>",
            [("https://a.test/o.gif", TRACKER)],
        ),
        (f"{TEXT}<img src='https://a.test/spacer.gif' width=1 height=20>", []),
    ],
)
def test_what_is_left_out(html: str, expected: list[tuple[str, Reason]]) -> None:
    assert left(html) == expected


def test_signs_to_share_the_letter_are_not_of_it() -> None:
    sign = "<a href='https://x.com/intent/post?url=a'><img src='https://a.test/x.png' alt='x'></a>"
    assert read(f"<html>{sign}{TEXT}".encode(), "a").sections[0].links == ()


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


def test_what_headings_hold_beside_words_is_kept() -> None:
    html = f"<h2><a href='https://a.test'>A</a> <img src='https://a.test/i.png'></h2>{TEXT}<h2>B</h2>{TEXT}"
    first = parse(html).sections[0]
    assert (first.heading, first.heading_links, first.links) == ("A", ("https://a.test",), ("https://a.test",))
    assert first.markdown.startswith("![](<https://a.test/i.png>)")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Vendredi 8 mars 2024 – n° 17", "2024-03-08"),
        ("1er août 2023", "2023-08-01"),
        ("March 12th, 2024", "2024-03-12"),
        ("12 March 2024", "2024-03-12"),
        ("2024-03-12", "2024-03-12"),
        ("Vendredi 8 mars", None),
        ("31 février 2024", None),
        ("Du 8 mars 2024 au 9 mars 2024", None),
        ("Le 8 mars 2024, la mer était calme, et nous y sommes allés à pied, tous ensemble.", None),
    ],
)
def test_a_day_that_a_line_at_the_top_states_in_full(line: str, day: str | None) -> None:
    reading = parse(f"<p>{line}</p>{TEXT}")
    assert (reading.date and reading.date.isoformat(), reading.date_source) == (day, "text" if day else None)


@pytest.mark.parametrize(
    ("name", "title", "source"), [("Sous la pluie", "Sous la pluie", "header"), ("Newsletter", None, None)]
)
def test_the_name_of_a_page_is_its_title_unless_a_template_gave_it(name: str, title: str | None, source: str) -> None:
    reading = read(f"<html><head><title>{name}</title></head>{TEXT}</html>".encode(), "a.html")
    assert (reading.title, reading.title_source) == (title, source)
