"""Tells which stored issue a letter is: two letters of one day and title are two issues when their words differ.

Of letters with one identity, the second gets ``#2`` behind it, the third ``#3``.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.rows import fetch_rows
from schema.tables import Issue, Section
from schema.text import fold
from seed.files import documents
from seed.files.snapshot import Snapshot, digest

WORD = re.compile(r"[^\W\d_]{4,}")
SAME = 0.5
"""The share of words from which a letter is an edited form of another. Letters of one sender share about a quarter."""

ISSUES = table_of(Issue).c
SAME_IDENTITY = (
    sa.select(ISSUES.id, ISSUES.identity, ISSUES.imported)
    .where(
        (ISSUES.identity == sa.bindparam("own"))
        | (ISSUES.identity >= sa.bindparam("first")) & (ISSUES.identity < sa.bindparam("end"))
    )
    .order_by(ISSUES.identity)
)


class FoundLetter(NamedTuple):
    """The issue that a letter became earlier, if it did, and the identity that is its own."""

    issue_id: str | None
    identity: str


def find_letter(session: Session, identity: str, sections: Sequence[documents.Section]) -> FoundLetter:
    """Return the stored issue with this identity, or with a number behind it, that has most of a letter's words."""
    own_or_numbered = {"own": identity, "first": f"{identity}#", "end": f"{identity}$"}  # "$" is next to "#"
    rows = session.execute(SAME_IDENTITY, own_or_numbered).all()
    alike = [(_likeness(session, row.id, row.imported, sections), row) for row in rows]
    best = max(alike, key=lambda pair: pair[0], default=None)
    if best and best[0] >= SAME:
        return FoundLetter(best[1].id, best[1].identity)
    taken, count = {row.identity for row in rows}, 1
    while (own := identity if count == 1 else f"{identity}#{count}") in taken:
        count += 1
    return FoundLetter(None, own)


def _likeness(
    session: Session, issue_id: str, imported: dict[str, Any] | None, sections: Sequence[documents.Section]
) -> float:
    """Return the share of a letter's words that the last import or the stored issue has."""
    incoming = {digest(section.body): _words(section.body) for section in sections if section.body}
    everything = set().union(*incoming.values())
    if not everything:
        return 1.0
    base = {section.fields.get("body_markdown") for section in Snapshot.model_validate(imported or {}).sections}
    unchanged = set().union(*(words for text, words in incoming.items() if text in base))
    stored = set().union(*(_words(row["body_text"]) for row in fetch_rows(session, Section, "issue_id", [issue_id])))
    in_stored = len(stored & everything) / min(len(stored), len(everything)) if stored else 1.0
    return max(len(unchanged) / len(everything), in_stored)


def _words(text: str) -> set[str]:
    return set(WORD.findall(fold(text)))
