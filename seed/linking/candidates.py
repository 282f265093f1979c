"""Likely works that the catalogue does not have: they are reported to the editor, never created.

Two things look like a title. Words in quotation marks, when they begin with a capital and are few (up to four, or up
to twelve when a kind of work is named before them or a year follows); and a run of words with capitals, when a kind of
work stands right before it ("le film Barbie") or a year or another title right after it: "Tár (2022)",
"Frozen (La Reine des neiges, en VF)". What a section points to otherwise (links, labels, emphasis)
is in ``seed.linking.title_cues``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import dropwhile

from schema.text import fold
from schema.vocabulary import WorkKind
from seed.importers import Section
from seed.importers.language import LITTLE_WORD_SETS
from seed.linking import kind_labels
from seed.linking.catalogue import WORK, Catalogue, SectionLinks
from seed.linking.known_sites import ADDRESSES
from seed.linking.title_cues import Candidate, NearWork, title_cues, title_key
from seed.linking.title_evidence import NEAR, evidence_beside, is_maker, is_never_title, without_preposition

HINT = re.compile(rf"(?<!\w)({kind_labels.ANY_HINT})s?(?!\w)", re.IGNORECASE)
# "La série Netflix" names who shows it.
SERVICES = frozenset(address.site.domain.rpartition(".")[0].rpartition(".")[2] for address in ADDRESSES)
QUOTED = re.compile(r"[«“„\"]\s*([^«»“”„\"\n|]{2,100}?)\s*[»”“\"]")
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
LITTLE_WORDS = (LITTLE_WORD_SETS["fr"] | LITTLE_WORD_SETS["en"] | ELISIONS) - ARTICLES
WITHIN_TITLES = frozenset({"of", "the", "and", "in", "to", "for", "du", "des", "la", "le", "les", "à", "au", "aux"})
FEW_WORDS, MANY_WORDS = 4, 12
PlacedCandidate = tuple[int, int, Candidate]
"""The start and the end of a title in the text, and the candidate."""


def candidates(section: Section, links: SectionLinks, catalogue: Catalogue) -> list[Candidate]:
    """Return the likely new works of one section, each once, in order.

    A title that the catalogue knows, or inside a mention of a work in ``links``, is no candidate, nor are the words of
    a link that leads to a work of the catalogue. What is nearly called so is told with each, and never linked.
    """
    text = section.text
    works = [mention for mention in links.mentions if any(entry.type == WORK for entry in mention.entries)]
    taken = [(mention.start, mention.end) for mention in works]
    known_urls = {url for evidence in links.evidence.values() for url in evidence.urls}
    linked = {title_key(anchor.text) for anchor in section.anchors if anchor.url in known_urls}
    cues = title_cues(section, lambda start, end: _kind_near(text, start, end), known_urls)
    first_places: dict[str, tuple[int, Candidate]] = {}
    for start, end, candidate in [*_placed(text, cues), *_quotations(section), *_capitalised_titles(text)]:
        free = not any(taken_start < end and start < taken_end for taken_start, taken_end in taken)
        if free and title_key(candidate.title) not in linked and not catalogue.knows(candidate.title):
            first_places.setdefault(title_key(candidate.title), (start, _under_label(candidate, section)))
            # Words inside a title are no other title.
            taken.append((start, end))
    in_order = sorted(first_places.items(), key=lambda item: item[1][0])
    by_title = {key: _with_near(candidate, catalogue) for key, (_, candidate) in in_order}
    for name, works_of_name in links.ambiguous.items():
        slugs, clues = ", ".join(entry.slug for entry in works_of_name), ", ".join(links.weighed[name])
        reason = f"several works have this name: {slugs}"
        if clues:
            reason = f"several works have this name: {slugs}; what stands beside it does not tell which: {clues}"
        by_title.setdefault(fold(name), Candidate(name, None, reason))
    return list(by_title.values())


def _with_near(candidate: Candidate, catalogue: Catalogue) -> Candidate:
    """Return a candidate with the works that it may have been meant to be."""
    near = catalogue.near(candidate.title)
    if not near:
        return candidate
    return replace(candidate, near=tuple(NearWork(work.id, work.slug, work.title, why) for work, why in near))


def _under_label(candidate: Candidate, section: Section) -> Candidate:
    """Return the candidate with the kind that its section's heading announces, where it has none."""
    kind = None if candidate.kind else kind_labels.kind_of(section.heading)
    reason = f"{candidate.reason} under “{section.heading}”"
    return replace(candidate, kind=kind, reason=reason) if kind else candidate


