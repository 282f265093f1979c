"""A forwarded letter keeps its own title and day, and nothing of who forwarded it, whatever program did so."""

# ruff: noqa: E501 - letters as programs write them

from datetime import date

import pytest

from seed.importers import ParsedIssue, read
from seed.importers.boilerplate.forwarding import own_subject
from seed.importers.boilerplate.languages import languages

DAY = date(2024, 3, 14)
LETTER = "<h2>À voir</h2><p>Un film où la mer monte sur la côte.</p><h2>À lire</h2><p>Un livre de gardien écrit en cent nuits.</p>"
PLAIN = "À VOIR\n\nUn film où la mer monte sur la côte.\n\nÀ LIRE\n\nUn livre de gardien écrit en cent nuits.\n"
PERSONAL = ("Camille", "camille@b.test", "06 12 34", "gazette@a.test", "Pour info", "Reçu hier")
FROM, TO = "La Gazette &lt;gazette@a.test&gt;", "Camille Roux &lt;camille@b.test&gt;"

# From, date, to, subject: the labels of each program, and how it writes the day.
OUTLOOK = {
    "fr": ("De :", "Envoyé :", "jeudi 14 mars 2024 08:00", "À :", "Objet :"),
    "en": ("From:", "Sent:", "Thursday, March 14, 2024 8:00 AM", "To:", "Subject:"),
    "de": ("Von:", "Gesendet:", "Donnerstag, 14. März 2024 08:00", "An:", "Betreff:"),
    "es": ("De:", "Enviado:", "jueves, 14 de marzo de 2024 8:00", "Para:", "Asunto:"),
    "it": ("Da:", "Inviato:", "giovedì 14 marzo 2024 08:00", "A:", "Oggetto:"),
    "pt": ("De:", "Enviado:", "quinta-feira, 14 de março de 2024 08:00", "Para:", "Assunto:"),
    "nl": ("Van:", "Verzonden:", "donderdag 14 maart 2024 08:00", "Aan:", "Onderwerp:"),
}
APPLE = {
    "fr": ("Début du message transféré :", "De:", "Objet:", "Date:", "14 mars 2024 à 08:00:00 UTC+1", "À:"),
    "en": ("Begin forwarded message:", "From:", "Subject:", "Date:", "March 14, 2024 at 8:00:00 AM GMT+1", "To:"),
    "de": (
        "Anfang der weitergeleiteten Nachricht:",
        "Von:",
        "Betreff:",
        "Datum:",
        "14. März 2024 um 08:00:00 MEZ",
        "An:",
    ),
    "es": ("Inicio del mensaje reenviado:", "De:", "Asunto:", "Fecha:", "14 de marzo de 2024, 8:00:00 CET", "Para:"),
    "it": ("Inizio messaggio inoltrato:", "Da:", "Oggetto:", "Data:", "14 marzo 2024 alle ore 08:00:00 CET", "A:"),
    "pt": (
        "Início da mensagem encaminhada:",
        "De:",
        "Assunto:",
        "Data:",
        "14 de março de 2024 às 08:00:00 WET",
        "Para:",
    ),
    "nl": ("Begin doorgestuurd bericht:", "Van:", "Onderwerp:", "Datum:", "14 maart 2024 om 08:00:00 CET", "Aan:"),
}
THUNDERBIRD = {
    "fr": ("Message transféré", "Sujet :", "Date :", "De :", "Pour :"),
    "en": ("Forwarded Message", "Subject:", "Date:", "From:", "To:"),
    "de": ("Weitergeleitete Nachricht", "Betreff:", "Datum:", "Von:", "An:"),
    "es": ("Mensaje reenviado", "Asunto:", "Fecha:", "De:", "Para:"),
    "it": ("Messaggio Inoltrato", "Oggetto:", "Data:", "Mittente:", "A:"),
    "pt": ("Mensagem encaminhada", "Assunto:", "Data:", "De:", "Para:"),
    "nl": ("Doorgestuurd bericht", "Onderwerp:", "Datum:", "Van:", "Aan:"),
}
YAHOO = {
    "fr": ("Message transféré", "De :", "À :", "Envoyé :", "jeudi 14 mars 2024 à 08:00:00 UTC+1", "Objet :"),
    "en": ("Forwarded Message", "From:", "To:", "Sent:", "Thursday, March 14, 2024 at 08:00:00 AM GMT+1", "Subject:"),
    "de": (
        "Weitergeleitete Nachricht",
        "Von:",
        "An:",
        "Gesendet:",
        "Donnerstag, 14. März 2024 um 08:00:00 MEZ",
        "Betreff:",
    ),
    "es": ("Mensaje reenviado", "De:", "Para:", "Enviado:", "jueves, 14 de marzo de 2024, 08:00:00 CET", "Asunto:"),
    "it": ("Messaggio inoltrato", "Da:", "A:", "Inviato:", "giovedì 14 marzo 2024 alle ore 08:00:00 CET", "Oggetto:"),
    "pt": (
        "Mensagem encaminhada",
        "De:",
        "Para:",
        "Enviado:",
        "quinta-feira, 14 de março de 2024 às 08:00:00",
        "Assunto:",
    ),
    "nl": (
        "Doorgestuurd bericht",
        "Van:",
        "Aan:",
        "Verzonden:",
        "donderdag 14 maart 2024 om 08:00:00 CET",
        "Onderwerp:",
    ),
}
GMAIL = {
    "fr": ("De :", "jeu. 14 mars 2024 à 08:00"),
    "en": ("From:", "Thu, Mar 14, 2024 at 8:00 AM"),
    "de": ("Von:", "Do., 14. März 2024 um 08:00 Uhr"),
    "es": ("De:", "jue, 14 mar 2024 a las 8:00"),
    "it": ("Da:", "gio 14 mar 2024 alle ore 08:00"),
    "pt": ("De:", "qui., 14 de mar. de 2024 às 08:00"),
    "nl": ("Van:", "do 14 mrt 2024 om 08:00"),
}


