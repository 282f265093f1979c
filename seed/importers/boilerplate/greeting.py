"""How a letter greets its reader."""

import re
from dataclasses import replace
from functools import cache

from seed.importers.blocks import Block, BlockKind, has_words, split_spans, trim_start
from seed.importers.boilerplate.languages import words
from seed.importers.content import ParsedContent
from seed.importers.parsed_issue import Reason

MOST_NAMES = 7
PARAGRAPH_WORDS = 15
WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")


def mark_greeting(content: ParsedContent) -> None:
    """Leave out the greeting: a block of its own, or the opening of the first paragraph."""
    paragraphs = 0
    for block in content.visible_blocks:
        end = greeting_length(block) if block.kind is BlockKind.TEXT else 0
        if end:
            index = next(index for index, other in enumerate(content.blocks) if other is block)
            content.blocks[index : index + 1] = _split_greeting(block, end)
            return
        paragraphs += block.words >= PARAGRAPH_WORDS
        if paragraphs > 1:
            return


def greeting_length(block: Block) -> int:
    """Return how many characters at the beginning of a block greet the reader."""
    text, end = block.text, 0
    # "Chères lectrices, chers lecteurs," greets twice.
    company = words("company")
    while greeting := _greeting().match(text, end):
        names = WORD.findall(greeting["names"])
        alone = greeting[0].rstrip().endswith(",") and greeting[0].strip() == text.strip()
        greets = alone or all(name[0].isupper() or name.lower() in company for name in names)
        if not greets or len(names) >= MOST_NAMES:
            break
        end = greeting.end()
    # "Good morning, bingers." names them after the comma.
    return len(text) if end and "\n" not in text and len(WORD.findall(text[end:])) <= 2 else end  # noqa: PLR2004


@cache
def _greeting() -> re.Pattern[str]:
    """Return the pattern of a greeting and the names behind it: "Bonjour tristesse est un film" greets nobody."""
    words_of_greeting = "|".join(sorted(map(re.escape, words("greetings")), key=len, reverse=True))
    return re.compile(
        rf"\W*(?:{words_of_greeting})\b(?![’'])(?P<names>[^.!?:;,\n«“\"(]{{0,45}}?)[\s,!.…]*(?=[,!\n]|$)[,!\s.…]*",
        re.IGNORECASE,
    )


def _split_greeting(block: Block, end: int) -> list[Block]:
    greeting, rest = split_spans(block.spans, end)
    if not has_words(rest):
        return [replace(block, reason=Reason.GREETING)]
    if greeting and rest and greeting[-1].text[-1:].isalnum() and rest[0].text[:1].isalnum():
        return [block]
    trim_start(rest)
    return [replace(block, spans=greeting, reason=Reason.GREETING, level=0), replace(block, spans=rest)]
