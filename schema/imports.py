"""Imports as editors look at them: what waits and what came of it, a page at a time, and one with all that is known."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.import_reports import ImportReport, report_of
from schema.tables import NOT_DONE, Import, Issue
from schema.vocabulary import ImportAction, ImportState, NewsletterFormat, StoredStatus

IMPORTS, ISSUES = table_of(Import), table_of(Issue)
LISTED = [column for column in IMPORTS.c if column.name not in {"fields", "report", "data"}]
PAGE = 50
AT_WORK = timedelta(seconds=3)
"""Whoever has finished an import so lately goes on with the next."""


@dataclass(frozen=True)
class Progress:
    """How far an archive is: how many letters it has, and how many of them are in each state."""

    letters: int
    states: Mapping[ImportState, int]

    @property
    def settled(self) -> int:
        """How many letters are imported, refused or put aside."""
        return self.letters - self.states[ImportState.WAITING] - self.states[ImportState.RUNNING]


@dataclass(frozen=True)
class ImportedIssue:
    """The issue that a letter became, as it stands now."""

    id: str
    slug: str
    title: str
    status: StoredStatus
    version: int


@dataclass(frozen=True)
class ListedImport:
    """A file that was handed in: a letter, or an archive, which has a ``progress`` once it was opened.

    ``issue`` is None where there is none, or none any more. ``message`` says why it was refused. ``actor`` is who gave
    it, as history names them; None for what came by mail.
    """

    id: str
    batch_id: str | None
    name: str
    format: NewsletterFormat
    state: ImportState
    action: ImportAction | None
    message: str | None
    candidates: int
    warnings: int
    actor: str | None
    created_at: datetime
    finished_at: datetime | None
    issue: ImportedIssue | None
    progress: Progress | None


@dataclass(frozen=True)
class ImportPage:
    """Some imports, the newest first, and where the next page begins; None at the end."""

    imports: Sequence[ListedImport]
    next: str | None


@dataclass(frozen=True)
class OneImport:
    """An import with its report, and the letter itself as it is stored (``seed.originals`` shows it).

    ``report`` is None where nothing was imported; ``data`` is None where it is not kept any more. Of an archive,
    ``passed_over`` names what in it is no letter.
    """

    listed: ListedImport
    report: ImportReport | None
    passed_over: Sequence[str]
    data: bytes | None
    fields: Mapping[str, Any] | None


def list_imports(
    session: Session,
    states: Collection[ImportState] | None = None,
    batch_id: str | None = None,
    after: str | None = None,
    first: int = PAGE,
) -> ImportPage:
    """Return a page of imports, the newest first; or of an archive's letters, in its order.

    Args:
        session: the open transaction.
        states: those to be listed; None lists all.
        batch_id: the archive whose letters are listed; None lists what was handed in, archives as one.
        after: the id of the last import of the page before.
        first: how many.
    """
    select = sa.select(*LISTED).limit(first + 1)
    if states is not None:
        select = select.where(IMPORTS.c.state.in_(states))
    last = session.execute(sa.select(*LISTED).where(IMPORTS.c.id == after)).first() if after else None
    if batch_id is None:
        select = select.where(IMPORTS.c.batch_id.is_(None)).order_by(IMPORTS.c.created_at.desc(), IMPORTS.c.id.desc())
        if last:
            keys = sa.tuple_(IMPORTS.c.created_at, IMPORTS.c.id, types=[IMPORTS.c.created_at.type, IMPORTS.c.id.type])
            select = select.where(keys < (last.created_at, last.id))
    else:
        select = select.where(IMPORTS.c.batch_id == batch_id).order_by(IMPORTS.c.position)
        if last:
            select = select.where(IMPORTS.c.position > last.position)
    rows = session.execute(select).all()
    listed = _listed(session, rows[:first])
    return ImportPage(listed, listed[-1].id if len(rows) > first else None)


def read_import(session: Session, import_id: str) -> OneImport | None:
    """Return an import with all that is known of it; None where there is none."""
    row = session.execute(sa.select(IMPORTS).where(IMPORTS.c.id == import_id)).first()
    if row is None:
        return None
    (listed,) = _listed(session, [row])
    is_letter = row.report is not None and "sections" in row.report
    return OneImport(
        listed,
        report_of(session, row.report, row.issue_id) if is_letter else None,
        (row.report or {}).get("passedOver", []),
        row.data,
        row.fields,
    )


def count_imports(session: Session) -> Mapping[ImportState, int]:
    """Return how many letters are in each state, archives themselves aside."""
    counts = sa.select(IMPORTS.c.state, sa.func.count()).where(IMPORTS.c.letters.is_(None)).group_by(IMPORTS.c.state)
    return Counter({ImportState[state]: count for state, count in session.execute(counts)})


def select_neglected(at: datetime) -> "sa.Select[Any]":
    """Select ``1`` where files have waited for a second at an instant and nobody is importing, else ``0``."""
    waited = sa.exists().where(NOT_DONE, IMPORTS.c.state == ImportState.WAITING, IMPORTS.c.created_at < at)
    left = sa.exists().where(NOT_DONE, IMPORTS.c.claimed_until <= at)
    claimed = sa.exists().where(NOT_DONE, IMPORTS.c.claimed_until > at)
    finished = sa.exists().where(IMPORTS.c.finished_at > at - AT_WORK)
    return sa.select(sa.cast(sa.case(((waited | left) & ~claimed & ~finished, "1"), else_="0"), sa.Text))


def _listed(session: Session, rows: Sequence[Any]) -> list[ListedImport]:
    progress = _progress(session, [row.id for row in rows if row.letters is not None])
    issues = _issues(session, {row.issue_id for row in rows if row.issue_id})
    return [
        ListedImport(
            row.id,
            row.batch_id,
            row.name,
            NewsletterFormat[row.format],
            ImportState[row.state],
            ImportAction[row.action] if row.action else None,
            row.message,
            row.candidates,
            row.warnings,
            row.actor,
            row.created_at,
            row.finished_at,
            issues.get(row.issue_id),
            Progress(row.letters, progress[row.id]) if row.letters is not None else None,
        )
        for row in rows
    ]


def _progress(session: Session, archives: Sequence[str]) -> Mapping[str, Counter[ImportState]]:
    found: defaultdict[str, Counter[ImportState]] = defaultdict(Counter)
    if archives:
        of_archives = IMPORTS.c.batch_id.in_(archives)
        counts = sa.select(IMPORTS.c.batch_id, IMPORTS.c.state, sa.func.count()).where(of_archives)
        for archive, state, count in session.execute(counts.group_by(IMPORTS.c.batch_id, IMPORTS.c.state)):
            found[archive][ImportState[state]] = count
    return found


def _issues(session: Session, ids: Collection[str]) -> Mapping[str, ImportedIssue]:
    columns = (ISSUES.c.id, ISSUES.c.slug, ISSUES.c.title, ISSUES.c.status, ISSUES.c.version)
    rows = session.execute(sa.select(*columns).where(ISSUES.c.id.in_(ids))).all() if ids else ()
    return {row.id: ImportedIssue(row.id, row.slug, row.title, StoredStatus[row.status], row.version) for row in rows}
