"""Texts as a printer would set them: quotation marks, apostrophes, dashes, dots and the spaces of French.

What is stored, and what the API answers, stays as it was written. Only signs that a typewriter has are replaced: who
writes “ or – means it. Code and addresses are left alone.
"""

import re

from api.website.typography.dashes import set_dashes, set_ellipses
from api.website.typography.french import set_spaces
from api.website.typography.marks import ADDRESS, BLOCK, INLINE
from api.website.typography.markup import ESCAPED, Texts
from api.website.typography.quotation_marks import choose_quotation_marks, set_quotation_marks

CONTROLS = re.compile("[\0-\x08\x0e-\x1f]")
ADDRESSES = re.compile(
    r"(?:https?://|(?<!\w)www\.)[^\s<>\"\0-\x11\x13\x14]*[^\s<>\"'\0-\x14.,;:!?)]"
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)


def typeset(text: str, language: str) -> str:
    """Typeset a plain text; one with control characters is returned as it is.

    Args:
        text: the text.
        language: its language, as a BCP 47 tag.
    """
    if CONTROLS.search(text):
        return text
    signs, addresses = _set_signs(f"{BLOCK}{text}")
    return _restore(_set_in_language(signs, language), addresses)[1:]


def typeset_html(html: str, language: str = "") -> str:
    """Typeset the texts of HTML that we have printed or sanitised: those between tags, and attributes that are shown.

    Args:
        html: a document, or a piece of one.
        language: the language of what is in no element with a ``lang``, as a BCP 47 tag.
    """
    if CONTROLS.search(html):
        return html
    texts = Texts(html, language)
    texts.set_attributes(typeset)
    signs, addresses = _set_signs(texts.joined)
    parts = texts.split(signs)
    for each in set(texts.languages):
        places = [place for place, language in enumerate(texts.languages) if language == each]
        own = _set_in_language(INLINE.join(parts[place] for place in places), each)
        for place, part in zip(places, own.split(INLINE), strict=True):
            parts[place] = part
    return texts.html(_restore(INLINE.join(parts), addresses).split(INLINE))


def _set_signs(text: str) -> tuple[str, list[str]]:
    """Set what is the same in all languages; return the text without its addresses, and these."""
    addresses: list[str] = []

    def keep(match: re.Match[str]) -> str:
        addresses.append(match[0])
        return ADDRESS

    if "://" in text or "www." in text or "@" in text:
        text = ADDRESSES.sub(keep, text)
    return set_ellipses(set_dashes(set_quotation_marks(text))), addresses


def _set_in_language(text: str, language: str) -> str:
    text = choose_quotation_marks(text, language.lower())
    return set_spaces(text) if language.lower().partition("-")[0] == "fr" else text


def _restore(text: str, addresses: list[str]) -> str:
    """Put addresses back, and escapes of HTML."""
    before, *others = text.split(ADDRESS)
    text = "".join([before, *(part for pair in zip(addresses, others, strict=True) for part in pair)])
    for entity, sign in ESCAPED:
        text = text.replace(sign, entity)
    return text
