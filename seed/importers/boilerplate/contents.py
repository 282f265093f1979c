"""Tables of contents: lists of what follows in the letter."""

from seed.importers.blocks import BODY_SIZE, Block, fold_words
from seed.importers.boilerplate.languages import phrases
from seed.importers.content import ParsedContent
from seed.importers.parsed_issue import Reason

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
        # A heading that only may announce contents may as well be that of a section: what follows has to name headings.
        sure, maybe = (phrases(name).whole(blocks[index].folded) for name in ("contents", "maybe_contents"))
        start = end = index + int(sure or maybe)
        while end < len(blocks) and _is_entry(blocks[end], end, headings, anything=sure):
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
