"""Likely works that a section points to by its links, labels and emphasis."""

import pytest

from seed.importers.parsed_issue import make_section
from seed.linking.candidates import candidates
from seed.linking.catalogue import Catalogue, NamedColumn
from seed.linking.names import CatalogueEntry, Names

A_VOIR = NamedColumn("c1", "a-voir")
EMPTY = Catalogue(Names(), {}, {})
NETFLIX = "https://www.netflix.com/fr/title/81011990"
IMDB = "https://www.imdb.com/title/tt0095250/"


def candidates_in(
    heading: str | None, markdown: str, catalogue: Catalogue = EMPTY
) -> list[tuple[str, str | None, str]]:
    section = make_section(heading, markdown)
    links = catalogue.link_section(heading, section.text, section.links)
    return [(each.title, each.kind and each.kind.value, each.reason) for each in candidates(section, links, catalogue)]


@pytest.mark.parametrize(
    ("heading", "markdown", "title", "kind", "reason"),
    [
        (None, f"Vu [Basse mer](<{IMDB}>) hier.", "Basse mer", "FILM", "links to imdb.com (imdb tt0095250)"),
        (None, f"La série [Basse mer](<{IMDB}>).", "Basse mer", "SERIES", "links to imdb.com (imdb tt0095250)"),
        (None, f"*Basse mer* est [là](<{IMDB}>).", "Basse mer", "FILM", "links to imdb.com (imdb tt0095250)"),
        (None, f"« Basse mer » est [ici](<{IMDB}>).", "Basse mer", "FILM", "links to imdb.com (imdb tt0095250)"),
        (None, f"### Basse mer\n\nSur [Netflix](<{NETFLIX}>).", "Basse mer", None,
         "links to netflix.com (netflix 81011990)"),
        ("À VOIR", f"### Basse mer\n\nSur [Netflix](<{NETFLIX}>).", "Basse mer", "FILM",
         "links to netflix.com (netflix 81011990) under “À VOIR”"),
        ("Basse mer", f"[![](https://a.test/i.png)](<{IMDB}>)", "Basse mer", "FILM",
         "links to imdb.com (imdb tt0095250)"),
        (None, "[Écouter La Dune](https://www.deezer.com/fr/album/302127)", "La Dune", "ALBUM",
         "links to deezer.com (deezer-album 302127)"),
        (None, "**Basse mer** sur [Android](https://play.google.com/store/apps/details?id=a.b)", "Basse mer", "APP",
         "links to play.google.com (google-play a.b)"),
        ("À voir", "### Basse mer, de L. Tanguy (2024)\n\nLong.", "Basse mer", "FILM", "a heading under “À voir”"),
        (None, "Watching: The Quiet Harbour, again.", "The Quiet Harbour", "FILM", "after the label “Watching”"),
        (None, "Watching: Nine Tides, a series.", "Nine Tides", "SERIES", "after the label “Watching”"),
        (None, "À voir : Basse mer (en salles)", "Basse mer", "FILM", "after the label “À voir”"),
        (None, "**Écouter –** *La Dune*, trois accords", "La Dune", "ALBUM", "after the label “Écouter”"),
        (None, "Playing *Queue Simulator*", "Queue Simulator", "APP", "after the label “Playing”"),
        (None, "📖 À lire : « Le Nœud »", "Le Nœud", "BOOK", "after the label “À lire”"),
        ("Un film : Les Horlogers", "Deux heures.", "Les Horlogers", "FILM", "after the label “Un film”"),
        ("🎬 À voir", "### Basse mer\n\nDeux heures.", "Basse mer", "FILM", "a heading under “🎬 À voir”"),
        (None, "### Le Nœud\n\nUn roman.\n\n[**Acheter en librairie** →](https://a.test)", "Le Nœud", "BOOK",
         "above “Acheter en librairie →”"),
        (None, "**Le Nœud**, de L. Morel. [Buy the book](https://a.test)", "Le Nœud", "BOOK", "above “Buy the book”"),
        ("Basse mer", "Une série.\n\n[Voir la bande-annonce](https://a.test)", "Basse mer", "FILM",
         "above “Voir la bande-annonce”"),
        (None, "### La Houle\n\nLong.\n\n[Écouter l’épisode](https://a.test)", "La Houle", "PODCAST",
         "above “Écouter l’épisode”"),
        (None, "Il relit *Basse mer* chaque été.", "Basse mer", None, "in emphasis"),
        (None, "**Basse mer** (2024) est là.", "Basse mer", None, "in emphasis with a year"),
        (None, "**Basse mer**, de Lou Voss.", "Basse mer", None, "in emphasis with a name"),
        (None, "**Basse mer**, un long film.", "Basse mer", "FILM", "in emphasis"),
        (None, "**Marea baja**, una película.", "Marea baja", "FILM", "in emphasis"),
        ("À VOIR", "**Basse mer**, en salles.", "Basse mer", "FILM", "in emphasis under “À VOIR”"),
        ("Da leggere", "### Il sale\n\nLungo.", "Il sale", "BOOK", "a heading under “Da leggere”"),
        (None, "Leer: El nudo", "El nudo", "BOOK", "after the label “Leer”"),
        (None, "Zu lesen: Der Knoten", "Der Knoten", "BOOK", "after the label “Zu lesen”"),
        ("À lire", "Il relit *Basse mer* chaque été.", "Basse mer", "BOOK", "in emphasis under “À lire”"),
    ],
)  # fmt: skip
def test_what_a_section_points_to(
    heading: str | None, markdown: str, title: str, kind: str | None, reason: str
) -> None:
    assert candidates_in(heading, markdown) == [(title, kind, reason)]


