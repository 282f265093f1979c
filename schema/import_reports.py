"""The report on a letter as it is kept beside its import, with the sections of its issue as they stand now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.tables import Section
from schema.vocabulary import RecommendationRole, WorkKind

SECTIONS = table_of(Section)


@dataclass(frozen=True)
class LinkedWork:
    """A work that a section was linked to: the words that name it there, and the addresses that lead to it."""

    id: str
    slug: str
    title: str
    kind: WorkKind
    role: RecommendationRole
    named: Sequence[str]
    urls: Sequence[str]


@dataclass(frozen=True)
class ReportedNearWork:
    """A work whose name is nearly that of a candidate, and how it differs."""

    id: str
    slug: str
    title: str
    why: str


@dataclass(frozen=True)
class ReportedCandidate:
    """Something that may be a work, and was not in the catalogue: what it is called, and what speaks for it.

    ``near`` are works that may be meant.
    """

    title: str
    kind: WorkKind | None
    reason: str
    near: Sequence[ReportedNearWork] = ()


@dataclass(frozen=True)
class ReportedSection:
    """A section as it was understood; ``id`` is that of the issue's section, None where it is there no more.

    ``column`` is a slug.
    """

    number: int
    id: str | None
    heading: str | None
    column: str | None
    text: str
    links: Sequence[str]
    works: Sequence[LinkedWork]
    candidates: Sequence[ReportedCandidate]


@dataclass(frozen=True)
class ReportedLeftOut:
    """Words of the letter that are in no section, and what they are, such as ``FOOTER``."""

    text: str
    reason: str


@dataclass(frozen=True)
class ImportReport:
    """What was read from a letter, and what an editor should look at.

    ``changes`` are what it changed in the issue that it had made before, or what is in conflict.
    """

    format: str
    title: str | None
    title_source: str | None
    date: str | None
    date_source: str | None
    language: str | None
    number: int | None
    standfirst: str | None
    authors: Sequence[str]
    sections: Sequence[ReportedSection]
    left_out: Sequence[ReportedLeftOut]
    warnings: Sequence[str]
    changes: Sequence[str]


def report_of(session: Session, stored: Mapping[str, Any], issue_id: str | None) -> ImportReport:
    """Return a report as it is kept; sections of the issue that are there no more have no id."""
    of_issue = sa.select(SECTIONS.c.id).where(SECTIONS.c.issue_id == issue_id)
    known = set(session.scalars(of_issue)) if issue_id else set()
    return ImportReport(
        stored["format"],
        stored["title"],
        stored["titleSource"],
        stored["date"],
        stored["dateSource"],
        stored["language"],
        stored["number"],
        stored["standfirst"],
        stored["authors"],
        [_section(number, section, known) for number, section in enumerate(stored["sections"], 1)],
        [ReportedLeftOut(each["text"], each["reason"]) for each in stored["leftOut"]],
        stored["warnings"],
        stored["changes"],
    )


def _section(number: int, section: Mapping[str, Any], known: set[str]) -> ReportedSection:
    works = [
        LinkedWork(
            work["id"],
            work["slug"],
            work["title"],
            WorkKind[work["kind"]],
            RecommendationRole[work["role"]],
            work["named"],
            work["urls"],
        )
        for work in section["works"]
    ]
    candidates = [
        ReportedCandidate(
            each["title"],
            WorkKind[each["kind"]] if each["kind"] else None,
            each["reason"],
            [ReportedNearWork(**work) for work in each.get("near", ())],  # of older imports none is known
        )
        for each in section["candidates"]
    ]
    section_id = section.get("id")
    return ReportedSection(
        number,
        section_id if section_id in known else None,
        section["heading"],
        section["column"],
        section["text"],
        section["links"],
        works,
        candidates,
    )
