"""Labels that a newsletter puts before a title, "À voir :" or "Playing", and the kind of work that they announce."""

import re

from schema.text import fold
from schema.vocabulary import WorkKind

# "Watching" may announce a series; what stands near the title says so, and is asked first.
WORDS = {
    WorkKind.FILM: "watching watch to_watch what_to_watch what_i_m_watching what_we_re_watching watchlist a_voir voir "
    "a_regarder regarder on_regarde on_a_vu vu le_film film films movie movies cinema one_to_watch",
    WorkKind.SERIES: "serie series la_serie tv tv_show binge binge_watching bingeing streaming",
    WorkKind.ALBUM: "listening listening_to listen to_listen what_i_m_listening_to what_we_re_listening_to a_ecouter "
    "ecouter ecoute on_ecoute album albums disque disques musique music spinning one_to_hear",
    WorkKind.PODCAST: "podcast podcasts le_podcast balado",
    WorkKind.BOOK: "reading read to_read what_i_m_reading what_we_re_reading a_lire lire on_lit on_a_lu lu livre "
    "livres le_livre book books roman one_to_read",
    WorkKind.APP: "playing play to_play what_i_m_playing what_we_re_playing a_jouer jouer on_joue jeu jeux "
    "le_jeu game games a_tester tester app apps appli application one_to_play",
}
# What stands on the button below an item.
BUTTONS = {
    WorkKind.FILM: "voir_la_bande_annonce la_bande_annonce bande_annonce voir_le_film regarder_le_film "
    "voir_le_documentaire watch_the_trailer see_the_trailer trailer watch_the_film watch_the_movie",
    WorkKind.SERIES: "voir_la_serie regarder_la_serie watch_the_series watch_the_show",
    WorkKind.ALBUM: "ecouter_l_album ecouter_le_disque acheter_l_album listen_to_the_album buy_the_album "
    "listen_to_the_record",
    WorkKind.PODCAST: "ecouter_l_episode ecouter_le_podcast ecouter_le_balado listen_to_the_episode "
    "listen_to_the_podcast play_the_episode",
    WorkKind.BOOK: "acheter_en_librairie acheter_le_livre commander_le_livre commander_en_librairie lire_un_extrait "
    "lire_le_livre trouver_en_librairie buy_the_book get_the_book order_the_book read_the_book read_an_excerpt",
    WorkKind.APP: "telecharger_l_application telecharger_l_app telecharger_l_appli telecharger_le_jeu acheter_le_jeu "
    "jouer_maintenant download_the_app get_the_app try_the_app buy_the_game play_the_game play_now",
}
KIND_OF_BUTTON = {label.replace("_", " "): kind for kind, labels in BUTTONS.items() for label in labels.split()}
KINDS = {label.replace("_", " "): kind for kind, labels in WORDS.items() for label in labels.split()}
SEPARATOR = re.compile(r"\s*(?:[:–—|→>]|-\s)\s*")
# These announce a title even without a sign between.
BARE = frozenset(
    {"watching", "reading", "listening to", "listening", "playing", "a voir", "a lire", "a ecouter", "a regarder"}
)
SIGNS_BEFORE = re.compile(r"^[^\w«“\"]+")
ARTICLE = re.compile(r"^(?:un|une|le|la|les|l|a|an|the|one|notre|our|my) ")
# What may stand under a label that announces another kind: people watch films and series alike.
FAMILIES = (
    {WorkKind.FILM, WorkKind.SERIES, WorkKind.EPISODE},
    {WorkKind.ALBUM, WorkKind.PODCAST, WorkKind.EPISODE},
    {WorkKind.BOOK, WorkKind.ARTICLE},
)
LONGEST = 30


def kind_of(heading: str | None) -> WorkKind | None:
    """Give the kind that a heading announces, whatever signs stand around its words: "🎬 À VOIR"."""
    return _kind(heading) if heading else None


def kind_of_button(text: str) -> WorkKind | None:
    """Give the kind of what a button leads to: "Acheter en librairie →"."""
    return KIND_OF_BUTTON.get(_key(text).strip())


def refine(label: WorkKind, near: WorkKind | None) -> WorkKind:
    """Give the kind that the words near a title tell, where the label leaves it open."""
    return near if near and any({label, near} <= family for family in FAMILIES) else label


def _kind(text: str) -> WorkKind | None:
    key = _key(text)
    return KINDS.get(key) or KINDS.get(ARTICLE.sub("", key))


def split(line: str) -> tuple[str, str, WorkKind] | None:
    """Part a line into its label, what follows, and the kind that the label announces; None when it has none."""
    line = SIGNS_BEFORE.sub("", line)
    found = SEPARATOR.search(line[: LONGEST + 3])
    if found and (kind := _kind(line[: found.start()])) and line[found.end() :].strip():
        return line[: found.start()].strip(), line[found.end() :], kind
    words = line.split(" ")
    for length in (2, 1):
        label, rest = " ".join(words[:length]), " ".join(words[length:])
        if _key(label) in BARE and label[:1].isupper() and rest[:1] and not rest[0].islower():
            return label, rest, KINDS[_key(label)]
    return None


def _key(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", fold(text)).split()) if len(text) <= 2 * LONGEST else ""
