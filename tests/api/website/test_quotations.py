"""Quotations in long paragraphs."""

import pytest

from api.website.quotations import set_off_quotations

SAID = "un deux trois quatre cinq six sept huit"
LONG = "mot " * 100


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        (f"<p>{LONG}« {SAID} »</p>", f'<p>{LONG}<span class="said">« {SAID} »</span></p>'),
        (
            f"<p>{LONG}“{SAID}” “{SAID}”</p>",
            f'<p>{LONG}<span class="said">“{SAID}”</span> <span class="said">“{SAID}”</span></p>',
        ),
        (f"<p>{LONG}« un mot »</p>", None),  # no speech
        (f"<p>{LONG}« {SAID}</p>", None),  # never closed
        (f"<p>{LONG}« {SAID} <em>neuf</em> »</p>", None),  # set apart already
        (f"<p>« {SAID} »</p>", None),  # found at once
        (f"<p>« {SAID}</p><p>{LONG}»</p>", None),
        (f"<pre>{LONG}« {SAID} »</pre>", None),
    ],
)
def test_long_quotations_of_long_paragraphs_are_set_apart(html: str, shown: str | None) -> None:
    assert set_off_quotations(html) == (shown or html)
