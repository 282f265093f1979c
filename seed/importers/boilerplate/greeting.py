"""How a letter greets its reader."""

import re
from dataclasses import replace

from seed.importers.blocks import Block, BlockKind, has_words, split_spans, trim_start
from seed.importers.content import ParsedContent
from seed.importers.parsed_issue import Reason
from seed.importers.wordlist import wordset

GREETING_WORD = (
    r"(?:bonjour|bonsoir|salut|coucou|hello|hi|hey|dear|cher|chère|chers|chères|good (?:morning|afternoon|evening)|"
    r"hola|ciao|hallo|liebe|lieber|guten (?:tag|morgen|abend))"
)
GREETING = re.compile(
    rf"\W*{GREETING_WORD}\b(?![’'])(?P<names>[^.!?:;,\n«“\"(]{{0,45}}?)[\s,!.…]*(?=[,!\n]|$)[,!\s.…]*", re.IGNORECASE
)
# Greeted are names and these words: "Bonjour tristesse est un film" greets nobody.
COMPANY = wordset(
    "à a tous toutes et les le la chers chères cher chère ami amie amis amies lecteur lectrice lecteurs lectrices "
    "abonné abonnée abonnés abonnées vous toi you and all the everyone everybody there friend friends folks reader "
    "readers team neighbour neighbours neighbor neighbors world monde dear de du"
)
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
    while greeting := GREETING.match(text, end):
        names = WORD.findall(greeting["names"])
        alone = greeting[0].rstrip().endswith(",") and greeting[0].strip() == text.strip()
        greets = alone or all(name[0].isupper() or name.lower() in COMPANY for name in names)
        if not greets or len(names) >= MOST_NAMES:
            break
        end = greeting.end()
    # "Good morning, bingers." names them after the comma.
    return len(text) if end and "\n" not in text and len(WORD.findall(text[end:])) <= 2 else end  # noqa: PLR2004


def _split_greeting(block: Block, end: int) -> list[Block]:
    greeting, rest = split_spans(block.spans, end)
    if not has_words(rest):
        return [replace(block, reason=Reason.GREETING)]
    if greeting and rest and greeting[-1].text[-1:].isalnum() and rest[0].text[:1].isalnum():
        return [block]
    trim_start(rest)
    return [replace(block, spans=greeting, reason=Reason.GREETING, level=0), replace(block, spans=rest)]
