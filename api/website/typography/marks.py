"""Signs that stand for something else while a text is typeset: content holds no control characters."""

INLINE, BLOCK, BREAK, OPAQUE, ADDRESS = "\0\1\2\3\4"
"""A tag within words, one between blocks, white space between tags, something that is left alone, an address."""
OPENING, CLOSING, INNER_OPENING, INNER_CLOSING = "\x0e\x0f\x10\x11"
"""Quotation marks, before a language chooses them."""
AMPERSAND, LESS, GREATER = "\x12\x13\x14"
"""What HTML escapes."""
QUOTATION_MARKS = frozenset(f"«»‹›“”„‟‘’‚‛「」『』{OPENING}{CLOSING}{INNER_OPENING}{INNER_CLOSING}")
OPENERS = frozenset(f"([{{<-–—/=¿¡{LESS}")
"""What may stand before a word that begins."""
CLOSERS = frozenset(f")]}}>,.;:!?…{GREATER}")
"""What may stand after a word that ends."""


def is_space(sign: str) -> bool:
    """Whether words end here."""
    return sign in {BLOCK, BREAK} or sign.isspace()


def before(text: str, position: int) -> int:
    """Return where the sign before a position is, whatever inline tags are between; -1 where there is none."""
    position -= 1
    while position >= 0 and text[position] == INLINE:
        position -= 1
    return position


def after(text: str, position: int) -> int:
    """Return where the sign after a position is, whatever inline tags are between; the length where there is none."""
    position += 1
    while position < len(text) and text[position] == INLINE:
        position += 1
    return position


def sign_at(text: str, position: int) -> str:
    """Return a sign; a block's border outside of the text."""
    return text[position] if 0 <= position < len(text) else BLOCK