def outlook(language: str) -> str:
    sender, sent, day, to, subject = OUTLOOK[language]
    header = f"<b>{sender}</b> {FROM}<br><b>{sent}</b> {day}<br><b>{to}</b> {TO}<br><b>{subject}</b> Sous la pluie"
    return f"<p>Pour info.</p><p>Camille<br>06 12 34 56 78</p><div>{header}</div>{LETTER}"


def apple(language: str) -> str:
    begin, sender, subject, sent, day, to = APPLE[language]
    lines = ((sender, FROM), (subject, "Sous la pluie"), (sent, day), (to, TO))
    header = "".join(f"<div><b>{label} </b>{value}</div>" for label, value in lines)
    return f'<div>Pour info<br><blockquote type="cite"><div>{begin}</div><br>{header}<br><div>{LETTER}</div></blockquote></div>'


def thunderbird(language: str) -> str:
    begin, subject, sent, sender, to = THUNDERBIRD[language]
    lines = ((subject, "Sous la pluie"), (sent, "Thu, 14 Mar 2024 08:00:00 +0100"), (sender, FROM), (to, TO))
    rows = "".join(f"<tr><th>{label} </th><td>{value}</td></tr>" for label, value in lines)
    return f"<p>Pour info</p><div>-------- {begin} --------<table><tbody>{rows}</tbody></table><br>{LETTER}</div>"


def yahoo(language: str) -> str:
    begin, sender, to, sent, day, subject = YAHOO[language]
    lines = ((sender, FROM), (to, TO), (sent, day), (subject, "Sous la pluie"))
    header = "".join(f"<div>{label} {value}</div>" for label, value in lines)
    return f"<div>Pour info</div><div>----- {begin} -----</div>{header}<div><br></div>{LETTER}"


def gmail(language: str) -> str:
    sender, day = GMAIL[language]
    header = f"{sender} <b>La Gazette</b> &lt;gazette@a.test&gt;<br>Date: {day}<br>Subject: Sous la pluie<br>To: &lt;camille@b.test&gt;<br>"
    return (
        f'<p>Pour info</p><div class="gmail_quote">---------- Forwarded message ---------<br>{header}<br>{LETTER}</div>'
    )


def forward(body: str, kind: str = "html") -> ParsedIssue:
    head = "Subject: Fwd: Sous la pluie\nFrom: Camille Roux <camille@b.test>\nTo: import@c.test\n"
    head += f"Date: Mon, 18 Mar 2024 08:00:00 +0100\nMIME-Version: 1.0\nContent-Type: text/{kind}; charset=utf-8\n\n"
    return read((head + body).encode(), "a.eml")


def assert_own(issue: ParsedIssue, headings: tuple[str, str] = ("À voir", "À lire")) -> None:
    assert (issue.title, issue.date) == ("Sous la pluie", DAY)
    assert [section.heading for section in issue.sections] == list(headings)
    kept = repr(issue.title) + repr(issue.sections)
    assert not [word for word in PERSONAL if word in kept]


@pytest.mark.parametrize("language", OUTLOOK)
@pytest.mark.parametrize("program", [outlook, apple, thunderbird, yahoo, gmail])
def test_a_forwarded_page_is_the_letter_alone(program: object, language: str) -> None:
    assert callable(program)
    assert_own(forward(program(language)))


