"""Likely works that a section points to by a link, a label, a button or emphasis, each with the reason."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from schema.text import fold
from schema.vocabulary import WorkKind
from seed.importers import Section
from seed.importers.blocks import fold_words
from seed.importers.parsed_issue import Anchor
from seed.importers.structure.advertising import announces_advertisement, asks_to_follow
from seed.linking import kind_labels
from seed.linking.known_sites import KnownPage, recognise
from seed.linking.title_evidence import evidence_beside, is_maker, is_never_title, is_press, opens_line

KindNear = Callable[[int, int], WorkKind | None]
"""From the start and the end of a title in the text to the kind of work that a word near it names."""
MOST_WORDS = 10
MOST_EMPHASISED_WORDS = 6
QUOTES = "«»“”\"'‘’ \u00a0\u202f"
QUOTED = re.compile(r"[«“„\"]\s*([^«»“”„\"\n]{2,100}?)\s*[»”“\"]")
# "Écouter La Dune" on a button names La Dune.
REQUEST = re.compile(
    r"^(?:écouter|voir|regarder|lire|découvrir|jouer à|acheter|télécharger|watch|listen to|read|play|get|buy|see)\s+"
    r"(?=[A-ZÀ-Þ0-9«“\"])",
    re.IGNORECASE,
)
# Words that name a shop or a system, not what is sold there.
SHOPS = frozenset({"android", "ios", "iphone", "ipad", "app store", "google play", "play store", "apple podcasts"})
# "Basse mer, d’Inès Caron (2024)": the title is what comes before.
MAKER_AFTER = re.compile(r",\s+(?:(?:de|du|par|by)\s+|d[’'])[A-ZÀ-Þ].*$")
YEAR_AFTER = re.compile(r"(?<=\S)\s*\((?:19|20)\d\d\)$")
TITLE_END = re.compile(
    r"[\n,;:.!?…(–—|]|\s-\s|\s(?:de|d[’']|du|des|by|from|par|sur|on|chez|with|avec|is|est)(?:\s|(?<=[’']))"
)
SENTENCE_ENDS = (".", "!", "?", "…", ":", ";", ",")


class NearWork(NamedTuple):
    """A work whose name is nearly that of a candidate, and how it differs."""

    id: str
    slug: str
    title: str
    why: str


@dataclass(frozen=True)
class Candidate:
    """A likely work: its title as written, its kind where a word near it names one, and why it looks like a work.

    ``near`` are works of the catalogue that may be meant, and are not linked by themselves.
    """

    title: str
    kind: WorkKind | None
    reason: str
    near: tuple[NearWork, ...] = ()


def title_cues(section: Section, kind_near: KindNear, known_urls: Collection[str] = ()) -> Iterator[Candidate]:
    """Yield the works that a section points to, the surest first; a link to a work that is known points to no other."""
    anchors = [anchor for anchor in section.anchors if anchor.url not in known_urls]
    yield from _linked(section, anchors, kind_near)
    yield from _labelled(section, kind_near)
    yield from _above_buttons(section, anchors, kind_near)
    yield from _emphasised(section, kind_near)


def _linked(section: Section, anchors: Iterable[Anchor], kind_near: KindNear) -> Iterator[Candidate]:
    for anchor in anchors:
        page = recognise(anchor.url)
        title = page and _title_of(anchor, page, section)
        if page and title:
            near = None if page.kind and page.sure else _find_kind(section.text, title, kind_near)
            kind = kind_labels.refine(page.kind, near) if page.kind else near
            yield Candidate(title, kind, f"links to {page.domain} ({page.scheme} {page.value})")


def _title_of(anchor: Anchor, page: KnownPage, section: Section) -> str | None:
    """Return the title a link is about: its text, else what its paragraph marks as a title, else the heading above."""
    names_service = fold_words(anchor.text) in page.domain or fold_words(anchor.text) in SHOPS
    title = None if names_service else _as_title(REQUEST.sub("", anchor.text))
    if title:
        return title
    emphasised = [words for words in section.emphasised if words in anchor.paragraph]
    quoted = [quotation[1] for quotation in QUOTED.finditer(anchor.paragraph)]
    marked = [title for words in (*emphasised, *quoted) if words != anchor.text and (title := _as_title(words))]
    if marked:
        return marked[0]
    # The section's heading names the work only where the site has nothing else but works.
    heading = section.heading if page.kind and section.heading and not section.heading.isupper() else ""
    return _as_title(anchor.above or "") or _as_title(heading)


def _labelled(section: Section, kind_near: KindNear) -> Iterator[Candidate]:
    """Yield the headings below a heading that announces a kind of work, then what follows a label on its line."""
    if kind := kind_labels.kind_of(section.heading):
        lines = [line for line in section.text.split("\n") if line]
        advertised = {below for line, below in pairwise(lines) if announces_advertisement(line)}
        for heading in section.headings:
            title = _as_title(heading)
            if title and heading not in advertised:
                refined = kind_labels.refine(kind, _find_kind(section.text, title, kind_near))
                yield Candidate(title, refined, f"a heading under “{section.heading}”")
    for line in [section.heading or "", *section.text.split("\n")]:
        if parts := kind_labels.split(line):
            label, rest, kind = parts
            if title := _first_title(rest, section.emphasised):
                refined = kind_labels.refine(kind, _find_kind(section.text, title, kind_near))
                yield Candidate(title, refined, f"after the label “{label}”")


def _above_buttons(section: Section, anchors: Iterable[Anchor], kind_near: KindNear) -> Iterator[Candidate]:
    """Yield what stands above or beside a button that names the kind of work it leads to."""
    for anchor in anchors:
        if kind := kind_labels.kind_of_button(anchor.text):
            beside = (words for words in section.emphasised if words in anchor.paragraph and words != anchor.text)
            heading = "" if not section.heading or section.heading.isupper() else section.heading
            titles = (_as_title(words) for words in (*beside, anchor.above or "", heading))
            if title := next((title for title in titles if title), None):
                refined = kind_labels.refine(kind, _find_kind(section.text, title, kind_near))
                yield Candidate(title, refined, f"above “{anchor.text}”")


def _emphasised(section: Section, kind_near: KindNear) -> Iterator[Candidate]:
    """Yield words in italics, and those in bold that something beside them shows to be a title."""
    for words in section.emphasised:
        title = words.strip(QUOTES)
        short = len(title.split()) <= MOST_EMPHASISED_WORDS and not words.rstrip().endswith(SENTENCE_ENDS)
        if not short or not _as_title(title) or kind_labels.kind_of(title) or kind_labels.split(title):
            continue
        start = section.text.find(title)
        reason = start >= 0 and _reason(section, words, start, start + len(title))
        if reason:
            yield Candidate(title, _find_kind(section.text, title, kind_near), reason)


def _reason(section: Section, words: str, start: int, end: int) -> str | None:
    """Return why emphasised words are a title; None where nothing but the emphasis says so, and that is bold."""
    text = section.text
    if beside := evidence_beside(text, start, end):
        return f"in emphasis {beside}"
    if words in section.italic:
        return None if is_press(text, start, end) or is_maker(text, start) else "in emphasis"
    labelled = kind_labels.kind_of(section.heading) and opens_line(text, start, end)
    hint = kind_labels.hint_right_before(text, start) or kind_labels.hint_right_after(text, end)
    return "in emphasis" if labelled or hint else None


def _first_title(text: str, emphasised: tuple[str, ...]) -> str | None:
    """Return the title that a text begins with: quoted, emphasised, or up to what ends it."""
    if quotation := QUOTED.match(text):
        return quotation[1]
    if marked := next((words for words in emphasised if words and text.startswith(words)), None):
        return _as_title(marked)
    end = TITLE_END.search(text)
    return _as_title(text[: end.start()] if end and end.start() else text)


def _as_title(text: str) -> str | None:
    """Return a text as a title, if it can be one: few words, the first with a capital, and no request to click."""
    title = YEAR_AFTER.sub("", MAKER_AFTER.sub("", text.strip(QUOTES + "→►▶»›"))).strip(QUOTES)
    if not title or not (title[0].isupper() or title[0].isdigit()) or len(title.split()) > MOST_WORDS:
        return None
    if is_never_title(title):
        return None
    if title.startswith("http") or asks_to_follow(title) or kind_labels.kind_of(title):
        return None
    if kind_labels.kind_of_button(title):
        return None
    return title if any(char.isalnum() for char in title) else None


def _find_kind(text: str, title: str, kind_near: KindNear) -> WorkKind | None:
    start = text.find(title)
    return kind_near(start, start + len(title)) if start >= 0 else None


def title_key(title: str) -> str:
    """Return the form in which two writings of one title are equal."""
    return fold(title.strip(QUOTES))