def _placed(text: str, cues: Iterable[Candidate]) -> Iterator[PlacedCandidate]:
    """Yield candidates with the place of their title; one that stands in the heading comes first."""
    for candidate in cues:
        start = text.find(candidate.title)
        yield (start, start + len(candidate.title), candidate) if start >= 0 else (-1, -1, candidate)


def _quotations(section: Section) -> Iterator[PlacedCandidate]:
    """Yield quoted titles: with the kind of work before them, near or in the heading, a year or a name beside them."""
    text, labelled = section.text, kind_labels.kind_of(section.heading)
    for quotation in QUOTED.finditer(text):
        title, words = quotation[1], len(WORD.findall(quotation[1]))
        hint = kind_labels.hint_right_before(text, quotation.start())
        beside = evidence_beside(text, *quotation.span())
        begins_like_title = title[0].isupper() or title[0].isdigit()
        sure = (hint or beside) and words <= MANY_WORDS
        kind = _kind(text, *quotation.span(), hint)
        if begins_like_title and (sure or ((kind or labelled) and _is_short_title(title, words))):
            reason = "in quotation marks" + (f" after “{hint}”" if hint else f" {beside}" if beside else "")
            yield (*quotation.span(1), Candidate(title, kind, reason))


def _is_short_title(title: str, words: int) -> bool:
    return words <= FEW_WORDS and not title.endswith((".", "!", "?", "…", ","))


def _capitalised_titles(text: str) -> Iterator[PlacedCandidate]:
    for start, end in _capitalised_runs(text):
        hint = kind_labels.hint_right_before(text, start)
        other_title = OTHER_TITLE_AFTER.match(text, end)
        if INITIALS_BEFORE.search(text[max(0, start - NEAR) : start]):
            continue  # a person: "de J. Morel (1962)"
        if _is_maker(text, start) or is_never_title(text[start:end]) or fold(text[start:end]) in SERVICES:
            continue
        if other_title:
            reason = f"followed by another title, “{other_title[1]}”"
        elif YEAR_AFTER.match(text, end):
            reason = "followed by a year"
        elif hint:
            reason = f"after the word “{hint}”"
        else:
            continue
        yield start, end, Candidate(text[start:end], _kind(text, start, end, hint), reason)


def _is_maker(text: str, start: int) -> bool:
    """Whether a name says who made what stands before it: "Basse mer, d’Inès Caron", "un film d’Inès Caron"."""
    before = without_preposition(text, start)
    return is_maker(text, start) or (before < start and bool(kind_labels.hint_right_before(text, before)))


def _capitalised_runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the runs of words with capitals; little words may stand inside, and none but an article begins one."""
    run: list[re.Match[str]] = []
    pending: list[re.Match[str]] = []
    for word in WORD.finditer(text):
        if run and text[(pending or run)[-1].end() : word.start()] not in {"", " ", "\u00a0", " & "}:
            yield from _title_span(run)
            run, pending = [], []
        if word[0][0].isupper() or (run and word[0][0].isdigit()):
            run += [*pending, word]
            pending = []
        elif run and word[0] in WITHIN_TITLES:
            pending.append(word)
        elif run:
            yield from _title_span(run)
            run, pending = [], []
    yield from _title_span(run)


def _title_span(run: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Yield the span of a run of words without the little words before it, if it can be a title."""
    run = list(dropwhile(lambda word: fold(word[0]) in LITTLE_WORDS, run))
    too_short = len(run) == 1 and (fold(run[0][0]) in ARTICLES or len(run[0][0]) == 1)
    if run and len(run) <= MANY_WORDS and not too_short:
        yield run[0].start(), run[-1].end()


def _kind(text: str, start: int, end: int, hint: str | None) -> WorkKind | None:
    """Return the kind of the hint right before a title, else of the nearest hint in the same sentence."""
    return kind_labels.KIND_OF_HINT[hint.casefold()] if hint else _kind_near(text, start, end)


def _kind_near(text: str, start: int, end: int) -> WorkKind | None:
    """Return the kind of the hint nearest to a title in the same sentence."""
    before = SENTENCE_END.split(text[max(0, start - NEAR) : start])[-1]
    after = SENTENCE_END.split(text[end : end + NEAR])[0]
    distances = [(len(before) - hint.end(), hint[1]) for hint in HINT.finditer(before)]
    distances += [(hint.start(), hint[1]) for hint in HINT.finditer(after)]
    return kind_labels.KIND_OF_HINT[min(distances)[1].casefold()] if distances else None
