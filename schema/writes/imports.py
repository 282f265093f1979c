"""What editors do with files to be imported: hand them in, put them aside, ask for them again. None of it is logged."""

import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import now, table_of
from schema.ids import PREFIXES, new_id
from schema.rows import Row, fetch_row
from schema.tables import Import
from schema.text import clean
from schema.vocabulary import ImportAction, ImportState, NewsletterFormat
from schema.writes.errors import Invalid
from schema.writes.rows import insert_into
from schema.writes.validation import with_defaults

MOST_BYTES = 100_000_000
"""Of a file, which may be an archive of years."""
LONGEST_NAME = 300
KEPT_FOR = timedelta(days=30)
"""How long the file is kept of what was imported, refused or put aside; its report stays."""
LEVEL = 1
"""Of compression: a letter of 100 kB takes 1 ms."""
IMPORTS = table_of(Import)
UNCLAIMED: Row = {"claimed_by": None, "claimed_until": None}


class ImportFile(NamedTuple):
    """A file to be imported: what it is called and holds, what it is, and what its archive says of it."""

    name: str
    data: bytes
    format: NewsletterFormat = NewsletterFormat.AUTO
    fields: Mapping[str, Any] | None = None


class ImportOutcome(NamedTuple):
    """What came of a letter: what was done to which issue, and the report on it."""

    action: ImportAction
    issue_id: str | None
    report: Mapping[str, Any]


def enqueue_imports(session: Session, files: Sequence[ImportFile], actor: str | None = None) -> list[str]:
    """Let files wait to be imported, and return the ids of their imports.

    Args:
        session: the open transaction.
        files: letters, or archives of letters.
        actor: who gave them, as history names them.

    Raises:
        Invalid: one is empty or too large.
    """
    for file in files:
        if not file.data.strip():
            raise Invalid(f"{file.name}: the file is empty")
        if len(file.data) > MOST_BYTES:
            raise Invalid(f"{file.name}: the file is too large: more than {MOST_BYTES // 1_000_000} MB")
    rows = [row_of(file, actor, position=position) for position, file in enumerate(files, 1)]
    if rows:
        session.execute(insert_into(Import), rows)
    return [row["id"] for row in rows]


def record_received(
    session: Session, file: ImportFile, outcome: ImportOutcome | None = None, message: str | None = None
) -> str:
    """Keep what came of a letter that was imported as it was received, and return the id of that.

    Args:
        session: the open transaction.
        file: the letter.
        outcome: what came of it; None where it was refused.
        message: why it was refused.
    """
    done = {"state": ImportState.REFUSED, "message": message} if outcome is None else done_with(outcome)
    row = row_of(file, None) | done | {"finished_at": now()}
    session.execute(insert_into(Import), row)
    return str(row["id"])


def dismiss_import(session: Session, import_id: str) -> None:
    """Put an import aside, or all letters of an archive; what waits or runs is not imported any more.

    Drafts stay as they are.

    Raises:
        Invalid: there is no such import.
    """
    _existing(session, import_id)
    together = (IMPORTS.c.id == import_id) | (IMPORTS.c.batch_id == import_id)
    finished_at = IMPORTS.c.finished_at
    first_time = sa.func.coalesce(finished_at, sa.literal(now(), finished_at.type))
    dismissed = UNCLAIMED | {"state": ImportState.DISMISSED, "finished_at": first_time}
    session.execute(sa.update(IMPORTS).where(together).values(dismissed))


def retry_import(session: Session, import_id: str) -> None:
    """Let a file be imported again; of an archive, the letters that were refused or put aside.

    Raises:
        Invalid: there is no such import, it is under way, or its file is not kept any more.
    """
    row = _existing(session, import_id)
    again = UNCLAIMED | {"state": ImportState.WAITING, "attempts": 0, "message": None, "finished_at": None}
    if row["letters"] is not None:
        failed = IMPORTS.c.state.in_([ImportState.REFUSED, ImportState.DISMISSED])
        letters = (IMPORTS.c.batch_id == import_id) & failed & IMPORTS.c.data.is_not(None)
        session.execute(sa.update(IMPORTS).where(letters).values(again))
        session.execute(sa.update(IMPORTS).where(IMPORTS.c.id == import_id).values(state=ImportState.DONE))
        return
    if row["state"] in {ImportState.WAITING, ImportState.RUNNING}:
        raise Invalid("it is under way already")
    if row["data"] is None:
        raise Invalid(f"the file is kept for {KEPT_FOR.days} days, and is gone: hand it in again")
    session.execute(sa.update(IMPORTS).where(IMPORTS.c.id == import_id).values(again))


def forget_import_data(session: Session, at: datetime) -> None:
    """Drop the files of imports that were done long ago."""
    old = IMPORTS.c.data.is_not(None) & (IMPORTS.c.finished_at < at - KEPT_FOR)
    session.execute(sa.update(IMPORTS).where(old).values(data=None))


def row_of(file: ImportFile, actor: str | None, **more: Any) -> Row:
    """Return the row of a file that waits."""
    given = {
        "id": new_id(PREFIXES["imports"], token_hex(16)),
        "name": clean(" ".join(file.name.split()))[:LONGEST_NAME] or "-",
        "format": file.format,
        "fields": dict(file.fields) if file.fields else None,
        "data": zlib.compress(file.data, LEVEL),
        "actor": actor,
    }
    return with_defaults(Import, given | more)


def done_with(outcome: ImportOutcome) -> Row:
    """Return what the row of a letter says once it was imported."""
    report = outcome.report
    return {
        "state": ImportState.DONE,
        "action": outcome.action,
        "issue_id": outcome.issue_id,
        "message": None,
        "report": report,
        "candidates": sum(len(section["candidates"]) for section in report["sections"]),
        "warnings": len(report["warnings"]),
    }


def _existing(session: Session, import_id: str) -> Row:
    row = fetch_row(session, Import, import_id)
    if row is None:
        raise Invalid(f"there is no import {import_id!r}")
    return row
