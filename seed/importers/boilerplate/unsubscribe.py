"""How to leave the mailing list."""

import re

from seed.importers.blocks import Block

# All patterns of this room but a few for addresses are matched against keys: folded words without signs, "s inscrire"
# for "S’inscrire".
UNSUBSCRIBE = re.compile(
    r"\b(?:desabonn\w*|desinscri\w*|unsubscri\w*|opt out|optout|ne plus recevoir|no longer (?:wish|want)|"
    r"stop receiving|me retirer de (?:la|cette) liste)\b"
)
UNSUBSCRIBE_LINK = re.compile(
    r"unsubscri|desabonn|d%C3%A9sabonn|desinscri|opt-?out|list-manage\S*/unsub", re.IGNORECASE
)
LONGEST_SENTENCE = 25
"""In words."""


def is_unsubscribe(block: Block) -> bool:
    """Whether a block offers to leave the mailing list."""
    if any(UNSUBSCRIBE_LINK.search(link.url) for link in block.links):
        return True
    # Without a link, a sentence on leaving Netflix is not one on leaving the list.
    short = len(block.folded.split()) <= LONGEST_SENTENCE
    return bool(UNSUBSCRIBE.search(block.folded)) and (bool(block.links) or short)
