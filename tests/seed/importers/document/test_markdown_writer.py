"""The Markdown of a section shows the words, links, lists, tables and images of its blocks."""

import re

import pytest

from tests.seed.importers.pages import TEXT, parse


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
