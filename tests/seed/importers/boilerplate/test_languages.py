"""What stands around a letter is known in each language that has a file, and the letter's own text stays."""

from collections import Counter

import pytest

from seed.importers import read
from seed.importers.blocks import fold_words
from seed.importers.boilerplate.languages import languages, phrases
from seed.importers.boilerplate.phrases import Phrases

# Per language: a greeting, the letter's two sections, lines above it, and lines below it, "> " for links.
LETTERS = {
    "fr": (
        "Chères abonnées, chers abonnés,",
        ("À voir", "Un film sur la mer, tourné en une nuit.", "À lire", "Le récit d’un gardien de phare."),
        ("> Voir ce message dans votre navigateur", "On vous a transféré cette lettre ? > Abonnez-vous"),
        ("Vous avez aimé cette lettre ?", "> Se désinscrire", "Association Les Lilas, 12 rue du Môle, 29200 Brest",
         "Vous recevez cet e-mail parce que vous êtes abonnée.", "Tous droits réservés", "> Mentions légales",
         "Ajoutez lettre@exemple.test à votre carnet d’adresses", "Votre code de parrainage : ADA"),
    ),
    "en": (
        "Dear readers,",
        ("To watch", "A film about the sea, made in a night.", "To read", "What a keeper of a lighthouse wrote."),
        ("> Read in app", "CAUTION: This email originated from outside of the organization.", "> View in browser"),
        ("How did you like today’s issue?", "> Loved it", "> Hated it", "> Manage your subscription",
         "You’re receiving this because you signed up.", "Your unique link: a.test/ada", "> Unsubscribe",
         "This message is confidential and intended for its recipient.", "Sent with Buttondown"),
    ),
    "de": (
        "Liebe Abonnentinnen und Abonnenten,",
        ("Zu sehen", "Ein Film über das Meer, gedreht in einer Nacht.", "Zu lesen",
         "Was ein Wärter am Leuchtturm schrieb."),
        ("> Im Browser ansehen", "Diese E-Mail stammt von außerhalb der Organisation."),
        ("Wie hat Ihnen diese Ausgabe gefallen?", "> Gut",
         "Sie bekommen diesen Newsletter, weil Sie sich angemeldet haben.",
         "> Abmelden", "Die Zeitung, Lindenstraße 12, 20095 Hamburg", "Handelsregister Hamburg, HRB 12345",
         "> Datenschutzerklärung", "> Einstellungen ändern", "Alle Rechte vorbehalten"),
    ),
    "es": (
        "Hola, Ada:",
        ("Para ver", "Una película sobre el mar, rodada en una noche.", "Para leer",
         "Lo que escribió el guardián del faro."),
        ("> Ver en el navegador", "¿Te han reenviado este boletín? > Suscríbete"),
        ("¿Qué te ha parecido este boletín?", "> Me gusta",
         "Recibes este correo porque te suscribiste en nuestra web.",
         "> Darse de baja", "El Diario, Calle del Mar 4, 28013 Madrid", "> Política de privacidad",
         "Todos los derechos reservados",
         "> Gestionar mis preferencias"),
    ),
    "it": (
        "Care lettrici, cari lettori,",
        ("Da vedere", "Un film sul mare, girato in una notte.", "Da leggere",
         "Quello che scrisse il guardiano del faro."),
        ("> Visualizza nel browser", "Ti hanno inoltrato questa newsletter? > Iscriviti"),
        ("Ti è piaciuta questa lettera?", "> Sì", "Ricevi questo messaggio perché sei iscritta alla newsletter.",
         "> Annulla l’iscrizione", "La Gazzetta, Viale del Porto 7, 16121 Genova", "P. IVA 01234567890",
         "> Informativa sulla privacy",
         "Tutti i diritti riservati"),
    ),
    "pt": (
        "Olá, Ada!",
        ("Para ver", "Um filme sobre o mar, feito em uma noite.", "Para ler", "O que escreveu o guarda do farol."),
        ("> Ver no navegador", "Não consegue ver as imagens? > Abra aqui"),
        ("O que você achou desta edição?", "> Gostei", "Você recebeu este e-mail porque se inscreveu no nosso site.",
         "> Cancelar a inscrição", "O Jornal, Rua do Porto 5, 01310-100 São Paulo", "CNPJ 00.000.000/0001-00",
         "> Política de privacidade", "Todos os direitos reservados"),
    ),
    "nl": (
        "Beste lezers,",
        ("Om te zien", "Een film over de zee, in een nacht gemaakt.", "Om te lezen",
         "Wat de wachter van de vuurtoren schreef."),
        ("> Bekijk in je browser", "> Lees de webversie"),
        ("Wat vond je van deze nieuwsbrief?", "> Goed", "Je ontvangt deze mail omdat je je hebt aangemeld.",
         "> Uitschrijven", "De Courant, Havenstraat 9, 1012 AB Amsterdam", "KvK 12345678", "> Privacyverklaring",
         "> Voorkeuren aanpassen"),
    ),
}  # fmt: skip