@pytest.mark.parametrize(
    ("heading", "markdown"),
    [
        (None, "C’est *vraiment* bien."),
        (None, "Avec **Lou Voss** et **Ida Tanguy**."),
        (None, "**Mardi**, **Donnerstag**, **20 mars**, *Bis Montag*"),
        (None, "**2027**, *18 €*, **02 98 00 00 00**, *Six épisodes*, **20 h 30**, *42 %*"),
        (None, "*New York Times* : « Il pleut »"),
        (None, "le journal *Le Courrier*"),
        ("À voir", "Avec **Lou Voss**, formidable. **Ida Tanguy** aussi."),
        ("À voir", "**Réserver**"),
        (None, "**Une phrase entière, en gras, qui insiste.**"),
        (None, f"Regardez [ici](<{IMDB}>)."),
        (None, "[Lire la suite](https://open.spotify.com/playlist/37i9dQZF1DXcBWIGoYBM5M)"),
        (None, "À voir : ce soir, peut-être."),
        ("À voir", "Rien."),
        (None, "**Mardi 5** : relâche."),
        (None, "**[Acheter en librairie](https://a.test)**"),
        ("UN PAVÉ DANS LA JUNGLE", "[Écouter l’épisode](https://a.test)"),
        ("À écouter", "SPONSORISÉ\n\n### Chaussettes\n\nAu sec."),
    ],
)
def test_what_points_to_none(heading: str | None, markdown: str) -> None:
    assert candidates_in(heading, markdown) == []


def test_a_link_whose_id_is_in_the_catalogue_links_the_work() -> None:
    work = CatalogueEntry("work", "le-grand-bleu", "le-grand-bleu", "Le Grand Bleu", "FILM")
    catalogue = Catalogue(Names(), {}, {}, {("imdb", "tt0095250"): work})
    section = make_section(None, f"Un [classique](<{IMDB}>).")
    assert list(catalogue.link_section(None, section.text, section.links).works) == [work]
    assert candidates_in(None, f"Un [classique](<{IMDB}>).", catalogue) == []


def test_a_column_is_known_whatever_signs_stand_around_its_name() -> None:
    catalogue = Catalogue(Names(), {"a voir": A_VOIR}, {})
    assert [catalogue.column(each) for each in ("🎬 À voir", "À VOIR :", "À revoir")] == [A_VOIR, A_VOIR, None]


@pytest.mark.parametrize(
    "text",
    [
        "On en parle [ici](https://www.imdb.com/title/tt0095250/).",
        "On en parle : [La Grande Bleue](https://www.imdb.com/title/tt0095250/), « La Grande Bleue ».",
        "**Une vague**\n\n[Voir le film](https://www.imdb.com/title/tt0095250/)",
    ],
)
def test_a_link_to_a_work_of_the_catalogue_makes_no_candidate(text: str) -> None:
    work = CatalogueEntry("work", "le-grand-bleu", "le-grand-bleu", "Le Grand Bleu", "FILM")
    section = make_section("Un lien", text)
    known = Catalogue(Names(), {}, {}, {("imdb", "tt0095250"): work})
    links = known.link_section(section.heading, section.text, section.links)
    assert list(links.works) == [work]
    assert candidates(section, links, known) == []
    unknown = Catalogue(Names(), {}, {})
    assert candidates(section, unknown.link_section(section.heading, section.text, section.links), unknown)
