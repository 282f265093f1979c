"""Quotations around a whole letter, which a mail program puts there when it forwards it."""

from collections import Counter
from dataclasses import replace

from seed.importers.content import ParsedContent

LEAST_SHARE = 0.6
"""The share of a letter's words that a quotation around the letter holds."""


def remove_outer_quotations(content: ParsedContent) -> None:
    """Remove quotations around nearly everything."""
    words: Counter[int] = Counter()
    for block in content.blocks:
        words.update({container.number: block.words for container in block.containers if container.kind == "quote"})
    total = sum(block.words for block in content.blocks)
    outer = {number for number, count in words.items() if count > LEAST_SHARE * total}
    if outer:
        content.blocks = [
            replace(block, containers=tuple(item for item in block.containers if item.number not in outer))
            if block.containers
            else block
            for block in content.blocks
        ]