def as_html(line: str) -> str:
    words, _, link = line.rpartition("> ")
    return f"<p>{words}{f'<a href=https://a.test/{len(link)}>{link}</a>' if link and '> ' in line else line}</p>"


@pytest.mark.parametrize("language", LETTERS)
def test_only_the_letter_is_left_between_what_stands_around_it(language: str) -> None:
    greeting, (one, first, two, second), above, below = LETTERS[language]
    top, bottom = ["".join(map(as_html, lines)) for lines in (above, below)]
    text = f"<h2>{one}</h2><p>{first}</p><h2>{two}</h2><p>{second}</p>"
    issue = read(f"<html>{top}<p>{greeting}</p>{text}<hr>{bottom}</html>".encode(), "a.html")
    assert [(section.heading, section.text) for section in issue.sections] == [(one, first), (two, second)]
    reasons = Counter(str(left.reason) for left in issue.left_out)
    assert reasons["GREETING"] == 1
    assert reasons["PREHEADER"] >= 1
    assert reasons["UNSUBSCRIBE"] >= 1
    assert reasons.total() == 1 + len(above) + len(below)


def test_every_language_with_a_file_is_tested_here() -> None:
    assert set(LETTERS) == set(languages())


@pytest.mark.parametrize("name", sorted({name for language in languages().values() for name in language}))
def test_the_files_name_the_same_things(name: str) -> None:
    missing = {code for code, language in languages().items() if name not in language}
    assert missing <= ({"fr", "en", "es", "it", "pt"} if name == "street_endings" else set())


@pytest.mark.parametrize(
    "name",
    ["preheader", "warnings", "unsubscribe", "footer", "questions", "signs", "contents", "advertising", "buttons"],
)
def test_every_phrase_can_be_found(name: str) -> None:
    for code, language in languages().items():
        for phrase in language[name]:
            # The phrase in its shortest form: its first alternatives, without what may be missing.
            shown = [token for token in phrase.split(" ") if not token.endswith("?") and token != ".."]
            words = [token.split("|")[0].replace("<letter>", language["letter"][0]).rstrip("*") for token in shown]
            assert phrases(name).within(fold_words(" ".join(words))), (code, phrase)


@pytest.mark.parametrize(
    ("phrase", "text", "within", "whole"),
    [
        ("lire .. en ligne", "pour lire ce message en ligne ici", True, False),
        ("lire .. en ligne", "lire en ligne", True, True),
        ("lire .. en ligne", "lire un deux trois quatre cinq six en ligne", False, False),
        ("désabonn*", "je me desabonne", True, False),
        ("ce|cette <letter>", "cette e mail", True, True),
        ("voir la? page", "voir page", True, True),
        ("dans l'appli", "ouvrir dans l appli", True, False),
        ("agb", "agbar", False, False),
    ],
)
def test_how_phrases_are_written(phrase: str, text: str, *, within: bool, whole: bool) -> None:
    found = Phrases()
    found.add([phrase], ["e-mail"])
    assert (found.within(text), found.whole(text)) == (within, whole)


def test_a_phrase_begins_with_a_word() -> None:
    with pytest.raises(ValueError, match="no word begins"):
        Phrases().add([".. en ligne"])


@pytest.mark.parametrize(
    "line",
    [
        "> Open in app", "> Like", "> Restack", "> Leave a comment", "> Subscribe now", "> Upgrade to paid",
        "> Partager",
        "> Gefällt mir", "> Me gusta", "> Condividi", "> Compartilhar", "> Delen", "> Jetzt abonnieren",
        "> Iscriviti",
    ],
)  # fmt: skip
def test_the_senders_signs_are_left_out_in_the_middle_too(line: str) -> None:
    sentence = "<p>Une phrase {} de la lettre, assez longue pour ne pas être un titre du tout.</p>"
    html = f"<h2>A</h2>{sentence.format(1)}{as_html(line)}{sentence.format(2)}<h2>B</h2>{sentence.format(3)}"
    issue = read(f"<html>{html}</html>".encode(), "a.html")
    assert [(left.text, left.reason) for left in issue.left_out] == [(line[2:], "FOOTER")]


@pytest.mark.parametrize(
    "line",
    [
        "Share",
        "> Le partage des eaux",
        "> Like a Rolling Stone",
        "Comment se désabonner de Netflix",
        "> Subscribe to Netflix's plan",
    ],
)
def test_what_is_no_sign_stays(line: str) -> None:
    sentence = "<p>Une phrase {} de la lettre, assez longue pour ne pas être un titre du tout.</p>"
    html = f"<h2>A</h2>{sentence.format(1)}{as_html(line)}{sentence.format(2)}<h2>B</h2>{sentence.format(3)}"
    assert read(f"<html>{html}</html>".encode(), "a.html").left_out == ()
