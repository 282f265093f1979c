"""The footer: who sends the letter, to whom, and under which rules."""

import re
from collections.abc import Sequence
from dataclasses import replace

from seed.importers.blocks import Block, BlockKind, split_spans
from seed.importers.boilerplate.captions import captions
from seed.importers.boilerplate.languages import phrases, words
from seed.importers.boilerplate.preheader import is_warning, offers_web_version
from seed.importers.boilerplate.unsubscribe import is_unsubscribe
from seed.importers.content import ParsedContent
from seed.importers.parsed_issue import Reason
from seed.importers.wordlist import wordset

COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright).{0,60}(?:19|20)\d\d", re.IGNORECASE)
NETWORKS = wordset(
    "facebook twitter x instagram linkedin youtube tiktok mastodon bluesky threads rss whatsapp telegram"
)
# Registers in which a sender stands, and numbers of one.
REGISTERED = re.compile(
    r"\b(?:HRB ?\d|SIRET|SIREN|R\.?C\.?S\.?\b|P\. ?IVA|USt-?Id|VAT\b|CIF\b|NIF\b|KvK\b|BTW\b|CNPJ\b)"
)
POSTAL_CODE = re.compile(r"\b\d{4,5}\b")
LONGEST_NOTICE = 180
"""In words."""
LONGEST_QUESTION = 40
LONGEST_ADDRESS = 15
LONGEST_NAME = 10
LONGEST_UNSURE = 15
MOST_UNSURE = 5
"""At most so many short, uncertain blocks in a row inside a footer; ``LONGEST_UNSURE`` is in words."""
LAST_BLOCKS = 15
MOST_LINES = 25


def split_last_blocks(content: ParsedContent) -> None:
    """Split the last blocks by line where the letter's last words and its footer share one."""
    last = content.blocks[-LAST_BLOCKS:]
    content.blocks[-LAST_BLOCKS:] = [part for block in last for part in _split_footer(block)]


def _split_footer(block: Block) -> list[Block]:
    if block.kind is not BlockKind.TEXT or block.hidden or not 0 < block.text.count("\n") < MOST_LINES:
        return [block]
    lines = _lines(block)
    return lines if len({is_footer(line) or is_unsubscribe(line) for line in lines}) > 1 else [block]


def _lines(block: Block) -> list[Block]:
    lines: list[Block] = []
    rest = block.spans
    while rest:
        position = "".join(span.text for span in rest).find("\n")
        line, rest = split_spans(rest, position) if position >= 0 else (rest, [])
        lines.append(replace(block, spans=line))
        rest = split_spans(rest, 1)[1]
    return [line for line in lines if line.spans]


def mark_footer(content: ParsedContent) -> None:
    """Leave out the footer: from the first block, seen from the end, below which all belongs to it."""
    blocks = content.visible_blocks
    start = _footer_start(blocks)
    footer = f" {' '.join(block.folded for block in blocks[start:])} "
    while 0 < start < len(blocks) and _goes_with_footer(blocks[start - 1], footer):
        start -= 1
    if 1 < start < len(blocks) and blocks[start - 1].level > 1 and blocks[start - 1].words:
        start -= 1
    for block in blocks[start:]:
        block.reason = Reason.UNSUBSCRIBE if is_unsubscribe(block) else Reason.FOOTER


def _footer_start(blocks: Sequence[Block]) -> int:
    start, unsure = len(blocks), 0
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        if not block.words:
            continue
        if captions(blocks, index):
            break  # "© 2024 Reuters" says whose the picture is, not the letter
        if (is_footer(block) or is_unsubscribe(block)) and block.words <= LONGEST_NOTICE:
            start, unsure = index, 0
        elif (block.words <= LONGEST_UNSURE and (not block.level or index + 1 == start)) or is_social(block):
            # A heading right above the footer is one of it, unless what stands above is none.
            unsure += 1
        else:
            break
        if unsure > MOST_UNSURE:
            break
    return start


def _goes_with_footer(block: Block, footer: str) -> bool:
    """Whether a block right above the footer belongs to it: networks, an address, a name that the footer repeats."""
    name = 0 < block.words <= LONGEST_NAME and not block.level and f" {block.folded} " in footer
    # Of "Like, Comment, Restack" not all are links.
    networks = bool(block.links or block.line) and set(block.folded.split()) <= _social()
    return name or networks or is_address(block) or block.kind is BlockKind.RULE


def mark_signs(content: ParsedContent) -> None:
    """Leave out the sender's own signs, wherever they stand: "Open in app", "Restack", "Subscribe now"."""
    for block in content.visible_blocks:
        if block.links and not block.level and phrases("signs").whole(block.folded):
            block.reason = Reason.FOOTER


def mark_recipients(content: ParsedContent) -> None:
    """Leave out short paragraphs that name the address to which the letter was sent."""
    recipients = [address.lower() for address in content.metadata.recipients]
    for block in content.visible_blocks if recipients else ():
        if block.words <= LONGEST_NOTICE and any(address in block.text.lower() for address in recipients):
            block.reason = Reason.FOOTER


def is_footer(block: Block) -> bool:
    """Whether a block says who sends the letter, to whom, and under which rules, or asks how it was liked."""
    key = block.folded
    asks = block.words <= LONGEST_QUESTION and phrases("questions").within(key)
    registered = COPYRIGHT.search(block.text) or REGISTERED.search(block.text)
    return asks or bool(registered) or phrases("footer").within(key) or offers_web_version(block) or is_warning(block)


def is_address(block: Block) -> bool:
    """Whether a block may be the sender's name and postal address."""
    key = block.folded.split()
    if len(key) > LONGEST_ADDRESS or block.level or not any(word.isdigit() for word in key):
        return False
    named = any(word in words("streets") or word.endswith(tuple(words("street_endings"))) for word in key)
    return named or len(POSTAL_CODE.findall(block.line)) > 0


def is_social(block: Block) -> bool:
    """Whether a block only links to social networks."""
    return bool(block.links) and set(block.folded.split()) <= _social()


def _social() -> frozenset[str]:
    return NETWORKS | words("networks")
