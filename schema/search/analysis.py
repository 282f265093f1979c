"""Documents as lexemes: what the databases keep of a text, to compare with what is asked.

A lexeme is a class and a word. The classes nest, so that each tier of a ranking asks for one lexeme a word:
``x`` and a digest for a whole name, ``n`` for a word of a name, ``h`` for one of a name or of the headline, ``b`` for
one anywhere. Words stand with their stems, and those of class ``b`` in order too, for phrases.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import NamedTuple

from schema.search.names import forms_in_name, labels, last_name, name_keys, words_of_name
from schema.search.remembered import Remembered
from schema.search.stems import LANGUAGES, STOP_WORDS, forms, version
from schema.search.words import WORD, folded

RULES = 2
"""Goes up with each change of what is kept of a text."""
GAP = "·"
"""A token that no phrase crosses, and that nobody can ask for."""
MOST_IN_ORDER = 10_000
"""Of a document so many words stand in order; PostgreSQL takes 16,383 positions."""
MOST_STEMS = 2_500
MOST_TIMES = 250
"""How often a word may stand in order; PostgreSQL keeps 256 places of each."""
MOST_BYTES = 900_000
"""Of a document's lexemes; PostgreSQL takes a megabyte."""
MOST_CUT = 500
"""So many texts are kept whose words are to be asked for: the sections of the letters that are read ahead."""
BOTH = tuple(dict.fromkeys(LANGUAGES.values()))


def _lexemes_of(written: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lexemes of a word of prose: itself and its stems; of a stop word none."""
    return tuple([f"b{form}" for form in _FORMS[languages][word]]) if (word := _CONTENT[written]) else ()


_CONTENT = Remembered(lambda written: "" if (word := folded(written)) in STOP_WORDS else word)
_SPOKEN = ((), *((each,) for each in BOTH), BOTH)
_FORMS = {spoken: Remembered(partial(forms, languages=spoken)) for spoken in _SPOKEN}
_LEXEMES = {spoken: Remembered(partial(_lexemes_of, languages=spoken)) for spoken in _SPOKEN}


_CUT: dict[tuple[str, tuple[str, ...]], str] = {}


def analyzer() -> str:
    """Return the name of these rules; an index that another one made is made again."""
    return f"{RULES} snowball {version()}"


@dataclass(frozen=True)
class Source:
    """What a document is made of: names, what stands in its headline, and its body.

    ``language`` is that of headline and body, None where they may be in any.
    """

    names: Sequence[str] = ()
    headline: Sequence[str] = ()
    body: str = ""
    language: str | None = None
    of_person: bool = False


class Document(NamedTuple):
    """What is kept of a source: its lexemes in order, labels that complete its names, the words of its shortest name.

    ``in_order`` is where in the lexemes those begin whose place counts. ``labels`` has the place of a name among all.
    """

    lexemes: list[str]
    in_order: int
    labels: dict[tuple[str, int], int]
    size: int


def analyze(source: Source) -> Document:
    """Return what is kept of a source."""
    spoken = _languages(source.language)
    names = [words_of_name(name) for name in source.names]
    keys = [key for words_ in names for key in name_keys(words_)]
    if source.of_person:
        keys += [key for name in source.names for key in name_keys(last_name(name))]
    in_names = _with_stems((form for name in source.names for form in forms_in_name(name)), BOTH)
    headlines = [content_words(text) for text in source.headline]
    body, in_body = _cut(source.body, spoken)
    in_headline = {**in_names, **_with_stems((word for text in headlines for word in text), spoken)}
    unordered = [
        *(f"x{key}" for key in dict.fromkeys(keys)),
        *(f"n{form}" for form in in_names),
        *(f"h{form}" for form in in_headline),
    ]
    titles = [[word for word in words_ if word not in STOP_WORDS] for words_ in names]
    ordered = _in_order([*([f"b{word}" for word in text] for text in (*titles, *headlines)), body])
    present = set(ordered)
    anywhere = dict.fromkeys([f"b{form}" for form in in_headline]) | in_body
    rest = [lexeme for lexeme in anywhere if lexeme not in present]
    for lexeme in rest[:MOST_STEMS]:
        ordered += (lexeme, GAP)
    lexemes = _bounded([*unordered, *ordered])
    return Document(
        lexemes,
        min(len(unordered), len(lexemes)),
        {label: place for place, name in reversed([*enumerate(source.names)]) for label in labels(name)},
        min((len(each) for each in names if each), default=0),
    )


def content_words(text: str) -> list[str]:
    """Return the words of prose in order, without stop words."""
    return [*filter(None, map(_CONTENT.__getitem__, WORD.findall(text)))]


def cut_ahead(text: str, language: str | None) -> str:
    """Return the lexemes of a text as another process hands them on to ``keep_cut``."""
    in_order, each_once = _cut(text, _languages(language))
    return f"{' '.join(in_order)}\n{' '.join(each_once)}"


def keep_cut(text: str, language: str | None, cut: str) -> None:
    """Keep what another process has cut a text into, until it is asked for; of few texts at a time."""
    if len(_CUT) >= MOST_CUT:
        _CUT.clear()
    _CUT[text, _languages(language)] = cut


def _cut(text: str, languages: tuple[str, ...]) -> tuple[list[str], dict[str, None]]:
    """Return the lexemes of a text's words in order, without stop words, and these and their stems, each once."""
    if known := _CUT.pop((text, languages), None):
        in_order, each_once = known.split("\n")
        return in_order.split(), dict.fromkeys(each_once.split())
    found = [*filter(None, map(_LEXEMES[languages].__getitem__, WORD.findall(text)))]
    return [lexemes[0] for lexemes in found], dict.fromkeys(chain.from_iterable(found))


def _languages(tag: str | None) -> tuple[str, ...]:
    if tag is None:
        return BOTH
    language = LANGUAGES.get(tag.partition("-")[0].casefold())
    return (language,) if language else ()


def _with_stems(words: Iterable[str], languages: tuple[str, ...]) -> dict[str, None]:
    """Return words and their stems, each once."""
    return dict.fromkeys(chain.from_iterable(map(_FORMS[languages].__getitem__, dict.fromkeys(words))))


def _in_order(texts: Sequence[Sequence[str]]) -> list[str]:
    """Return the lexemes of some texts in order, with gaps between the texts."""
    lexemes: list[str] = []
    for text in texts:
        lexemes += text[: max(MOST_IN_ORDER - len(lexemes), 0)]
        lexemes.append(GAP)
    if len(lexemes) <= MOST_TIMES:
        return lexemes
    often = {lexeme for lexeme, count in Counter(lexemes).items() if count > MOST_TIMES}
    if often:
        counted: Counter[str] = Counter()
        for place, lexeme in enumerate(lexemes):
            if lexeme in often:
                counted[lexeme] += 1
                if counted[lexeme] > MOST_TIMES:
                    lexemes[place] = GAP
    return lexemes


def _bounded(lexemes: list[str]) -> list[str]:
    """Cut off what is more than a database takes of one document."""
    if 4 * sum(map(len, lexemes), len(lexemes)) <= MOST_BYTES:
        return lexemes
    size, seen = 0, set()
    for place, lexeme in enumerate(lexemes):
        size += 4
        if lexeme not in seen:
            seen.add(lexeme)
            size += len(lexeme.encode())
        if size > MOST_BYTES:
            return lexemes[:place]
    return lexemes
