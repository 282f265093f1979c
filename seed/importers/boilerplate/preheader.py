"""What stands above a letter: its preview for the inbox, "view in your browser", and the lines of a forwarding."""

import re

from seed.importers.blocks import Block, fold_words
from seed.importers.boilerplate.forwarding import is_announcement
from seed.importers.boilerplate.languages import phrases
from seed.importers.boilerplate.unsubscribe import is_unsubscribe
from seed.importers.content import ParsedContent
from seed.importers.parsed_issue import Reason

SHARING = re.compile(
    r"facebook\.com/(?:sharer|share|dialog)|(?:twitter|x)\.com/(?:intent|share)|linkedin\.com/(?:share|feed/\?share)|"
    r"threads\.net/intent|bsky\.app/intent|/app-link/post\?|(?:wa\.me|api\.whatsapp\.com)/|t\.me/share|^mailto:\?"
)
# "[EXTERNAL]" and the like, which a mail gateway writes above.
EXTERNAL = re.compile(
    r"\W*(?:external|externe?r?|externo|esterno)(?: (?:e-?mail|sender|message|mail))?\W*", re.IGNORECASE
)
LONGEST_OFFER, LONGEST_WARNING = 25, 80
"""In words."""
SENTENCE_WORDS = 10
MOST_BLOCKS = 14


def mark_hidden_text(content: ParsedContent) -> None:
    """Leave out the hidden text at the top, a preview for the inbox, and hidden text that is also shown."""
    blocks = content.blocks
    if not any(block.hidden for block in blocks):
        return
    shown_words = {word for block in blocks if not block.hidden for word in block.folded.split()}
    at_top = True
    for block in blocks:
        if not block.hidden:
            at_top = at_top and block.words < SENTENCE_WORDS
        elif block.reason is None and at_top:
            block.reason = Reason.PREHEADER
        elif block.reason is None and shown_words.issuperset(block.folded.split()):
            block.reason = Reason.DUPLICATE


def mark_preheader(content: ParsedContent) -> None:
    """Leave out what stands above the first sentence and is not of the letter."""
    sender = fold_words(content.metadata.sender or "")
    if sender == fold_words(content.metadata.title or ""):
        sender = ""
    for block in content.visible_blocks[:MOST_BLOCKS]:
        if (
            offers_web_version(block)
            or is_warning(block)
            or is_announcement(block)
            or is_sharing(block)
            or (sender and block.folded == sender)
        ):
            block.reason = Reason.PREHEADER
        elif is_unsubscribe(block):
            block.reason = Reason.UNSUBSCRIBE
        elif block.words >= SENTENCE_WORDS:
            return


def offers_web_version(block: Block) -> bool:
    """Whether a block offers to read the letter elsewhere."""
    return len(block.folded.split()) <= LONGEST_OFFER and phrases("preheader").within(block.folded)


def is_warning(block: Block) -> bool:
    """Whether a block is a mail gateway's warning of an unknown sender."""
    if EXTERNAL.fullmatch(block.line):
        return True
    return block.words <= LONGEST_WARNING and phrases("warnings").within(block.folded)


def is_sharing(block: Block) -> bool:
    """Whether a block consists of images that link to where the letter can be shared or liked."""
    return not block.line and bool(block.links) and all(SHARING.search(link.url) for link in block.links)
