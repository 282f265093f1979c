"""Likely works that a newsletter points to: by a link, a label or emphasis, each with its reason."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from schema.text import fold
from schema.vocabulary import WorkKind
from seed.importers import Section
from seed.importers.blocks import key_of
from seed.importers.parsed_issue import Anchor
from seed.importers.phrases import ADVERTISEMENT, BUTTON
from seed.linking import kind_labels as labels
from seed.linking import known_sites as hosts

KindNear = Callable[[int, int], WorkKind | None]
"""From a place in the text to the kind that the words near it tell."""
MOST_WORDS = 10
MOST_EMPHASISED = 6
QUOTES = "«»“”\"'‘’ \u00a0\u202f"
QUOTED = re.compile(r"[«“\"]\s*([^«»“”\"\n]{2,100}?)\s*[»”\"]")
# "Écouter La Dune" on a button names La Dune.
REQUEST = re.compile(
    r"^(?:écouter|voir|regarder|lire|découvrir|jouer à|acheter|télécharger|watch|listen to|read|play|get|buy|see)\s+"
    r"(?=[A-ZÀ-Þ0-9«“\"])",
    re.IGNORECASE,
)
# Words that name a shop or a system, not what is sold there.
SHOPS = frozenset({"android", "ios", "iphone", "ipad", "app store", "google play", "play store", "apple podcasts"})
# A day that opens a line of an agenda.
DAY = re.compile(
    r"(?:lun|mar|mercre|jeu|vendre|same)di\b|dimanche\b|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE
)
# "Basse mer, d’Inès Caron (2024)": the title is what stands before.
MAKER_BEHIND = re.compile(r",\s+(?:(?:de|du|par|by)\s+|d[’'])[A-ZÀ-Þ].*$")
YEAR_BEHIND = re.compile(r"(?<=\S)\s*\((?:19|20)\d\d\)$")
TITLE_END = re.compile(
    r"[\n,;:.!?…(–—|]|\s-\s|\s(?:de|d[’']|du|des|by|from|par|sur|on|chez|with|avec|is|est)(?:\s|(?<=[’']))"
)
SENTENCE = (".", "!", "?", "…", ":", ";", ",")
TitleCue = tuple[str, WorkKind | None, str]
"""A title, its kind where it is known, and the reason."""


def title_cues(section: Section, kind_near: KindNear) -> Iterator[TitleCue]:
    """Give the titles that a section points to, the surest first."""
    yield from _linked(section, kind_near)
    yield from _labelled(section, kind_near)
    yield from _buttoned(section, kind_near)
    yield from _emphasised(section, kind_near)


def _linked(section: Section, kind_near: KindNear) -> Iterator[TitleCue]:
    for anchor in section.anchors:
        page = hosts.recognise(anchor.url)
        title = page and _title_of(anchor, page, section)
        if page and title:
            near = None if page.kind and page.sure else _near(section.text, title, kind_near)
            kind = labels.refine(page.kind, near) if page.kind else near
            yield title, kind, f"links to {page.host} ({page.scheme} {page.value})"


def _title_of(anchor: Anchor, page: hosts.Page, section: Section) -> str | None:
    """Give the title that a link is about: its words, else what its paragraph marks as one, else the heading above."""
    service = key_of(anchor.text) in page.host or key_of(anchor.text) in SHOPS
    own = None if service else _as_title(REQUEST.sub("", anchor.text))
    if own:
        return own
    marked = [words for words in section.emphasised if words in anchor.paragraph]
    quoted = [found[1] for found in QUOTED.finditer(anchor.paragraph)]
    beside = [title for words in (*marked, *quoted) if words != anchor.text and (title := _as_title(words))]
    if beside:
        return beside[0]
    # A heading above names the work only where the host has nothing else but works.
    heading = section.heading if page.kind and section.heading and not section.heading.isupper() else ""
    return _as_title(anchor.above or "") or _as_title(heading)


def _labelled(section: Section, kind_near: KindNear) -> Iterator[TitleCue]:
    if kind := labels.kind_of(section.heading):
        lines = [line for line in section.text.split("\n") if line]
        sold = {below for line, below in pairwise(lines) if ADVERTISEMENT.fullmatch(key_of(line))}
        for title in section.headings:
            first = _as_title(title)
            if first and title not in sold:
                near = _near(section.text, first, kind_near)
                yield first, labels.refine(kind, near), f"a heading under “{section.heading}”"
    for line in [section.heading or "", *section.text.split("\n")]:
        if found := labels.split(line):
            label, rest, kind = found
            if first := _first_title(rest, section.emphasised):
                yield first, labels.refine(kind, _near(section.text, first, kind_near)), f"after the label “{label}”"


def _buttoned(section: Section, kind_near: KindNear) -> Iterator[TitleCue]:
    """Give what stands above a button, or beside it, that says what sort of thing it leads to."""
    for anchor in section.anchors:
        if kind := labels.kind_of_button(anchor.text):
            beside = (words for words in section.emphasised if words in anchor.paragraph and words != anchor.text)
            heading = "" if not section.heading or section.heading.isupper() else section.heading
            titles = (_as_title(words) for words in (*beside, anchor.above or "", heading))
            if title := next((each for each in titles if each), None):
                yield title, labels.refine(kind, _near(section.text, title, kind_near)), f"above “{anchor.text}”"


def _emphasised(section: Section, kind_near: KindNear) -> Iterator[TitleCue]:
    for words in section.emphasised:
        title = words.strip(QUOTES)
        short = len(title.split()) <= MOST_EMPHASISED and not words.rstrip().endswith(SENTENCE)
        agenda = DAY.match(title) and re.search(r"\d", title)
        if short and _as_title(title) and not agenda and not labels.kind_of(title) and not labels.split(title):
            yield title, _near(section.text, title, kind_near), "in emphasis"


def _first_title(rest: str, emphasised: tuple[str, ...]) -> str | None:
    """Give the title that a text begins with: quoted, emphasised, or up to what ends it."""
    if quoted := QUOTED.match(rest):
        return quoted[1]
    if marked := next((words for words in emphasised if words and rest.startswith(words)), None):
        return _as_title(marked)
    end = TITLE_END.search(rest)
    return _as_title(rest[: end.start()] if end and end.start() else rest)


def _as_title(text: str) -> str | None:
    """Give a text as a title, if it can be one: few words, the first with a capital, and no request to click."""
    title = YEAR_BEHIND.sub("", MAKER_BEHIND.sub("", text.strip(QUOTES + "→►▶»›"))).strip(QUOTES)
    if not title or not (title[0].isupper() or title[0].isdigit()) or len(title.split()) > MOST_WORDS:
        return None
    if title.startswith("http") or BUTTON.fullmatch(key_of(title)) or labels.kind_of(title):
        return None
    if labels.kind_of_button(title):
        return None
    return title if any(char.isalnum() for char in title) else None


def _near(text: str, title: str, kind_near: KindNear) -> WorkKind | None:
    at = text.find(title)
    return kind_near(at, at + len(title)) if at >= 0 else None


def same(title: str) -> str:
    """Give what two writings of a title have in common."""
    return fold(title.strip(QUOTES))
