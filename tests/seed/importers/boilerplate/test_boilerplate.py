"""What stands around a letter is reported with the reason why it is left out."""

import pytest

from seed.importers import Reason, read
from tests.seed.importers.pages import TEXT, parse

GREETING, PREHEADER, CONTENTS = Reason.GREETING, Reason.PREHEADER, Reason.CONTENTS
DUPLICATE, FOOTER, UNSUBSCRIBE, TRACKER = Reason.DUPLICATE, Reason.FOOTER, Reason.UNSUBSCRIBE, Reason.TRACKER
AGAIN = "<p>Ceci se lit deux fois, sur un téléphone comme sur un grand écran, mot pour mot.</p>"

SCREENS = "<style>@media (min-width:600px) { .b { display: none } }</style>"


def left(html: str) -> list[tuple[str, Reason]]:
    return [(part.text, part.reason) for part in parse(html).left_out]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>Bonjour Léa,</p>{TEXT}", [("Bonjour Léa,", GREETING)]),
        (f"<p>Hi Sam!</p>{TEXT}", [("Hi Sam!", GREETING)]),
        (f"<p>Chères lectrices, chers lecteurs,</p>{TEXT}", [("Chères lectrices, chers lecteurs,", GREETING)]),
        (f"<p>Salut les fileuses et fileurs,</p>{TEXT}", [("Salut les fileuses et fileurs,", GREETING)]),
        (f"<p>Good morning, bingers.</p>{TEXT}", [("Good morning, bingers.", GREETING)]),
        (
            f"<p>Forwarded this email? <a href=https://a.test>Subscribe</a></p>{TEXT}",
            [("Forwarded this email? Subscribe", PREHEADER)],
        ),
        (
            f"<p>Si vous ne visualisez pas ce message, <a href=https://a.test>cliquez</a></p>{TEXT}",
            [("Si vous ne visualisez pas ce message, cliquez", PREHEADER)],
        ),
        (
            f"{TEXT}<p><b>Salle d’Anne</b></p><p>Vous recevez cet e-mail de Salle d’Anne.</p>",
            [("Salle d’Anne", FOOTER), ("Vous recevez cet e-mail de Salle d’Anne.", FOOTER)],
        ),
        (
            f"{TEXT}<h3>How was this edition?</h3><p><a href=https://a.test>Good</a></p><p>© 2024 A</p>",
            [("How was this edition?", FOOTER), ("Good", FOOTER), ("© 2024 A", FOOTER)],
        ),
        ("<p>Chère Ada, le printemps est là.</p>", [("Chère Ada,", GREETING)]),
        (f"<p>Bonjour tristesse est un roman, et un film.</p>{TEXT}", []),
        (f"{TEXT}{TEXT}<p>Salut Léa,</p>", []),
        (f"<p>View this email in your browser</p>{TEXT}", [("View this email in your browser", PREHEADER)]),
        (f"<div style='display:none'>Trois films</div>{TEXT}", [("Trois films", PREHEADER)]),
        (
            f"{TEXT}<div style='display:none'>une phrase 1 assez longue</div>",
            [("une phrase 1 assez longue", DUPLICATE)],
        ),
        # What readers see twice stays; of two that are for different screens, one does.
        (f"{TEXT}{AGAIN}<p>Autre chose.</p>{AGAIN}", []),
        (f"{TEXT}{AGAIN}{AGAIN}", []),
        (f"{TEXT}<div>{AGAIN}</div><div>{AGAIN}</div>", [(AGAIN[3:-4], DUPLICATE)]),
        (f"{TEXT}{AGAIN}<p>Autre chose.</p><div class=mobile-only>{AGAIN}</div>", [(AGAIN[3:-4], DUPLICATE)]),
        (f"{SCREENS}<div class=a>{AGAIN}</div>{TEXT}<div class=b>{AGAIN}</div>", [(AGAIN[3:-4], DUPLICATE)]),
        ("<h2>À voir</h2><h2>À voir</h2><p>Rien.</p>", [("À voir", DUPLICATE)]),
        (f"<p>Rien.</p>{TEXT}<p>Rien.</p>", []),
        (
            f"<p>Sommaire</p><ul><li>Un</li><li>Deux</li></ul><h2>Un</h2>{TEXT}<h2>Deux</h2>{TEXT}",
            [("Sommaire", CONTENTS), ("Un", CONTENTS), ("Deux", CONTENTS)],
        ),
        (f"<p>Au programme</p><ul><li>Dormir</li><li>Lire</li></ul><h2>Un</h2>{TEXT}<h2>Deux</h2>{TEXT}", []),
        (
            f"<p><a href='#a'>Un</a></p><p><a href='#b'>Deux</a></p><h2>Un</h2>{TEXT}<h2>Deux</h2>{TEXT}",
            [("Un", CONTENTS), ("Deux", CONTENTS)],
        ),
        (
            f"{TEXT}<p>Liane, 3 rue du Port, 75000 Paris</p><p>© 2024 Liane</p>",
            [("Liane, 3 rue du Port, 75000 Paris", FOOTER), ("© 2024 Liane", FOOTER)],
        ),
        (f"{TEXT}<figure><img src=https://a.test/p><figcaption>© 2024 Reuters</figcaption></figure><p>Fin.</p>", []),
        (
            f"{TEXT}<p>À jeudi !<br>Vous recevez cette lettre.<br><a href='https://a.test/u'>Se désabonner</a></p>",
            [("Vous recevez cette lettre.", FOOTER), ("Se désabonner", UNSUBSCRIBE)],
        ),
        (f"{TEXT}<p>Comment se désabonner de Netflix</p>{TEXT}", []),
        (
            f"{TEXT}<img src='https://a.test/o.gif?u=lea@b.test' width=1 height=1>",
            [("https://a.test/o.gif", TRACKER)],
        ),
        (f"{TEXT}<img src='https://a.test/spacer.gif' width=1 height=20>", []),
    ],
)
def test_what_is_left_out(html: str, expected: list[tuple[str, Reason]]) -> None:
    assert left(html) == expected


def test_signs_to_share_the_letter_are_not_of_it() -> None:
    sign = "<a href='https://x.com/intent/post?url=a'><img src='https://a.test/x.png' alt='x'></a>"
    assert read(f"<html>{sign}{TEXT}".encode(), "a").sections[0].links == ()
