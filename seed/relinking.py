"""Corrections of what an import linked: a title means a work. They teach the catalogue, and the draft follows.

What is to be changed comes as the inputs of mutations, ``updateWork`` and ``updateIssue``, which one operation can
hold: nothing is written here. Only the works in question are looked for, so that no catalogue has to be read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.ids import PREFIXES, new_id
from schema.rows import Row, fetch_row, fetch_rows
from schema.tables import Column, Issue, Recommendation, Section, Work
from schema.text import fold
from schema.vocabulary import RecommendationRole, WorkKind
from seed.importers.parsed_issue import make_section
from seed.linking.catalogue import WORK, Catalogue
from seed.linking.catalogue_cache import catalogue_of
from seed.linking.names import CatalogueEntry

COLUMN_NAMES = sa.select(table_of(Column).c.id, table_of(Column).c.name)


@dataclass(frozen=True)
class Meaning:
    """What an editor says a title in a letter means: a work of the catalogue, or one that is about to be made.

    ``ref`` is a ``Ref`` of the API: by ``id``, or by the ``slug`` that the new work will have; then its kind is given.
    """

    title: str
    ref: Mapping[str, str]
    kind: WorkKind | None = None


@dataclass(frozen=True)
class FoundWork:
    """A work that a section names and does not recommend yet, the role that it would have, and the words that name it.

    ``place`` is its place among the section's recommendations, from 0.
    """

    ref: Mapping[str, str]
    role: RecommendationRole
    named: Sequence[str]
    place: int


@dataclass(frozen=True)
class RelinkedSection:
    """A section of the issue, the ids of its recommendations, and what it names besides."""

    id: str
    heading: str | None
    recommendations: Sequence[str]
    found: Sequence[FoundWork]


@dataclass(frozen=True)
class Relinking:
    """What follows for an issue at a version."""

    issue_id: str
    version: int
    sections: Sequence[RelinkedSection]

    @property
    def finds(self) -> bool:
        """Whether anything follows."""
        return any(section.found for section in self.sections)

    def input(self) -> dict[str, Any]:
        """Return the input of ``updateIssue`` that recommends what was found, and leaves all else as it is."""
        sections = [_section_input(section) for section in self.sections]
        return {"id": self.issue_id, "expectedVersion": self.version, "sections": sections}


def alias_input(session: Session, work_id: str, title: str) -> dict[str, Any] | None:
    """Return the input of ``updateWork`` by which a work is known under a title; None where it is, or is not there."""
    work = fetch_row(session, Work, work_id)
    title = " ".join(title.split())
    if work is None or not title:
        return None
    known = {fold(name) for name in (work["title"], work["original_title"] or "", *work["aliases"])}
    if fold(title) in known:
        return None
    return {"id": work_id, "expectedVersion": work["version"], "aliases": [*work["aliases"], title]}


def relink(session: Session, issue_id: str, meanings: Sequence[Meaning]) -> Relinking | None:
    """Return what follows for an issue when titles have these meanings; None where there is no such issue."""
    issue = fetch_row(session, Issue, issue_id)
    if issue is None:
        return None
    sections = fetch_rows(session, Section, "issue_id", [issue_id])
    recommended = _by_section(fetch_rows(session, Recommendation, "section_id", [row["id"] for row in sections]))
    refs = {_id(meaning): meaning.ref for meaning in meanings}
    known = {row["work_id"] for rows in recommended.values() for row in rows}
    known |= {work_id for work_id, ref in refs.items() if "id" in ref}
    names = [(meaning.title, entry) for meaning in meanings if (entry := _entry(session, meaning))]
    catalogue = catalogue_of(session, known, names, issue["identity"] or "")
    columns = dict(session.execute(COLUMN_NAMES).all())
    relinked = [
        _relinked(section, columns.get(section["column_id"]), recommended.get(section["id"], []), refs, catalogue)
        for section in sections
    ]
    return Relinking(issue_id, issue["version"], relinked)


def place_among(recommended: Sequence[str], work_id: str, named: Sequence[str]) -> int:
    """Return the place of a work among a section's recommendations: before the first that the text names later.

    Args:
        recommended: the works that are recommended, in order.
        work_id: the work.
        named: the works that the text names, in order.
    """
    later = set(named[named.index(work_id) + 1 :] if work_id in named else ())
    return next((index for index, each in enumerate(recommended) if each in later), len(recommended))


def _relinked(
    section: Row, column: str | None, rows: Sequence[Row], refs: Mapping[str, Mapping[str, str]], catalogue: Catalogue
) -> RelinkedSection:
    parsed = make_section(section["heading"] or column, section["body_markdown"])
    links = catalogue.link_section(parsed.heading, parsed.text)
    recommended, named = [row["work_id"] for row in rows], [work.id for work in links.works]
    found = [
        FoundWork(refs[work.id], role, list(links.evidence[work].named), place_among(recommended, work.id, named))
        for work, role in links.works.items()
        if work.id in refs and work.id not in recommended
    ]
    return RelinkedSection(section["id"], section["heading"], [row["id"] for row in rows], found)


def _by_section(rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    by_section: dict[str, list[Row]] = {}
    for row in rows:
        by_section.setdefault(row["section_id"], []).append(row)
    return by_section


def _id(meaning: Meaning) -> str:
    """Return the id of a work; of one that is not there yet, the id that it is known by here."""
    return meaning.ref.get("id") or new_id(PREFIXES["works"], meaning.ref["slug"])


def _entry(session: Session, meaning: Meaning) -> CatalogueEntry | None:
    """Return what a title stands for; None where there is no such work."""
    if "id" not in meaning.ref:
        return CatalogueEntry(WORK, _id(meaning), meaning.ref["slug"], meaning.title, meaning.kind or "")
    work = fetch_row(session, Work, meaning.ref["id"])
    if work is None:
        return None
    return CatalogueEntry(WORK, work["id"], work["slug"], work["title"], work["kind"], work["part_of_id"], work["year"])


def _section_input(section: RelinkedSection) -> dict[str, Any]:
    if not section.found:
        return {"id": section.id}
    recommendations: list[dict[str, Any]] = [{"id": each} for each in section.recommendations]
    for work in reversed(section.found):
        recommendations.insert(work.place, {"work": dict(work.ref), "role": work.role.value})
    return {"id": section.id, "recommendations": recommendations}
