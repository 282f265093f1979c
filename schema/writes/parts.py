"""The parts of an issue, which are its sections and their recommendations: planned, counted and written together."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session

from schema.rows import Row, Values, fetch_rows
from schema.tables import Recommendation, Section
from schema.text import count_words
from schema.writes import recommendations, sections
from schema.writes.documents import section_documents
from schema.writes.reach import IdsByTable, note_references


class Parts(NamedTuple):
    """The parts of an issue: the sections as they are stored, and all as they will be."""

    stored: list[Row]
    sections: list[sections.Plan]
    recommendations: recommendations.Rewrite

    def count_words(self) -> int:
        """Count the words of headings and bodies."""
        return sum(count_words(plan.row["heading"] or "") + plan.row["word_count"] for plan in self.sections)

    def documents(self, before: Values) -> list[Row]:
        """Return what the document of the issue says of them; ``before`` is the one before the write."""
        given = [(plan.row, plan.lists) for plan in self.sections]
        return section_documents(given, self.recommendations.wanted, before)


def plan(session: Session, stored: Row, issue: Row, given: Sequence[Values] | None) -> Parts | None:
    """Work out the parts of an issue; None where all stay in their order, which is told without reading them.

    Whether readers see them is not looked at: that follows from the issue (``schema.writes.propagation``).

    Args:
        session: the open transaction.
        stored: the issue's row as it is, empty where there is none.
        issue: its row as it will be.
        given: the sections in order; None keeps the stored ones.

    Raises:
        Invalid: a value does not fit, or a work stands twice in a section.
    """
    if stored and given is None and stored["sort_key"] == issue["sort_key"]:
        return None
    # A new issue has nothing to read yet.
    rows = fetch_rows(session, Section, "issue_id", [issue["id"]]) if stored else []
    planned = sections.plan(session, issue, rows, given)
    recommended = fetch_rows(session, Recommendation, "issue_id", [issue["id"]]) if stored else []
    return Parts(rows, planned, recommendations.plan(session, recommended, planned))


def write(session: Session, parts: Parts, led: IdsByTable | None) -> bool:
    """Write the parts as planned. Return whether anything changed; what they lead to otherwise is noted in ``led``."""
    rewrite = parts.recommendations
    # Rows that move have to go before others take their places.
    recommendations.delete_stale(session, rewrite)
    changed = sections.write_plans(session, parts.stored, parts.sections, led)
    changed |= recommendations.insert(session, rewrite)
    note_references(led, Recommendation, rewrite.stored.values(), rewrite.wanted)
    return changed
