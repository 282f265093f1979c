"""Made-up texts with a long tail: a few words are everywhere and most are rare, as in a language.

``bench.words`` has 45 words, of which each is nearly everywhere: no measure of search. Here are 60,000, as frequent as
those of a language are (Zipf and Mandelbrot's law), with the endings that stems are about, between French words that
say nothing. The same number gives the same text in every run.
"""

from functools import cache
from itertools import accumulate, product

from bench.words import chance
from schema.text import Body, fold

BODIES = 1 << 40
"""Each section has a text of its own."""
WORDS_OF_BODY = 330
TEXT_OF_LITTLE_WORDS = "de la le et les des en un une que qui dans est pour il sur au avec par ne pas plus ce son se"
LITTLE_WORDS = TEXT_OF_LITTLE_WORDS.split()
OFTEN_LITTLE = 0.42
SYLLABLES = [*map("".join, product("bcdflmnprstvg", ("a", "é", "i", "o", "u", "an", "eu")))]
SYLLABLES_OF_WORD = (1, 2, 2, 3, 3, 4)
WORDS = 60_000
ENDINGS = ("", "s", "ment", "tion", "er", "ée", "aux", "eux", "iste", "able", "es", "it", "ons")
COMMON = 50
"""So many words count as common: each is in one section of twenty or more."""


@cache
def vocabulary() -> tuple[str, ...]:
    """Return all words but the little ones, the most frequent first."""
    chosen = chance("vocabulary")
    found: dict[str, str] = {}
    while len(found) < WORDS:
        syllables = chosen.choices(SYLLABLES, k=chosen.choice(SYLLABLES_OF_WORD))
        word = "".join(syllables) + chosen.choice(ENDINGS)
        found.setdefault(fold(word), word)
    return tuple(found.values())


@cache
def _weights() -> list[float]:
    return list(accumulate(1 / (rank + 2.7) for rank in range(len(vocabulary()))))


def spoken(*key: object, words: int) -> list[str]:
    """Make up some words in a row, two of five of them little ones."""
    chosen = chance(*key)
    picked = chosen.choices(vocabulary(), cum_weights=_weights(), k=words)
    return [chosen.choice(LITTLE_WORDS) if chosen.random() < OFTEN_LITTLE else word for word in picked]


def name(number: int) -> str:
    """Make up a person's name: some share a first name, few a last one."""
    chosen = chance("person", number)
    first = vocabulary()[-1 - int(chosen.paretovariate(0.6)) % 2_000]
    return f"{first.capitalize()} {vocabulary()[20_000 + chosen.randrange(30_000)].capitalize()}"


def title(number: int) -> str:
    """Make up a title of one to five words."""
    chosen = chance("titled", number)
    said = chosen.choices(vocabulary(), cum_weights=_weights(), k=chosen.choice((1, 2, 2, 3, 4)))
    return " ".join([chosen.choice(("Le", "La", "Un", "")), *said]).strip().capitalize()


def sentence(number: int) -> str:
    """Make up a sentence."""
    return f"{' '.join(spoken('said', number, words=14)).capitalize()}."


def body(number: int) -> Body:
    """Make up a section's text of some 2,000 characters; it has no Markdown in it, so nothing is rendered."""
    text = f"{' '.join(spoken('body', number, words=WORDS_OF_BODY)).capitalize()}."
    return Body(text, f"<p>{text}</p>", text, WORDS_OF_BODY)
