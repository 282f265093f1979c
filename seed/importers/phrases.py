"""The phrases by which readers know what is around a letter and not of it, in French and English."""

import re

from seed.importers.blocks import Block, key_of
from seed.importers.wordlist import wordset

# All are matched against keys: folded words without signs, "s inscrire" for "S’inscrire".
UNSUBSCRIBE = re.compile(
    r"\b(?:desabonn\w*|desinscri\w*|unsubscri\w*|opt out|optout|ne plus recevoir|no longer (?:wish|want)|"
    r"stop receiving|me retirer de (?:la|cette) liste)\b"
)
UNSUBSCRIBE_LINK = re.compile(
    r"unsubscri|desabonn|d%C3%A9sabonn|desinscri|opt-?out|list-manage\S*/unsub", re.IGNORECASE
)
ONLINE = re.compile(
    r"\b(?:(?:view|read|open|see) (?:it |this |the )?(?:e ?mail |message |newsletter |post |issue )?"
    r"(?:in (?:a |your |the )?(?:web )?browser|online|on the web)|view (?:as )?(?:a )?web ?(?:page|version)|"
    r"(?:voir|lire|ouvrir|consulter|afficher|visualiser|ouvrez|consultez|lisez)\b.{0,45}?(?:en ligne|navigateur|"
    r"version web)|version (?:en ligne|web)|(?:not|n est pas|ne s) (?:displaying|display|affiche)\w*|"
    r"ne (?:visualise|voye|parvene)[sz] pas|read (?:it )?in (?:the |our )?app|"
    r"forwarded this (?:e ?mail|newsletter)|(?:this|was this) (?:e ?mail|newsletter) (?:was )?forwarded|"
    r"on vous a (?:transfere|fait suivre)|trouble (?:viewing|reading)|"
    r"can t see (?:the )?images|problemes? d affichage|cliquez ici pour (?:le |la )?voir)\b"
)
FOOTER = re.compile(
    r"\b(?:copyright(?= |$)|tous droits reserves|all rights reserved|"
    r"(?:vous|tu) (?:recevez|recois|avez recu|as recu) (?:ce|cet|cette|notre)|"
    r"you (?:re |are )?(?:receiv\w+|received|getting|got) (?:this|our|it)|you signed up|you subscribed|"
    r"this (?:e ?mail|message|newsletter|letter) (?:was|is|has been) (?:sent|addressed)|"
    r"(?:ce|cet|cette) (?:e ?mail|mail|message|courriel|lettre|newsletter) (?:vous )?(?:est|a ete|t a ete|t est) "
    r"(?:envoyee?|adressee?)|(?:sent|envoyee?) (?:to|a) \S+ (?:at )?\S+ (?:com|fr|org|net|test|example|be|ch)|"
    r"(?:our|my) (?:mailing|postal) address|notre adresse postale|politique de confidentialite|privacy policy|"
    r"mentions legales|legal notice|donnees personnelles|rgpd|gdpr|"
    r"(?:manage|update|change|edit) (?:your |my |email )*(?:preferences|subscription|settings)|"
    r"(?:gerer|gerez|modifier|modifiez|mettre a jour) (?:vos|mes|tes|votre|mon|les) (?:preferences|abonnements?|"
    r"donnees|informations)|email preferences|transfer\w* (?:cet? \w+ )?a un(?:e)? ami\w*|"
    r"forward (?:this )?(?:e ?mail |it )?to a friend|suivez nous|follow us|retrouvez nous sur|"
    r"add (?:us|\S+) to your (?:address book|contacts)|ajoute[rz] .{0,40}carnet d adresses|"
    r"conditions generales|terms of (?:service|use)|powered by|propulse par|"
    r"envoyee? (?:par|avec|via) (?:brevo|sendinblue|mailchimp|mailjet|substack)|intuit mailchimp|"
    r"(?:how was|what did you think of|give feedback on|rate) (?:this|today s) "
    r"(?:edition|newsletter|issue|post|e ?mail|letter)|"
    r"qu avez vous pense de (?:cette|ce) (?:lettre|newsletter|numero|edition)|"
    r"(?:get the app|start writing)$)\b"
)
ADDRESS = re.compile(
    r"\d.*\b(?:rue|avenue|boulevard|bd|quai|place|impasse|chemin|street|st|road|rd|suite|floor|lane|cedex|\d{5})\b"
)
SHARING = re.compile(
    r"facebook\.com/(?:sharer|share|dialog)|(?:twitter|x)\.com/(?:intent|share)|linkedin\.com/(?:share|feed/\?share)|"
    r"threads\.net/intent|bsky\.app/intent|/app-link/post\?|(?:wa\.me|api\.whatsapp\.com)/|t\.me/share|^mailto:\?"
)
COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright).{0,60}(?:19|20)\d\d", re.IGNORECASE)
SOCIAL = wordset(
    "facebook twitter x instagram linkedin youtube tiktok mastodon bluesky threads rss site web website le la "
    "the on sur et and us nous share partager like comment restack forward transferer tweet tweeter"
)
GREETING_WORD = (
    r"(?:bonjour|bonsoir|salut|coucou|hello|hi|hey|dear|cher|chère|chers|chères|good (?:morning|afternoon|evening)|"
    r"hola|ciao|hallo|liebe|lieber|guten (?:tag|morgen|abend))"
)
GREETING = re.compile(
    rf"\W*{GREETING_WORD}\b(?![’'])(?P<names>[^.!?:;,\n«“\"(]{{0,45}}?)[\s,!.…]*(?=[,!\n]|$)[,!\s.…]*", re.IGNORECASE
)
# Who is greeted is a name, or one of these: "Bonjour tristesse est un film" greets nobody.
COMPANY = wordset(
    "à a tous toutes et les le la chers chères cher chère ami amie amis amies lecteur lectrice lecteurs lectrices "
    "abonné abonnée abonnés abonnées vous toi you and all the everyone everybody there friend friends folks reader "
    "readers team neighbour neighbours neighbor neighbors world monde dear de du"
)
GREETING_WORDS = 7
WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
CONTENTS = re.compile(
    r"(?:(?:au |le |notre |votre )?sommaire(?: \w+){0,3}|table des matieres|"
    r"dans (?:ce|cette|cet|le|votre) (?:numero|"
    r"edition|lettre|envoi|newsletter|infolettre)(?: \w+){0,2}|a lire dans (?:ce|cette) \w+|"
    r"in (?:this|today s) (?:issue|edition|newsletter|e ?mail|letter|week s \w+)|(?:table of )?contents|"
    r"what s (?:inside|in this \w+))"
)
# These may as well be the heading of a section: what follows has to name later headings.
MAYBE_CONTENTS = re.compile(
    r"au (?:menu|programme)(?: \w+){0,3}|cette semaine|this week|today|aujourd hui|inside|on the menu|"
    r"the menu|quick links"
)
FORWARD = re.compile(
    r"-{2,}\s*(?:forwarded message|original message|message (?:transféré|d[’']origine|original))|"
    r"begin forwarded message|début du message (?:réexpédié|transféré)",
    re.IGNORECASE,
)
FORWARD_LINE = re.compile(r"^(?:from|de|date|sent|envoyé|subject|objet|to|à|cc)\s?:", re.IGNORECASE | re.MULTILINE)
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


