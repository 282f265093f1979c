"""The words of works: what their titles and summaries have in common is found by them.

They are the words of search, without those that say nothing: each folded, in the form that its other forms have too.
"""

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import Session

from schema.among import chunks
from schema.bases import table_of
from schema.search.stems import FRENCH, STOP_WORDS, stem
from schema.search.words import words
from schema.search_tables import WorkWord
from schema.tables import Work

WORKS, WORDS = table_of(Work), table_of(WorkWord)
SHORTEST = 4
"""Shorter words tell works apart, and do not bring them together."""
MOST_WORDS = 40


def words_of(title: str, summary: str | None) -> dict[str, str]:
    """Return the words of a work, each with how it is first written there, at most 40."""
    found: dict[str, str] = {}
    for text in (title, summary or ""):
        for word in words(text):
            if len(word.folded) >= SHORTEST and word.folded not in STOP_WORDS and word.folded.isalpha():
                found.setdefault(stem(word.folded, FRENCH), text[word.start : word.end])
    return dict(list(found.items())[:MOST_WORDS])


def update(session: Session, work_ids: Collection[str]) -> None:
    """Bring the words of some works, which may be gone, up to date; nothing is written where they are the same.

    Args:
        session: the open transaction.
        work_ids: the ids of the works.
    """
    for chunk in chunks(work_ids):
        stored: dict[str, dict[str, str]] = {}
        for row in session.execute(sa.select(WORDS).where(WORDS.c.work_id.in_(chunk))):
            stored.setdefault(row.work_id, {})[row.word] = row.written
        rows = session.execute(sa.select(WORKS.c.id, WORKS.c.title, WORKS.c.summary).where(WORKS.c.id.in_(chunk)))
        wanted = {row.id: words_of(row.title, row.summary) for row in rows}
        changed = [work_id for work_id, found in wanted.items() if stored.get(work_id, {}) != found]
        _replace(session, [work_id for work_id in changed if work_id in stored], {id_: wanted[id_] for id_ in changed})


def renew(session: Session) -> None:
    """Make the words of all works anew."""
    session.execute(sa.delete(WORDS))
    update(session, session.execute(sa.select(WORKS.c.id)).scalars().all())


def _replace(session: Session, outdated: Collection[str], wanted: dict[str, dict[str, str]]) -> None:
    if outdated:
        session.execute(sa.delete(WORDS).where(WORDS.c.work_id.in_(outdated)))
    rows = [
        {"work_id": work_id, "word": word, "written": written}
        for work_id, found in wanted.items()
        for word, written in found.items()
    ]
    if rows:
        session.execute(sa.insert(WORDS), rows)
