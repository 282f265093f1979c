"""Pieces that are copied from word processors and mail are read as letters are."""

import pytest

from seed.importers.parsed_issue import Unreadable
from seed.importers.piece import markdown_of

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office"><head><style>p.MsoNormal{color:red}</style></head><body>
<!--StartFragment--><p class=MsoNormal><b><span lang=FR style="font-size:12pt">Gras<o:p></o:p></span></b></p>
<p class=MsoListParagraph style="mso-list:l0"><span style="mso-list:Ignore">·<span>&nbsp; </span></span>Un</p>
<p class=MsoListParagraph style="mso-list:l0"><span style="mso-list:Ignore">·<span>&nbsp; </span></span>Deux</p>
<!--EndFragment--></body></html>"""
DOCS = """<b style="font-weight:normal" id="docs-internal-guid-1"><p><span style="font-weight:700">Gras</span>
<span style="font-style:italic">penché</span></p><ul><li><p>un</p></li><li>deux</li></ul></b>"""


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (WORD, "**Gras**\n\n* Un\n* Deux"),
        (DOCS, "**Gras** *penché*\n\n* un\n* deux"),
        ("seul <i>mot</i>", "seul *mot*"),
        ("<p>signes * _ [x] #</p>", r"signes \* \_ \[x\] #"),
        ("<p hidden>secret</p><script>x()</script><p>vu</p>", "vu"),
        ("", ""),
    ],
)
def test_words_emphasis_and_lists_are_kept(html: str, markdown: str) -> None:
    assert markdown_of(html) == markdown


def test_pictures_that_are_carried_inside_are_left_out() -> None:
    assert markdown_of('<p>a <img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="x"></p>') == "a"


def test_what_is_built_to_take_minutes_is_refused() -> None:
    with pytest.raises(Unreadable):
        markdown_of("<div>" * 60_000)
