"""Made-up words for the benchmark: with accents, quotes, backslashes and line breaks, so that escaping is paid for.

The same number gives the same words in every run.
"""

import random
from functools import cache

from schema.text import Body, render

BODY_LENGTH = 2000
BODIES = 200
TEXT = (
    "la lumière du phare traverse une ville lente où chaque image raconte encore comment des voix se cherchent entre "
    "deux écrans pendant que le public attend un récit plus simple et un cœur d’été rêve à l’œuvre naïve qu’on façonne"
)
WORDS = TEXT.split()
PHRASES = (
    "« Rien n’est à *jeter* », dit-elle.",
    'On y entend "presque tout", sauf le silence.',
    "Le dossier C:\\films\\été contient **trois** versions.",
    "Voir [la page](https://exemple.example/a?b=1&c=2) & la suite.",
    "Bref : 5 < 6, et l’été 🌞 reste long…",
)


def chance(*key: object) -> random.Random:
    """Return a random generator seeded by a key."""
    return random.Random(" ".join(map(str, key)))  # noqa: S311 - the same content in every run, no secret


def name(number: int) -> str:
    """Make up a person's name."""
    chosen = chance("name", number)
    return " ".join(chosen.choice(WORDS).capitalize() for _ in range(2)) + f" {number}"


def title(number: int) -> str:
    """Make up a title, some with quotation marks."""
    chosen = chance("title", number)
    words = " ".join(chosen.sample(WORDS, 4)).capitalize()
    return f'{words} "{chosen.choice(WORDS)}"' if number % 5 == 0 else words


@cache
def sentence(number: int) -> str:
    """Make up a sentence of some hundred characters."""
    chosen = chance("sentence", number)
    return f"{' '.join(chosen.choices(WORDS, k=14)).capitalize()}. {chosen.choice(PHRASES)}"


@cache
def body(number: int) -> Body:
    """Make up a section's text of some 2,000 characters in paragraphs.

    There are 200 of them, used in turn: to render half a million would take longer than to load them.
    """
    chosen = chance("body", number)
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < BODY_LENGTH:
        lines = [" ".join(chosen.choices(WORDS, k=12)).capitalize() + "," for _ in range(3)]
        paragraphs.append("\n".join([*lines, chosen.choice(PHRASES)]))
    return render("\n\n".join(paragraphs)[:BODY_LENGTH].rstrip())
