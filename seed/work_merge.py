"""Merges two works, and says in words what that changes."""

from collections.abc import Collection, Iterator

from sqlmodel import Session

from schema import writes
from schema.history.labels import section_label
from schema.rows import Row, fetch_rows
from schema.tables import Issue, Recommendation, Section, Work
from seed.files import documents
from seed.files.content_reader import ContentReader
from seed.merging.differences import document_differences


def merge(session: Session, into: str, duplicate: str) -> list[str]:
    """Merge a duplicate into a work; return a line for each thing that changes.

    Raises:
        schema.writes.WriteRefused: they cannot be merged.
    """
    before = _work(session, writes.find_id(session, Work, into))
    places = dict(_places(session, writes.find_id(session, Work, duplicate)))
    merged = writes.merge_works(session, into, duplicate)
    lines = [f"{before.slug}: {line}" for line in document_differences(before, _work(session, merged.id))]
    lines += [f"{places[each]}: recommends {before.slug} instead of {duplicate}" for each in merged.moved]
    lines += [f"{places[each]}: recommends {before.slug} already, so {duplicate} goes" for each in merged.dropped]
    return [*lines, f"{duplicate}: deleted, its address leads to {before.slug}"]


def _work(session: Session, work_id: str) -> documents.Work:
    return next(ContentReader(session).works([work_id]))


def _places(session: Session, work_id: str) -> Iterator[tuple[str, str]]:
    """Yield the id of each recommendation of a work, and where it stands."""
    rows = fetch_rows(session, Recommendation, "work_id", [work_id])
    sections = _by_id(fetch_rows(session, Section, "id", [row["section_id"] for row in rows]))
    issues = _by_id(fetch_rows(session, Issue, "id", [row["issue_id"] for row in rows]))
    for row in rows:
        section = sections[row["section_id"]]
        yield row["id"], f"{issues[row['issue_id']]['slug']}, {section_label(section['position'], section['heading'])}"


def _by_id(rows: Collection[Row]) -> dict[str, Row]:
    return {row["id"]: row for row in rows}
