"""Likely works that the catalogue does not have: the editor is told of them, they are never created.

Two things look like a title. Words in quotation marks, when they begin with a capital and are few (up to four, or up
to twelve when a kind of work is named before them or a year follows); and a run of words with capitals, when a kind of
work stands right before it ("le film Barbie") or a year or another title right after it: "Tár (2022)",
"Frozen (La Reine des neiges, en VF)". What a section points to otherwise (links, labels, emphasis)
is in ``seed.linking.title_cues``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import dropwhile

from schema.kinds import KINDS
from schema.text import fold
from schema.vocabulary import WorkKind
from seed.importers import Section
from seed.importers.language import SETS
from seed.linking import kind_labels as labels
from seed.linking.catalogue import WORK, Catalogue, SectionLinks
from seed.linking.title_cues import same, title_cues

KIND_OF_HINT = {hint.casefold(): kind.name for kind in KINDS.values() for hint in kind.hints}
ANY_HINT = "|".join(sorted(map(re.escape, KIND_OF_HINT), key=len, reverse=True))
HINT = re.compile(rf"(?<!\w)({ANY_HINT})s?(?!\w)", re.IGNORECASE)
HINT_RIGHT_BEFORE = re.compile(rf"(?<!\w)({ANY_HINT})s?\s+(?::\s+)?$", re.IGNORECASE)
QUOTED = re.compile(r"[«“\"]\s*([^«»“”\"\n|]{2,100}?)\s*[»”\"]")
# An elided word ("l’", "qu'") is one by itself.
ELIDED = r"(?<!\w)(?:[cdjlmnst]|qu)[’']"
WORD = re.compile(rf"{ELIDED}|[^\W_]+(?:[’'\-][^\W_]+)*", re.IGNORECASE)
YEAR_AFTER = re.compile(r"\s*\((?:19|20)\d\d\)")
INITIALS_BEFORE = re.compile(r"(?<!\w)(?:[A-ZÀ-Þ]\.[\s\u00a0-]*)+$")
OTHER_TITLE_AFTER = re.compile(r"\s*\(([^()]{2,100}?),\s+en\s+V\.?[FO]\b")
SENTENCE_END = re.compile(r"[.!?…]\s")
ARTICLES = frozenset(
    {"l'", "le", "la", "les", "un", "une", "the", "a", "an", "il", "lo", "el", "los", "der", "die", "das"}
)
ELISIONS = frozenset(f"{word}'" for word in ("c", "d", "j", "m", "n", "s", "t", "qu"))
LITTLE_WORDS = (SETS["fr"] | SETS["en"] | ELISIONS) - ARTICLES
WITHIN_TITLES = frozenset({"of", "the", "and", "in", "to", "for", "du", "des", "la", "le", "les", "à", "au", "aux"})
FEW_WORDS, MANY_WORDS = 4, 12
NEAR = 60


@dataclass(frozen=True)
class Candidate:
    """A likely work: its title as written, its kind where a word near it tells, and why it looks like one."""

    title: str
    kind: WorkKind | None
    reason: str


def candidates(section: Section, links: SectionLinks, catalogue: Catalogue) -> list[Candidate]:
    """Give the likely new works of one section, each once, in order.

    What the catalogue has under this name, or what ``links`` found, is none.
    """
    text = section.text
    works = [mention for mention in links.mentions if any(entry.type == WORK for entry in mention.entries)]
    taken = [(mention.start, mention.end) for mention in works]
    led = (Candidate(*lead) for lead in title_cues(section, lambda start, end: _kind(text, start, end, None)))
    likely = [*_placed(text, led), *_quotations(text), *_runs(text)]
    places: dict[str, tuple[int, Candidate]] = {}
    for start, end, candidate in likely:
        free = not any(begin < end and start < stop for begin, stop in taken)
        if free and not catalogue.knows(candidate.title):
            places.setdefault(same(candidate.title), (start, _under_label(candidate, section)))
            # What is a part of it is no other title.
            taken.append((start, end))
    found = {key: candidate for key, (_, candidate) in sorted(places.items(), key=lambda item: item[1][0])}
    for name, bearers in links.ambiguous.items():
        reason = "several works have this name: " + ", ".join(entry.slug for entry in bearers)
        found.setdefault(fold(name), Candidate(name, None, reason))
    return list(found.values())


def _under_label(candidate: Candidate, section: Section) -> Candidate:
    """Give a candidate of no kind the one that its section's heading announces."""
    kind = None if candidate.kind else labels.kind_of(section.heading)
    return Candidate(candidate.title, kind, f"{candidate.reason} under “{section.heading}”") if kind else candidate


