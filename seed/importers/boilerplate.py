"""What stands around a letter and not in it: told by its place and by its phrases, and marked with the reason."""

from collections.abc import Sequence
from copy import copy
from dataclasses import replace

from seed.importers.blocks import BODY_SIZE, Block, BlockKind, key_of, split_spans
from seed.importers.parsed_issue import Reason
from seed.importers.phrases import (
    CONTENTS,
    MAYBE_CONTENTS,
    SOCIAL,
    greeting_in,
    is_address,
    is_footer,
    is_forward,
    is_online,
    is_sharing,
    is_social,
    is_unsubscribe,
)

MOST_LINES = 25
SHORT = 15
SENTENCE = 10
FEWEST_REPEATED = 12
MOST_TOP_BLOCKS = 14
MOST_LOOSE = 5
LEGAL = 180
LONGEST_ENTRY = 200


def mark(blocks: Sequence[Block], recipients: Sequence[str] = ()) -> list[Block]:
    """Give the blocks, each with a reason if it is left out.

    Args:
        blocks: in reading order.
        recipients: the addresses that the letter was sent to.
    """
    marked = [copy(block) for block in blocks]  # with the words and keys that they have found out already
    _hidden(marked)
    _duplicates(marked)
    _top(marked)
    marked = _greeting(marked)
    _contents(marked)
    marked = _split_tail(marked)
    _bottom(marked)
    _addressed(marked, recipients)
    return marked


def _live(blocks: Sequence[Block]) -> list[Block]:
    """Give the blocks that readers see and that are not left out yet."""
    return [block for block in blocks if not block.hidden and block.reason is None]


def _hidden(blocks: Sequence[Block]) -> None:
    """Tell hidden text at the top (for the list of the inbox) from what is shown elsewhere too."""
    if not any(block.hidden for block in blocks):
        return
    shown = {word for block in blocks if not block.hidden for word in block.key.split()}
    top = True
    for block in blocks:
        if not block.hidden:
            top = top and block.words < SENTENCE
        elif block.reason is None and top:
            block.reason = Reason.PREHEADER
        elif block.reason is None and shown.issuperset(block.key.split()):
            block.reason = Reason.DUPLICATE


def _duplicates(blocks: Sequence[Block]) -> None:
    """Leave out what stands a second time, for another screen: some blocks in a row, or a heading right again."""
    live = [block for block in _live(blocks) if block.key]
    keys = [block.key for block in live]
    first: dict[str, int] = {}
    at = 0
    while at < len(live):
        before = first.setdefault(keys[at], at)
        length = 0
        while before + length < at and at + length < len(live) and keys[before + length] == keys[at + length]:
            length += 1
        words = sum(len(keys[at + step].split()) for step in range(length))
        heading_again = before == at - 1 and live[at].level > 0 and live[at].level == live[before].level
        if words >= FEWEST_REPEATED or (length and heading_again):
            for block in live[at : at + length]:
                block.reason = Reason.DUPLICATE
        at += max(1, length)


def _top(blocks: Sequence[Block]) -> None:
    for block in _live(blocks)[:MOST_TOP_BLOCKS]:
        if is_online(block) or is_forward(block) or is_sharing(block):
            block.reason = Reason.PREHEADER
        elif is_unsubscribe(block):
            block.reason = Reason.UNSUBSCRIBE
        elif block.words >= SENTENCE:
            return


def _greeting(blocks: list[Block]) -> list[Block]:
    """Leave out the greeting: a block of its own, or the opening of the first paragraph."""
    long_ones = 0
    for block in _live(blocks):
        end = greeting_in(block) if block.kind is BlockKind.TEXT else 0
        if end:
            index = next(at for at, each in enumerate(blocks) if each is block)
            return [*blocks[:index], *_cut(block, end), *blocks[index + 1 :]]
        long_ones += block.words >= SHORT
        if long_ones > 1:
            break
    return blocks


def _cut(block: Block, end: int) -> list[Block]:
    greeting, rest = split_spans(block.spans, end)
    if not any(char.isalnum() for span in rest for char in span.text):
        return [replace(block, reason=Reason.GREETING)]
    if greeting and rest and greeting[-1].text[-1:].isalnum() and rest[0].text[:1].isalnum():
        return [block]
    while rest and not rest[0].picture and not rest[0].text.strip():
        rest.pop(0)
    rest[0] = rest[0]._replace(text=rest[0].text.lstrip())
    return [replace(block, spans=greeting, reason=Reason.GREETING, level=0), replace(block, spans=rest)]


