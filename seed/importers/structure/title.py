"""The title of a letter and its date: as it says itself, else as its first lines show them."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from schema.text import clean, fold
from seed.importers.blocks import Block, fold_words
from seed.importers.content import ParsedContent
from seed.importers.dates import date_in_words, states_month
from seed.importers.structure.headings import Headings, find_headings, heading_text, section_style
from seed.importers.wordlist import wordset

LONGEST_TITLE = 300
LONGEST_FIRST_LINE = 200
FIRST_BLOCKS = 12
"""The blocks among which a letter shows its title or its date."""
MOST_DATE_WORDS = 12
# What programs call what nobody gave a title; a number and small words may stand beside it.
UNTITLED = wordset(
    "untitled titre unbenannt unbenanntes unbenannte titel titolo titulo title naamloos documento document "
    "dokument page pagina seite newsletter newsletters email emails mail mailing message nachricht mensaje "
    "messaggio bericht template modele vorlage plantilla modello preview apercu vorschau anteprima voorbeeld "
    "draft brouillon entwurf borrador bozza rascunho concept index html subject betreff asunto oggetto assunto "
    "onderwerp objet undefined null none mailchimp word outlook responsive wireframe fichier datei browser"
)
BESIDE = wordset(
    "sans ohne senza sin sem zonder no kein nouvelle nouveau new neue neues nueva nuevo nuova nuovo nova novo "
    "nieuw nieuwe e of de la the your in view web version vista previa default copy copie kopie test microsoft my "
    "mon"
)
# A heading names its issue where it has a number, or a day or month of a year.
NUMBER = re.compile(
    r"(?:^|\b)(?:n|no|nr|num|numero|number|nummer|issue|edition|edicion|edizione|edicao|ausgabe|uitgave|editie|lettre|"
    r"letter|newsletter|infolettre|brief|carta|lettera|nieuwsbrief|weekly|hebdo|#)\W{0,3}#?\d{1,4}\b|"
    r"^\W*#\d{1,4}\b|^\D{0,40}#\d{1,4}$"
)


def find_title(content: ParsedContent) -> None:
    """Set the title, if any, and the block that shows it."""
    blocks, metadata = content.visible_blocks, content.metadata
    page_title = metadata.page_title if is_title(metadata.page_title) else None
    if is_title(metadata.title):
        content.title_block = _block_with_title(blocks, metadata.title or "")
    elif content.first_line_is_title:
        _take_first_line(content, blocks)
    elif page_title and (block := _block_with_title(blocks, page_title)):
        _set_title(content, heading_text(block), block)
    elif (block := _top_heading(blocks)) and is_title(heading_text(block)[: LONGEST_TITLE + 1]):
        _set_title(content, clean(heading_text(block)), block)
    elif page_title:
        content.metadata = replace(metadata, title=clean(page_title[:LONGEST_TITLE]), title_source="header")
    elif metadata.title and metadata.title_source == "header":
        content.title_block = _block_with_title(blocks, metadata.title)
    else:
        content.metadata = replace(metadata, title=None, title_source=None)
        content.warnings.append("no title was found")


def is_title(text: str | None) -> bool:
    """Whether these words are a title, not what a program calls whatever has none."""
    words = {word for each in fold_words(text or "").split() if (word := each.rstrip("0123456789"))}
    named = text and len(text) <= LONGEST_TITLE and fold(text) and "{{" not in text
    return bool(named) and not (words & UNTITLED and words <= UNTITLED | BESIDE)


def find_date(content: ParsedContent) -> None:
    """Set the date, if any."""
    metadata = content.metadata
    if metadata.date is None and (day := _stated_date(content.blocks)):
        content.metadata = replace(metadata, date=day, date_source="text")


def _set_title(content: ParsedContent, title: str, block: Block) -> None:
    content.metadata = replace(content.metadata, title=title, title_source="text")
    content.title_block = block


def _take_first_line(content: ParsedContent, blocks: Sequence[Block]) -> None:
    if not blocks or blocks[0].containers:
        content.warnings.append("no title was found")
    elif len(blocks[0].line) > LONGEST_FIRST_LINE:
        content.warnings.append("no title was found: the text begins with a whole paragraph")
    else:
        _set_title(content, blocks[0].line, blocks[0])


def _block_with_title(blocks: Sequence[Block], title: str) -> Block | None:
    """Return the block, near the top, that says just the title."""
    first = [block for block in blocks if block.line][:FIRST_BLOCKS]
    return next((block for block in first if block.folded == fold_words(title) and fold(block.line)), None)


def _top_heading(blocks: Sequence[Block]) -> Block | None:
    """Return the heading that is the title: the only one of its style, above all others and all text.

    Of several headings without a text between them, the strongest; where all headings are alike, none is the title
    unless nothing stands between it and the next.
    """
    headings = find_headings(blocks)
    index = _title_index(blocks, headings) if headings else None
    return None if index is None else blocks[index]


def _title_index(blocks: Sequence[Block], headings: Headings) -> int | None:
    first = min(headings)
    if any(_is_text(block) for block in blocks[:first]):
        return None
    styles = list(headings.values())
    counts = Counter(styles)
    row = _headings_in_a_row(blocks, headings)
    single = [index for index in row if counts[headings[index]] == 1]
    if single:
        best = max(single, key=lambda index: (headings[index], -index))
        others = [style for style in styles if style != headings[best]]
        return best if not others or headings[best] >= max(others) or best == first else None
    if headings[first] == max(styles) and section_style(blocks, headings) < headings[first]:
        return first
    if headings[first] == max(styles) and counts[headings[first]] > 1 and _names_issue(blocks[first], blocks, headings):
        return first
    alike = len(set(styles)) == 1 and len(row) > 1 and len(styles) > 2  # noqa: PLR2004
    return first if alike and not any(block.words for block in blocks[first + 1 : row[1]]) else None


def _names_issue(block: Block, blocks: Sequence[Block], headings: Headings) -> bool:
    """Whether a heading names its issue, by a day, a month or a number, as no other heading does."""
    names = [index for index in headings if _has_day_or_number(heading_text(blocks[index]))]
    return len(names) == 1 and blocks[names[0]] is block


def _has_day_or_number(text: str) -> bool:
    return bool(date_in_words(text)) or states_month(text) or bool(NUMBER.search(fold(text)))


def _headings_in_a_row(blocks: Sequence[Block], headings: Headings) -> list[int]:
    """Return the first heading, and those that follow it without a text between them."""
    first, *others = sorted(headings)
    row = [first]
    for index in others:
        if any(_is_text(block) for block in blocks[row[-1] + 1 : index]):
            break
        row.append(index)
    return row


def _is_text(block: Block) -> bool:
    """Whether a block is running text, not a line above it such as a date."""
    return block.words > MOST_DATE_WORDS or block.line.endswith((".", "!", "?", "…", ":")) or bool(block.containers)


def _stated_date(blocks: Sequence[Block]) -> dt.date | None:
    """Return the one day that a short line at the top states in full."""
    first = [block for block in blocks if block.words and not block.hidden][:FIRST_BLOCKS]
    days = {day for block in first if block.words <= MOST_DATE_WORDS and (day := date_in_words(block.line))}
    return days.pop() if len(days) == 1 else None
