"""Tables of contents: lists of what follows in the letter."""

import re

from seed.importers.blocks import BODY_SIZE, Block, fold_words
from seed.importers.content import ParsedContent
from seed.importers.parsed_issue import Reason

CONTENTS = re.compile(
    r"(?:(?:au |le |notre |votre )?sommaire(?: \w+){0,3}|table des matieres|"
    r"dans (?:ce|cette|cet|le|votre) (?:numero|"
    r"edition|lettre|envoi|newsletter|infolettre)(?: \w+){0,2}|a lire dans (?:ce|cette) \w+|"
    r"in (?:this|today s) (?:issue|edition|newsletter|e ?mail|letter|week s \w+)|(?:table of )?contents|"
    r"what s (?:inside|in this \w+))"
)
# These may as well be the heading of a section: what follows has to name later headings.
MAYBE_CONTENTS = re.compile(
    r"au (?:menu|programme)(?: \w+){0,3}|cette semaine|this week|today|aujourd hui|inside|on the menu|"
    r"the menu|quick links"
)
MOST_BLOCKS = 28
MOST_LINES = 25
LONGEST_ENTRY = 200
MOST_HEADING_WORDS = 15


def mark_contents(content: ParsedContent) -> None:
    """Leave out lists of what follows: below a heading that says so, or with links into the page."""
    blocks = [block for block in content.visible_blocks if block.folded]
    headings = {block.folded: index for index, block in enumerate(blocks) if _may_be_heading(block)}
    index = 0
    while index < min(len(blocks), MOST_BLOCKS):
        sure, maybe = CONTENTS.fullmatch(blocks[index].folded), MAYBE_CONTENTS.fullmatch(blocks[index].folded)
        start = end = index + bool(sure or maybe)
        while end < len(blocks) and _is_entry(blocks[end], end, headings, anything=bool(sure)):
            end += 1
        entries = [line for block in blocks[start:end] for line in block.text.split("\n")]
        page_links = sum(block.in_page for block in blocks[start:end])
        fewest = 1 if sure else 2 if maybe or page_links else 3
        if len(entries) >= fewest:
            for block in blocks[index:end]:
                block.reason = Reason.CONTENTS
            index = end
        else:
            index += 1


def _may_be_heading(block: Block) -> bool:
    looks = block.level > 0 or block.strong or block.capitals or block.size > BODY_SIZE
    return looks and block.words <= MOST_HEADING_WORDS and not block.containers and not block.in_page


def _is_entry(block: Block, index: int, headings: dict[str, int], *, anything: bool) -> bool:
    """Whether a block, the one at ``index``, only names what follows it."""
    if block.in_page:
        return True
    lines = block.text.split("\n")
    if block.level or len(lines) > MOST_LINES or any(len(line) > LONGEST_ENTRY for line in lines):
        return False
    if anything and any(container.kind == "li" for container in block.containers):
        return True
    return all(_names_heading(fold_words(line), index, headings) for line in lines)


def _names_heading(key: str, index: int, headings: dict[str, int]) -> bool:
    """Whether an entry is a heading that stands after ``index``, or begins with one."""
    words = key.split()
    if words and words[0].isdigit():
        words = words[1:]
    beginnings = (" ".join(words[:length]) for length in range(1, len(words) + 1))
    return any(headings.get(beginning, -1) > index for beginning in beginnings)
