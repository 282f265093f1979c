"""Labels of advertisements, and buttons: neither is a heading of the letter's."""

import re

from seed.importers.blocks import Block, fold_words

# Both patterns are matched against keys: folded words without signs.
ADVERTISEMENT = re.compile(
    r"(?:publicite|pub|annonce|advertisement|advertising|ad|sponsored|sponsor|sponsorise|partenaire|partenariat|"
    r"contenu sponsorise|en partenariat|message de notre partenaire|(?:together with|presented by|"
    r"presente par|sponsored by|sponsorise par|en partenariat avec|brought to you by)(?: \w+){0,5}|"
    r"a word from our sponsors?|un mot de notre partenaire|communique|promo|promotion|from our partners?)"
    r"(?: (?:par|by|with|avec|de|from|our|notre) .{1,60}| content| post)?"
)
BUTTON = re.compile(
    r"(?:lire|voir|regarder|ecouter|decouvrir|en savoir|read|watch|listen|see|learn|discover|play|jouer|acheter|buy|"
    r"shop|more|plus|suite|la suite|la fiche|fiche|page|la page|site|le site|details|teaser|extrait|the trailer|"
    r"get|telecharger|download|s abonner|subscribe|je \w+|cliquez|click|la bande annonce|trailer|lancer|start|"
    r"join|ici|here)"
    r"\b(?: \w+){0,4}"
)
LONGEST_LABEL = 80


def is_advertisement(block: Block) -> bool:
    """Whether a block announces an advertisement."""
    return len(block.text) <= LONGEST_LABEL and bool(ADVERTISEMENT.fullmatch(fold_words(block.line)))


def is_button(block: Block) -> bool:
    """Whether a block is nothing but a link that asks to be followed."""
    return block.linked and bool(BUTTON.fullmatch(block.folded))