@pytest.mark.parametrize(
    "above",
    [
        "Pour info\n\n-------- Message transféré --------\nSujet : \tSous la pluie\nDate : \tThu, 14 Mar 2024 08:00:00 +0100\nDe : \tLa Gazette <gazette@a.test>\nPour : \tCamille Roux <camille@b.test>\n\n\n",
        "Pour info\n\n---------- Forwarded message ---------\nDe : La Gazette <gazette@a.test>\nDate: jeu. 14 mars 2024 à 08:00\nSubject: Sous la pluie\nTo: <camille@b.test>\n\n\n",
        "Pour info\n\nDe : La Gazette <gazette@a.test>\nEnvoyé : jeudi 14 mars 2024 08:00\nÀ : Camille Roux <camille@b.test>,\n Reçu hier <hier@b.test>\nObjet : Sous la pluie\n\n",
        "________________________________\nVon: La Gazette <gazette@a.test>\nGesendet: Donnerstag, 14. März 2024 08:00\nAn: Camille Roux <camille@b.test>\nBetreff: Sous la pluie\n\n",
    ],
)
def test_a_forwarded_text_is_the_letter_alone(above: str) -> None:
    assert_own(forward(above + PLAIN, "plain"), ("À VOIR", "À LIRE"))


def test_a_text_that_is_forwarded_as_a_quotation_is_the_letter_alone() -> None:
    header = "Début du message transféré :\n\nDe: La Gazette <gazette@a.test>\nObjet: Sous la pluie\nDate: 14 mars 2024 à 08:00\n"
    quoted = "".join(f"> {line}\n" for line in f"{header}À: camille@b.test\n\n{PLAIN}".split("\n"))
    issue = forward(f"Pour info\n\n{quoted}", "plain")
    assert (issue.title, issue.date) == ("Sous la pluie", DAY)
    assert not [word for word in PERSONAL if word in repr(issue.sections)]


def test_a_letter_forwarded_twice_is_that_of_the_first_sending() -> None:
    assert_own(forward(outlook("fr").replace(LETTER, gmail("en"))))


def test_a_letter_that_a_mail_holds_whole_is_the_letter() -> None:
    inner = f"Subject: Sous la pluie\nFrom: La Gazette <gazette@a.test>\nDate: Thu, 14 Mar 2024 08:00:00 +0100\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{LETTER}\n"
    head = "Subject: Tr: la lettre\nFrom: camille@b.test\nDate: Mon, 18 Mar 2024 08:00:00 +0100\nMIME-Version: 1.0\n"
    parts = f"--x\nContent-Type: text/plain; charset=utf-8\n\nPour info.\n--x\nContent-Type: message/rfc822\n\n{inner}--x--\n"
    assert_own(read(f"{head}Content-Type: multipart/mixed; boundary=x\n\n{parts}".encode(), "a.eml"))
    assert_own(read(f"{head}Content-Type: message/rfc822\n\n{inner}".encode(), "a.eml"))


def test_a_letter_that_quotes_a_mail_is_not_a_forwarded_one() -> None:
    body = "<p>" + "La mer monte sur la côte et personne ne la regarde. " * 20 + f"</p>{outlook('en')}"
    issue = forward(body)
    assert (issue.date, issue.left_out) == (date(2024, 3, 18), ())


@pytest.mark.parametrize("last", ["Lieu : Brest", "Pour : tout le monde"])
def test_fields_that_are_not_of_a_mail_stay(last: str) -> None:
    fields = f"<p>Date : 14 mars 2024<br>Objet : la mer<br>{last}</p>"
    assert last in forward(f"{fields}<p>Un film de la côte, et un livre.</p>").sections[0].text


def test_a_subject_that_is_only_a_prefix_stays() -> None:
    assert own_subject("Re:") == "Re:"


def test_every_language_says_how_letters_are_forwarded_in_it() -> None:
    assert set(OUTLOOK) == {name for name, language in languages().items() if language["forwarded"]["announcements"]}
    assert set(OUTLOOK) == set(languages())


def test_a_forwarded_letter_that_was_saved_as_text_is_the_letter_alone() -> None:
    header = "De : La Gazette <gazette@a.test>\nEnvoyé : jeudi 14 mars 2024 08:00\nÀ : Camille Roux <camille@b.test>\n"
    assert_own(read(f"{header}Objet : Sous la pluie\n\n{PLAIN}".encode(), "a.txt"), ("À VOIR", "À LIRE"))


def test_the_signature_of_who_forwarded_it_is_left_out() -> None:
    assert_own(forward(f"{gmail('fr')}<div>-- <br>Camille Roux<br>06 12 34 56 78</div>"))
