"""What the draft of a letter recommends now, which an editor may have changed since it was imported."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from schema.rows import Row, fetch_rows
from schema.tables import Recommendation, Section, Work
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


Draft = Mapping[str, Sequence[Recommended]]
"""What each section of an issue recommends, in order, by the section's id."""


def read_draft(session: Session, issue_id: str | None) -> Draft:
    """Return what the sections of an issue recommend; nothing where there is no such issue."""
    sections = [row["id"] for row in fetch_rows(session, Section, "issue_id", [issue_id])] if issue_id else []
    rows = fetch_rows(session, Recommendation, "section_id", sections)
    works = {row["id"]: row for row in fetch_rows(session, Work, "id", {row["work_id"] for row in rows})}
    draft: defaultdict[str, list[Recommended]] = defaultdict(list)
    for row in rows:
        draft[row["section_id"]].append(_recommended(row, works[row["work_id"]]))
    return {section: draft[section] for section in sections}


def _recommended(row: Row, work: Row) -> Recommended:
    names = {work["title"], work["original_title"] or "", *work["aliases"]}
    kind, role = WorkKind[work["kind"]], RecommendationRole[row["role"]]
    return Recommended(row["id"], work["id"], work["title"], kind, role, frozenset(map(fold, names)))
