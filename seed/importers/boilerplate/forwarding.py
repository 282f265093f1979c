"""What a mail program writes above a letter that it forwards: who sent it, when, to whom, under which subject.

A letter that an editor forwards to be imported keeps its own title and day; what the editor wrote above it is left out,
and so is the header, with the names and addresses in it.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from schema.text import clean, count_words, fold
from seed.importers.blocks import Block, BlockKind, fold_words, split_spans
from seed.importers.boilerplate.languages import languages
from seed.importers.content import EMAIL_ADDRESS, ParsedContent
from seed.importers.dates import date_in_field
from seed.importers.parsed_issue import Reason

KINDS = ("from", "date", "to", "copy", "subject")
ANNOUNCED, WROTE = "announcements", "wrote"
SIGN = re.compile(r"[\s>*_|]*")
LINE = re.compile(r"(?P<label>[^\s:：<>@][^:：<>@\n]{0,30}?)[\s*_]*[:：][\s*_]*(?P<value>.*)", re.DOTALL)
PREFIXES = re.compile(
    r"\s*(?:(?:re|fwd?|tr|trans|rép|ré|rv|resp|wg|aw|antw|antwort|i|r|rif|inoltra|enc|res|doorst|dst|sv|vs|vb|vl|vid|ynt|"
    r"ilt|pd|odp|回复|答复|转发|轉寄|回覆|転送)(?:\[\d+\]|\(\d+\))?\s*[:：]|"
    r"\[(?:test|ext|external|externe?|extern|esterno|spam|fwd)\]|\*{2,}spam\*{2,})\s*",
    re.IGNORECASE,
)
FEWEST_KINDS = 3
MOST_BLOCKS = 60
MOST_WORDS_ABOVE = 150
LEAST_BELOW = 3
"""The words above a header are at most so many times those below it."""
MOST_FORWARDS = 5
LAST_BLOCKS = 6
LONGEST_LINE = 1_000


@dataclass
class Header:
    """The header of a forwarded letter, and the block and line right below it."""

    values: dict[str, str]
    end: tuple[int, int]

    @property
    def day(self) -> dt.date | None:
        """Return the day on which the letter was sent."""
        return date_in_field(self.values.get("date", ""))


def own_subject(subject: str) -> str:
    """Return a subject without what mail programs put before it when they answer, forward or check."""
    subject = " ".join(clean(subject).split())
    while prefix := PREFIXES.match(subject):
        rest = subject[prefix.end() :]
        # "I:" and "R:" are Italian only as capitals, and a subject is never a prefix alone.
        if not rest or (len(prefix[0].strip(" :：")) == 1 and not prefix[0].strip()[0].isupper()):
            break
        subject = rest
    return subject


def is_header_line(line: str) -> bool:
    """Whether a line is one of such a header."""
    return _kind(line) is not None


def begins_with_header(lines: Sequence[str]) -> bool:
    """Whether lines begin with the whole header of a forwarded letter."""
    return _header_at([((0, number), line[:LONGEST_LINE]) for number, line in enumerate(lines)], 0) is not None


def mark_forwarding(content: ParsedContent) -> None:
    """Leave out what stands around a forwarded letter; its header gives the title and the day."""
    for _ in range(MOST_FORWARDS):
        header = _find_header(content.visible_blocks)
        if header is None:
            return
        _leave_out(content, header)
        _take_over(content, header)
        _leave_out_signature(content.visible_blocks)


def _leave_out_signature(blocks: Sequence[Block]) -> None:
    """Leave out the signature of who forwarded the letter, below it."""
    last = blocks[-LAST_BLOCKS:]
    start = next((index for index, block in enumerate(last) if block.text.split("\n")[0].strip() == "--"), len(last))
    for block in last[start:]:
        block.reason = Reason.FOOTER


def _take_over(content: ParsedContent, header: Header) -> None:
    metadata = content.metadata
    subject = own_subject(header.values.get("subject", ""))
    if subject and fold(subject) != fold(metadata.title or ""):
        metadata = replace(metadata, title=subject, title_source="text")
    if day := header.day:
        metadata = replace(metadata, date=day, date_source="text")
    addresses = EMAIL_ADDRESS.findall(" ".join(header.values.get(kind, "") for kind in ("to", "copy")))
    sender = re.sub(r"[\"<(].*", "", header.values.get("from", "").lstrip('"')).strip()
    recipients = tuple(dict.fromkeys((*metadata.recipients, *addresses)))
    content.metadata = replace(metadata, recipients=recipients, sender=sender or metadata.sender)


def _leave_out(content: ParsedContent, header: Header) -> None:
    """Give all blocks above the end of the header their reason; split the one in which it ends."""
    visible = content.visible_blocks
    last, line = header.end
    for block in visible[:last]:
        block.reason = Reason.PREHEADER
    if line == 0 or last >= len(visible):
        return
    block = visible[last]
    lines = block.text.split("\n")
    index = next(index for index, other in enumerate(content.blocks) if other is block)
    if line >= len(lines) or block.kind is not BlockKind.TEXT:
        block.reason = Reason.PREHEADER
        return
    above, below = split_spans(block.spans, len("\n".join(lines[:line])))
    parts = [replace(block, spans=above, reason=Reason.PREHEADER), replace(block, spans=split_spans(below, 1)[1])]
    content.blocks[index : index + 1] = parts


def _find_header(blocks: Sequence[Block]) -> Header | None:
    """Return the header that stands above a letter, not somewhere in it."""
    lines = list(_lines(blocks[:MOST_BLOCKS]))
    words = 0
    for start, (position, line) in enumerate(lines):
        if words > MOST_WORDS_ABOVE:
            return None
        header = _header_at(lines, start) or _attribution(lines, start)
        if header and LEAST_BELOW * sum(block.words for block in blocks[position[0] + 1 :]) > words:
            return header
        words += count_words(line)
    return None


def _lines(blocks: Sequence[Block]) -> Iterator[tuple[tuple[int, int], str]]:
    for index, block in enumerate(blocks):
        for number, line in enumerate(block.text.split("\n")):
            yield (index, number), line[:LONGEST_LINE]


def _header_at(lines: Sequence[tuple[tuple[int, int], str]], start: int) -> Header | None:
    """Return the header that begins at a line; None where too few of its lines are there."""
    values: dict[str, str] = {}
    kind: str | None = None
    end = start
    for index in range(start, len(lines)):
        line = lines[index][1]
        found = _kind(line)
        if found is None and kind in {"from", "to", "copy"} and _goes_on(line):
            end = index + 1
        elif found is None or found[0] in values or (not values and found[0] == "other"):
            break
        else:
            kind, values[found[0]] = found
            end = index + 1
    # A subject and a date may be a letter's own first lines; who it is from is not.
    if len(values) < FEWEST_KINDS or "from" not in values:
        return None
    return Header(values, _after(lines, end))


def _attribution(lines: Sequence[tuple[tuple[int, int], str]], start: int) -> Header | None:
    """Return what "On 14 March 2024, La Gazette <a@b.c> wrote:" says."""
    text = lines[start][1]
    ends = fold(text).rstrip(" :").endswith(tuple(_listed(WROTE)))
    if len(text) > 300 or not ends or not EMAIL_ADDRESS.search(text):  # noqa: PLR2004
        return None
    day = date_in_field(text[:80])
    return Header({"date": text[:80]}, _after(lines, start + 1)) if day else None


def _after(lines: Sequence[tuple[tuple[int, int], str]], index: int) -> tuple[int, int]:
    """Return the block and the line in it at an index of all lines, which may be past the last."""
    return lines[index][0] if index < len(lines) else (lines[-1][0][0] + 1, 0)


def _kind(line: str) -> tuple[str, str] | None:
    """Return what a line of a header states, and its value."""
    found = LINE.match(line, SIGN.match(line).end())  # type: ignore[union-attr]  # it matches nothing, too
    kind = _kinds().get(fold(found["label"]).strip()) if found else None
    return (kind, found["value"].strip()) if found and kind else None


def _goes_on(line: str) -> bool:
    """Whether a line goes on with the addresses of the line above it."""
    return bool(EMAIL_ADDRESS.search(line)) and len(line) < 500  # noqa: PLR2004


def is_announcement(block: Block) -> bool:
    """Whether a block says that a forwarded letter follows."""
    return block.folded in _listed(ANNOUNCED)


@cache
def _kinds() -> dict[str, str]:
    """Return what each label of a header states, in all languages."""
    every = [language.get("forwarded", {}) for language in languages().values()]
    labels = {kind: [label for each in every for label in each.get(kind, ())] for kind in (*KINDS, "other")}
    return {fold(label): kind for kind, names in labels.items() for label in names}


@cache
def _listed(name: str) -> frozenset[str]:
    """Return the phrases of all languages under one name, folded."""
    every = [language.get("forwarded", {}) for language in languages().values()]
    return frozenset(fold_words(phrase) for each in every for phrase in each.get(name, ()))
