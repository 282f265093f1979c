"""What people say in a long paragraph, set apart so that readers find it."""

import re

from schema.text import count_words

LONG_PARAGRAPH, LONG_QUOTATION = 100, 8
"""From how many words on a paragraph is long, and a quotation in it is set apart."""
PARAGRAPH = re.compile(r"<p>.*?</p>", re.DOTALL)
QUOTATION = re.compile(r"«[^«»<]+»|“[^“”<]+”")


def set_off_quotations(html: str) -> str:
    """Return sanitised HTML whose long paragraphs have their long quotations in elements of their own.

    A quotation with markup in it stays as it is.
    """
    return PARAGRAPH.sub(lambda paragraph: _mark(paragraph[0]), html)


def _mark(paragraph: str) -> str:
    if count_words(paragraph) < LONG_PARAGRAPH:
        return paragraph
    return QUOTATION.sub(
        lambda said: f'<span class="said">{said[0]}</span>' if count_words(said[0]) >= LONG_QUOTATION else said[0],
        paragraph,
    )