def greeting_in(block: Block) -> int:
    """Give how many characters at the beginning of a block greet the reader."""
    text, end = block.text, 0
    # "Chères lectrices, chers lecteurs," greets twice.
    while found := GREETING.match(text, end):
        words = WORD.findall(found["names"])
        alone = found[0].rstrip().endswith(",") and found[0].strip() == text.strip()
        known = alone or all(word[0].isupper() or word.lower() in COMPANY for word in words)
        if not known or len(words) >= GREETING_WORDS:
            break
        end = found.end()
    # "Good morning, bingers." names them after the comma.
    return len(text) if end and "\n" not in text and len(WORD.findall(text[end:])) <= 2 else end  # noqa: PLR2004


def is_unsubscribe(block: Block) -> bool:
    """Tell whether a block offers to leave the mailing list."""
    if any(UNSUBSCRIBE_LINK.search(link.url) for link in block.links):
        return True
    # Without a link, a sentence on leaving Netflix is not one on leaving the list.
    return bool(UNSUBSCRIBE.search(block.key)) and (bool(block.links) or len(block.key.split()) <= 25)  # noqa: PLR2004


def is_online(block: Block) -> bool:
    """Tell whether a block offers to read the letter elsewhere."""
    return bool(ONLINE.search(block.key)) and len(block.key.split()) <= 25  # noqa: PLR2004


def is_footer(block: Block) -> bool:
    """Tell whether a block says who sends the letter, to whom, and under which rules."""
    return bool(FOOTER.search(block.key)) or bool(COPYRIGHT.search(block.text)) or is_online(block)


def is_address(block: Block) -> bool:
    """Tell whether a block may be the sender's name and postal address."""
    return len(block.key.split()) <= 15 and not block.level and bool(ADDRESS.search(block.key))  # noqa: PLR2004


def is_forward(block: Block) -> bool:
    """Tell whether a block is what a mail program writes above a letter that it forwards."""
    return bool(FORWARD.match(block.text)) or len(FORWARD_LINE.findall(block.text[:2000])) > 2  # noqa: PLR2004


def is_social(block: Block) -> bool:
    """Tell whether a block only names networks."""
    return bool(block.links) and set(block.key.split()) <= SOCIAL


def is_sharing(block: Block) -> bool:
    """Tell whether a block is nothing but signs to click on, to share the letter or to like it."""
    return not block.line and bool(block.links) and all(SHARING.search(link.url) for link in block.links)


def is_advertisement(block: Block) -> bool:
    """Tell whether a block announces an advertisement."""
    return len(block.text) <= 80 and bool(ADVERTISEMENT.fullmatch(key_of(block.line)))  # noqa: PLR2004


def is_button(block: Block) -> bool:
    """Tell whether a block is nothing but a link that asks to be followed."""
    return block.linked and bool(BUTTON.fullmatch(block.key))