def _contents(blocks: Sequence[Block]) -> None:
    """Leave out lists of what follows: below a heading that says so, or with links into the page."""
    live = [block for block in _live(blocks) if block.key]
    headings = {block.key: at for at, block in enumerate(live) if _may_be_heading(block)}
    at = 0
    while at < min(len(live), MOST_TOP_BLOCKS * 2):
        sure, maybe = CONTENTS.fullmatch(live[at].key), MAYBE_CONTENTS.fullmatch(live[at].key)
        begin = end = at + bool(sure or maybe)
        while end < len(live) and _is_entry(live[end], end, headings, anything=bool(sure)):
            end += 1
        lines = [line for block in live[begin:end] for line in block.text.split("\n")]
        jumps = sum(block.in_page for block in live[begin:end])
        fewest = 1 if sure else 2 if maybe or jumps else 3
        if len(lines) >= fewest:
            for block in live[at:end]:
                block.reason = Reason.CONTENTS
            at = end
        else:
            at += 1


def _may_be_heading(block: Block) -> bool:
    looks = block.level > 0 or block.strong or block.capitals or block.size > BODY_SIZE
    return looks and block.words <= SHORT and not block.containers and not block.in_page


def _is_entry(block: Block, at: int, headings: dict[str, int], *, anything: bool) -> bool:
    """Tell whether a block, the one at ``at``, only names what follows it."""
    if block.in_page:
        return True
    lines = block.text.split("\n")
    if block.level or len(lines) > MOST_LINES or any(len(line) > LONGEST_ENTRY for line in lines):
        return False
    if anything and any(each.kind == "li" for each in block.containers):
        return True
    return all(_names(key_of(line), at, headings) for line in lines)


def _names(key: str, at: int, headings: dict[str, int]) -> bool:
    """Tell whether an entry is the heading of something after ``at``, or begins with it."""
    words = key.split()
    if words and words[0].isdigit():
        words = words[1:]
    begins = (" ".join(words[:length]) for length in range(1, len(words) + 1))
    return any(headings.get(each, -1) > at for each in begins)


def _split_tail(blocks: list[Block]) -> list[Block]:
    """Part blocks at the end whose lines are of two sorts: the last words of the letter, and those of its sender."""
    tail = max(0, len(blocks) - SHORT)
    parted = blocks[:tail]
    for block in blocks[tail:]:
        lines = (
            _lines(block)
            if block.kind is BlockKind.TEXT and 0 < block.text.count("\n") < MOST_LINES and not block.hidden
            else [block]
        )
        sorts = {is_footer(line) or is_unsubscribe(line) for line in lines}
        parted += lines if len(sorts) > 1 else [block]
    return parted


def _lines(block: Block) -> list[Block]:
    lines: list[Block] = []
    rest = block.spans
    while rest:
        position = "".join(span.text for span in rest).find("\n")
        line, rest = split_spans(rest, position) if position >= 0 else (rest, [])
        lines.append(replace(block, spans=line))
        rest = split_spans(rest, 1)[1]
    return [line for line in lines if line.spans]


def _bottom(blocks: Sequence[Block]) -> None:
    """Leave out the end: from the first block, seen from behind, that only a sender's words follow."""
    live = _live(blocks)
    cut, loose = len(live), 0
    for index in range(len(live) - 1, -1, -1):
        block = live[index]
        words = block.words
        if not words:
            continue
        if (is_footer(block) or is_unsubscribe(block)) and words <= LEGAL:
            cut, loose = index, 0
        elif (words <= SHORT and not block.level) or is_social(block):
            loose += 1
        else:
            break
        if loose > MOST_LOOSE:
            break
    said = f" {' '.join(block.key for block in live[cut:])} "
    while cut and cut < len(live) and _goes_with_footer(live[cut - 1], said):
        cut -= 1
    for block in live[cut:]:
        block.reason = Reason.UNSUBSCRIBE if is_unsubscribe(block) else Reason.FOOTER


def _goes_with_footer(block: Block, said: str) -> bool:
    """Tell whether a block right above the footer goes with it: networks, an address, a name that is ``said`` there."""
    name = 0 < block.words <= SENTENCE and not block.level and f" {block.key} " in said
    # Of "Like, Comment, Restack" not all lead somewhere.
    networks = bool(block.links or block.line) and set(block.key.split()) <= SOCIAL
    return name or networks or is_address(block) or block.kind is BlockKind.RULE


def _addressed(blocks: Sequence[Block], recipients: Sequence[str]) -> None:
    """Leave out every short paragraph that names the reader's own address."""
    for block in _live(blocks):
        if block.words <= LEGAL and any(address.lower() in block.text.lower() for address in recipients):
            block.reason = Reason.FOOTER
