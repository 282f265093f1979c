"""Labels of advertisements, and buttons: neither is a heading of the letter's."""

from seed.importers.blocks import Block, fold_words
from seed.importers.boilerplate.languages import phrases

MOST_MORE = 4
"""So many words may follow those that open a button."""
LONGEST_LABEL = 80


def is_advertisement(block: Block) -> bool:
    """Whether a block announces an advertisement."""
    return len(block.text) <= LONGEST_LABEL and announces_advertisement(block.line)


def announces_advertisement(line: str) -> bool:
    """Whether a line is the label of an advertisement."""
    return phrases("advertising").whole(fold_words(line))


def is_button(block: Block) -> bool:
    """Whether a block is nothing but a link that asks to be followed."""
    return block.linked and asks_to_follow(block.folded)


def asks_to_follow(text: str) -> bool:
    """Whether a link's words ask to be followed: "Lire la suite"."""
    return phrases("buttons").opens(fold_words(text), MOST_MORE)
