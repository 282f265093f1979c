"""The sections of a draft beside what was understood of the letter, in the order that the draft has now."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.admin.imports.draft import Draft, DraftSection, Recommended
from api.admin.imports.putting_back import NO_WORDS
from api.admin.issues.sections import PICTURE, paragraphs
from schema.import_reports import ImportReport, LinkedWork, ReportedCandidate, ReportedSection
from schema.text import fold, render


@dataclass(frozen=True)
class ShownWork:
    """A work that the draft recommends, and the evidence by which it was linked; None where an editor added it."""

    now: Recommended
    evidence: LinkedWork | None


@dataclass(frozen=True)
class ShownCandidate:
    """Something that may be a work: the year that stands beside it, and the work that it is by now, if it is one."""

    told: ReportedCandidate
    year: str
    work: Recommended | None


@dataclass(frozen=True)
class ShownParagraph:
    """A paragraph before which a section can be divided: its words without signs, and a picture if it is one."""

    text: str
    picture: str | None = None


@dataclass(frozen=True)
class ShownSection:
    """A section: as it is now, or, where it has no id, one that was understood and is in the draft no more.

    ``column`` is a slug.
    """

    number: int
    id: str | None
    heading: str | None
    column: str | None
    paragraphs: Sequence[ShownParagraph]
    works: Sequence[ShownWork]
    candidates: Sequence[ShownCandidate]

    @property
    def text(self) -> str:
        """All its words."""
        return "\n\n".join(each.text for each in self.paragraphs)


@dataclass(frozen=True)
class ShownLeftOut:
    """Words that were left out of a letter, and why; whether they can be put back, and whether the draft has them."""

    text: str
    reason: str
    can_be_back: bool
    is_there: bool


def shown_sections(report: ImportReport | None, draft: Draft) -> list[ShownSection]:
    """Return the sections of a draft, each with the candidates that it names, and those that are gone with theirs."""
    reported = report.sections if report else []
    homes = {id(each): _home(each, section, draft) for section in reported for each in section.candidates}
    evidence = {work.id: work for section in reported for work in section.works}
    shown = []
    for number, now in enumerate(draft.sections.values(), 1):
        told = [(one, each) for one in reported for each in one.candidates if homes[id(each)] == now.id]
        works = [ShownWork(each, evidence.get(each.work)) for each in now.works]
        candidates = [_candidate(each, one, draft, now) for one, each in told]
        shown.append(
            ShownSection(number, now.id, now.heading, now.column, [*shown_paragraphs(now.text)], works, candidates)
        )
    gone = [one for one in reported if one.id not in draft.sections]
    for number, one in enumerate(gone, len(shown) + 1):
        left = [_candidate(each, one, draft, None) for each in one.candidates if homes[id(each)] is None]
        if left or not draft.sections:
            words = [ShownParagraph(one.text)]
            shown.append(ShownSection(number, None, one.heading, one.column, words, [], left))
    return shown


def shown_left_out(report: ImportReport | None, draft: Draft) -> list[ShownLeftOut]:
    """Return what was left out of a letter, by what can become of it."""
    words = fold("\n\n".join(render(each.text).text for each in draft.sections.values()))
    parts = report.left_out if report else ()
    return [
        ShownLeftOut(
            each.text, each.reason, bool(draft.sections) and each.reason not in NO_WORDS, fold(each.text) in words
        )
        for each in parts
    ]


def shown_paragraphs(markdown: str) -> Iterator[ShownParagraph]:
    """Yield the paragraphs between which a section can be divided."""
    for part in paragraphs(markdown):
        text = render(part).text
        picture = PICTURE.fullmatch(part.strip())
        if picture:
            yield ShownParagraph(picture["alt"], picture["address"])
        else:
            yield ShownParagraph(text or part)


def year_beside(title: str, text: str) -> str:
    """Return the year in brackets after a title, and after whose it is, in a text; empty where there is none."""
    author = r"(?:(?:de|par|by|of)\s[^().:;]{2,60})?"
    found = re.search(rf"{re.escape(title)}\W{{0,3}}{author}\(((?:19|20)\d\d)\)", text)
    return found[1] if found else ""


def _home(candidate: ReportedCandidate, section: ReportedSection, draft: Draft) -> str | None:
    """Return the id of the section that names a candidate now: its own, else the first that does."""
    own = draft.sections.get(section.id or "")
    title = fold(candidate.title)
    naming = [each.id for each in draft.sections.values() if title in fold(each.text)]
    if own and (own.id in naming or not naming):
        return own.id
    return naming[0] if naming else None


def _candidate(
    told: ReportedCandidate, section: ReportedSection, draft: Draft, now: DraftSection | None
) -> ShownCandidate:
    everywhere = [work for each in draft.sections.values() for work in each.works]
    near = [*(now.works if now else ()), *everywhere]
    meant = next((work for work in near if fold(told.title) in work.names), None)
    return ShownCandidate(told, year_beside(told.title, section.text), meant)
