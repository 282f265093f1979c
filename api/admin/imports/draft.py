"""What the draft of a letter says and recommends now, which an editor may have changed since it was imported."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from schema.rows import Row, fetch_row, fetch_rows
from schema.tables import Column, Issue, Recommendation, Section, Work
from schema.text import fold
from schema.vocabulary import RecommendationRole, WorkKind


@dataclass(frozen=True)
class Recommended:
    """A work that a section recommends; ``id`` is that of the recommendation."""

    id: str
    work: str
    title: str
    kind: WorkKind
    role: RecommendationRole
    names: frozenset[str]
    """All that the work is called, folded."""


@dataclass(frozen=True)
class DraftSection:
    """A section as it stands, in Markdown; ``column`` is a slug."""

    id: str
    heading: str | None
    column: str | None
    text: str
    works: Sequence[Recommended]


@dataclass(frozen=True)
class Draft:
    """The sections of an issue in order, by their ids, the version that has them, and whether it has what leads it."""

    version: int
    sections: Mapping[str, DraftSection]
    standfirst: bool = False
    cover: bool = False

    def works(self, section: str) -> Sequence[Recommended]:
        """Return what a section recommends; nothing where it is there no more."""
        return self.sections[section].works if section in self.sections else ()


def read_draft(session: Session, issue_id: str | None) -> Draft:
    """Return an issue as it stands; nothing where there is no such issue."""
    issue = fetch_row(session, Issue, issue_id) if issue_id else None
    if issue is None:
        return Draft(0, {})
    sections = fetch_rows(session, Section, "issue_id", [issue["id"]])
    columns = {row["id"]: row["slug"] for row in fetch_rows(session, Column, "id", _ids(sections, "column_id"))}
    rows = fetch_rows(session, Recommendation, "section_id", _ids(sections, "id"))
    works = {row["id"]: row for row in fetch_rows(session, Work, "id", _ids(rows, "work_id"))}
    recommended: defaultdict[str, list[Recommended]] = defaultdict(list)
    for row in rows:
        recommended[row["section_id"]].append(_recommended(row, works[row["work_id"]]))
    return Draft(
        issue["version"],
        {
            row["id"]: DraftSection(
                row["id"], row["heading"], columns.get(row["column_id"]), row["body_markdown"], recommended[row["id"]]
            )
            for row in sections
        },
        bool(issue["standfirst"]),
        bool(issue["cover_url"]),
    )


def _ids(rows: Sequence[Row], column: str) -> set[str]:
    return {row[column] for row in rows if row[column]}


def _recommended(row: Row, work: Row) -> Recommended:
    names = {work["title"], work["original_title"] or "", *work["aliases"]}
    kind, role = WorkKind[work["kind"]], RecommendationRole[row["role"]]
    return Recommended(row["id"], work["id"], work["title"], kind, role, frozenset(map(fold, names)))
