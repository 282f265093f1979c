"""Words that the importer left out are put back into a draft, where the letter has them."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from api.admin.forms.texts import Texts
from api.admin.issues.sections import paragraphs
from schema.imports import OneImport
from schema.text import fold, plain_text, render

KEY = 80
"""By how many of its first letters a paragraph is found in a letter."""
NO_WORDS = frozenset({"TRACKER", "MARKUP", "UNSUBSCRIBE"})
"""The reasons to leave out what nobody puts back."""


def text_of(session: Session, one: OneImport) -> str:
    """Return the text of a letter; empty where it is not kept, or cannot be read."""
    # What reads letters is loaded for the first of them, not at the start.
    from seed.importers import Unreadable  # noqa: PLC0415
    from seed.originals import OriginalKind, original  # noqa: PLC0415

    if one.data is None:
        return ""
    try:
        letter = original(session, one.data, one.listed.name, one.listed.format)
    except Unreadable:
        return ""
    return plain_text(letter.content) if letter.kind is OriginalKind.HTML else letter.content


def put_back(sections: Sequence[Texts], letter: str, words: str) -> int:
    """Put words into a section of a form, as a paragraph of their own; return the number of the section, from 0.

    They stand after what comes before them in the letter, as far as the draft has it still; where it has nothing of
    that, first of all.

    Args:
        sections: those of a form, one at least.
        letter: the text of the letter.
        words: what was left out of it.
    """
    from seed.importers.document.markdown_escape import escape, escape_line_start  # noqa: PLC0415

    number, place = _place(sections, fold(letter), words)
    parts = paragraphs(sections[number]["body"])
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    parts.insert(place, "\\\n".join(escape_line_start(escape(line)) for line in lines))
    sections[number]["body"] = "\n\n".join(parts)
    return number


def _place(sections: Sequence[Mapping[str, str]], letter: str, words: str) -> tuple[int, int]:
    """Return the number of a section, and that of the paragraph of it before which words are put."""
    at = letter.find(_key(words))
    before = [(-1, (0, 0))]
    for number, section in enumerate(sections):
        heading, texts = section["heading"], [render(part).text for part in paragraphs(section["body"])]
        # A table of contents has the heading too, further up.
        before += [(letter.rfind(_key(heading)), (number, 0))] if heading.strip() else []
        before += [(letter.find(_key(text)), (number, place)) for place, text in enumerate(texts, 1) if text.strip()]
    return max((each for each in before if each[0] < at), default=(-1, (0, 0)))[1]


def _key(words: str) -> str:
    return fold(words)[:KEY]
