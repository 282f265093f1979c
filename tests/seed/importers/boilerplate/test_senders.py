"""What the senders of newsletters put below a letter by themselves is not of it, in any language."""

import pytest

from tests.seed.importers.pages import TEXT, parse

# Lines below a letter, "> " for links and "# " for headings.
SENDERS = {
    "Substack": """Thanks for reading Low tide! Subscribe for free to receive new posts and support my work.
        > Share Low tide
        You’re currently a free subscriber to Low tide. For the full experience, upgrade your subscription.
        > Upgrade to paid
        © 2024 Ada Morel
        548 Market Street PMB 72296, San Francisco, CA 94104
        > Unsubscribe
        > Start writing""",
    "Substack in French": """La Gazette est une publication soutenue par ses lecteurs.
        > Passer à un abonnement payant
        Vous êtes actuellement abonné gratuitement à La Gazette.
        © 2024 Ada Morel
        > Se désabonner""",
    "Beehiiv": """# Share Low tide
        You currently have 0 referrals, only 3 away from receiving a sticker.
        > Click to Share
        Or copy and paste this link to others:
        # What did you think of today’s email?
        > Loved it
        > It was fine
        Login or Subscribe to participate in polls.
        > Update your email preferences
        © 2024 Low tide
        228 Park Ave S, #29976, New York, New York 10003, United States
        > Powered by beehiiv""",
    "Mailchimp in German": """Copyright © 2024 Die Zeitung, Alle Rechte vorbehalten.
        Sie erhalten diese E-Mail, weil Sie sich auf unserer Website angemeldet haben.
        Unsere Postanschrift lautet:
        Lindenstr. 12, 20095 Hamburg
        Möchten Sie ändern, wie Sie diese E-Mails erhalten?
        > Ihre Einstellungen aktualisieren
        > von dieser Liste abmelden""",
    "Ghost in Spanish": """> Más como esto
        > Menos como esto
        # Detalles de la suscripción
        Recibes este correo porque eres suscriptor gratuito de El Faro.
        Miembro desde: 1 mar 2024
        > Gestionar suscripción →
        El Faro © 2024
        > Darse de baja""",
    "Kit": """113 Cherry St #92768, Seattle, WA 98104
        > Unsubscribe
        > Preferences
        > Built with Kit""",
    "Brevo in Italian": """La Gazzetta
        Via del Porto 7, 16121, Genova, Italia
        Questa email è stata inviata a ada@exemple.test
        Hai ricevuto questa email perché ti sei iscritta a La Gazzetta.
        > Annulla iscrizione
        > Inviato con Brevo""",
    "Mailjet in Dutch": """Deze e-mail is verzonden naar ada@exemple.test
        > klik hier om je uit te schrijven
        Havenstraat 9 1012 AB Amsterdam NL""",
    "Revue in Portuguese": """Gostou desta edição?
        > Sim
        > Não
        Se já não quer receber estas atualizações, cancele aqui a subscrição.
        Se lhe reencaminharam esta newsletter e gostou, subscreva aqui.""",
    "Buttondown": """You just read issue #12 of Low tide. You can also browse the full archives of this newsletter.
        Share on Mastodon:
        This email brought to you by Buttondown, the easiest way to start and grow your newsletter.""",
    "LinkedIn": """Report this article
        This email was intended for Ada Morel (Editor at Low tide).
        > Unsubscribe
        © 2024 LinkedIn Corporation, 1000 West Maude Avenue, Sunnyvale, CA 94085.""",
}


def as_html(line: str) -> str:
    if line.startswith("# "):
        return f"<h3>{line[2:]}</h3>"
    return f"<p><a href='https://a.test'>{line[2:]}</a></p>" if line.startswith("> ") else f"<p>{line}</p>"


@pytest.mark.parametrize("sender", SENDERS)
def test_nothing_of_the_sender_stays(sender: str) -> None:
    lines = [line.strip() for line in SENDERS[sender].split("\n")]
    issue = parse(f"<h2>A</h2>{TEXT}<h2>B</h2>{TEXT}<p>À jeudi !</p>{''.join(map(as_html, lines))}")
    assert [section.heading for section in issue.sections] == ["A", "B"]
    assert issue.sections[-1].text.split("\n\n")[1:] == ["À jeudi !"]
    assert len(issue.left_out) == len(lines)