def _placed(text: str, led: Iterable[Candidate]) -> Iterator[tuple[int, int, Candidate]]:
    """Give candidates with the place of their title; one that stands in the heading comes first."""
    for candidate in led:
        at = text.find(candidate.title)
        yield (at, at + len(candidate.title), candidate) if at >= 0 else (-1, -1, candidate)


def _quotations(text: str) -> Iterator[tuple[int, int, Candidate]]:
    for quoted in QUOTED.finditer(text):
        title, words = quoted[1], len(WORD.findall(quoted[1]))
        hint = _hint_before(text, quoted.start())
        year = YEAR_AFTER.match(text, quoted.end())
        begins = title[0].isupper() or title[0].isdigit()
        sure = (hint or year) and words <= MANY_WORDS
        if begins and (sure or (words <= FEW_WORDS and not title.endswith((".", "!", "?", "…", ",")))):
            reason = "in quotation marks" + (f" after “{hint}”" if hint else " with a year" if year else "")
            yield (*quoted.span(1), Candidate(title, _kind(text, *quoted.span(), hint), reason))


def _runs(text: str) -> Iterator[tuple[int, int, Candidate]]:
    for start, end in _capitalised(text):
        hint = _hint_before(text, start)
        other = OTHER_TITLE_AFTER.match(text, end)
        if INITIALS_BEFORE.search(text[max(0, start - NEAR) : start]):
            continue  # a person: "de J. Morel (1962)"
        if other:
            reason = f"followed by another title, “{other[1]}”"
        elif YEAR_AFTER.match(text, end):
            reason = "followed by a year"
        elif hint:
            reason = f"after the word “{hint}”"
        else:
            continue
        yield start, end, Candidate(text[start:end], _kind(text, start, end, hint), reason)


def _capitalised(text: str) -> Iterator[tuple[int, int]]:
    """Give the runs of words with capitals; little words may stand inside, and none but an article begins one."""
    run: list[re.Match[str]] = []
    pending: list[re.Match[str]] = []
    for word in WORD.finditer(text):
        if run and text[(pending or run)[-1].end() : word.start()] not in {"", " ", "\u00a0", " & "}:
            yield from _span(run)
            run, pending = [], []
        if word[0][0].isupper() or (run and word[0][0].isdigit()):
            run += [*pending, word]
            pending = []
        elif run and word[0] in WITHIN_TITLES:
            pending.append(word)
        else:
            yield from _span(run)
            run, pending = [], []
    yield from _span(run)


def _span(run: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    run = list(dropwhile(lambda word: fold(word[0]) in LITTLE_WORDS, run))
    alone = len(run) == 1 and (fold(run[0][0]) in ARTICLES or len(run[0][0]) == 1)
    if run and len(run) <= MANY_WORDS and not alone:
        yield run[0].start(), run[-1].end()


def _hint_before(text: str, position: int) -> str | None:
    found = HINT_RIGHT_BEFORE.search(text[max(0, position - NEAR) : position])
    return found[1] if found else None


def _kind(text: str, start: int, end: int, hint: str | None) -> WorkKind | None:
    """Give the kind of the hint right before, else of the nearest hint in the same sentence."""
    if hint:
        return KIND_OF_HINT[hint.casefold()]
    before = SENTENCE_END.split(text[max(0, start - NEAR) : start])[-1]
    after = SENTENCE_END.split(text[end : end + NEAR])[0]
    near = [(len(before) - found.end(), found[1]) for found in HINT.finditer(before)]
    near += [(found.start(), found[1]) for found in HINT.finditer(after)]
    return KIND_OF_HINT[min(near)[1].casefold()] if near else None
