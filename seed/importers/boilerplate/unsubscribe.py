"""How to leave the mailing list."""

import re

from seed.importers.blocks import Block
from seed.importers.boilerplate.languages import phrases

UNSUBSCRIBE_LINK = re.compile(
    r"unsubscri|desabonn|d%C3%A9sabonn|desinscri|disiscri|opt-?out|abmeld|abbestell|afmeld|uitschrijv|darse-?de-?baja|"
    r"cancelar-?(?:suscripcion|inscricao|assinatura)|descadastr|list-manage\S*/unsub",
    re.IGNORECASE,
)
LONGEST_SENTENCE = 25
"""In words."""


def is_unsubscribe(block: Block) -> bool:
    """Whether a block offers to leave the mailing list."""
    if any(UNSUBSCRIBE_LINK.search(link.url) for link in block.links):
        return True
    # Without a link, a sentence on leaving Netflix is not one on leaving the list.
    short = len(block.folded.split()) <= LONGEST_SENTENCE
    return (bool(block.links) or short) and phrases("unsubscribe").within(block.folded)
