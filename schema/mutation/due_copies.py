"""Working copies that are due: each takes the place of its original, or says why it cannot."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema import tables, writes
from schema.actors import in_name_of
from schema.bases import table_of
from schema.context import ANONYMOUS, RequestContext
from schema.engine.sql.json_text import Coalesced, Instant, Quoted
from schema.mutation.edit import Edit
from schema.mutation.problems import Problems
from schema.mutation.publishing import refuse_unfinished
from schema.mutation.working_copies import original_of, take_place
from schema.newsletters import no_newsletters
from schema.rows import fetch_row

ISSUES = table_of(tables.Issue)
WAITING = (ISSUES.c.replaces_at.is_not(None), ISSUES.c.replaces_problem.is_(None))
GONE = "The issue whose place it was to take is not there any more."


def select_next() -> "sa.Select[Any]":
    """Select the JSON of the instant at which the next working copy is due; null where none is scheduled."""
    first = sa.select(sa.func.min(ISSUES.c.replaces_at).label("at")).where(*WAITING).subquery()
    return sa.select(Coalesced([Quoted(Instant(first.c.at))], "null")).select_from(first)


def due_copies(session: Session, at: datetime) -> list[str]:
    """Return the ids of the working copies that are due, in order."""
    due = sa.select(ISSUES.c.id).where(*WAITING, ISSUES.c.replaces_at <= at)
    return list(session.execute(due.order_by(ISSUES.c.replaces_at, ISSUES.c.id)).scalars())


def publish_due_copy(session: Session, copy_id: str, at: datetime) -> str | None:
    """Let a working copy take the place of its original, if it is still due; return why it cannot.

    What it changes is told as by who scheduled it. Where it cannot, it stays as it is, and has the reason as its
    ``replaces_problem``. Nobody tries again by themselves: whoever mends it should see what is shown.
    """
    if copy_id not in due_copies(session, at):  # another process was faster, or somebody thought better of it
        return None
    edit = Edit(RequestContext(ANONYMOUS, at, ""), session, no_newsletters)
    copy, problems = fetch_row(session, tables.Issue, copy_id) or {}, Problems("publishIssue", "input")
    if original := original_of(edit, copy):
        refuse_unfinished(edit, copy_id, problems)
        with in_name_of(session, copy["replaces_by"]):
            take_place(edit, copy, original, problems)
    else:
        problems.add(GONE)
    reason = " ".join(each.message for each in problems.found) or None
    if reason:
        refuse(session, copy_id, reason)
    return reason


def refuse(session: Session, copy_id: str, reason: str) -> None:
    """Keep why a working copy, if there still is one, could not take the place of its original."""
    if fetch_row(session, tables.Issue, copy_id):
        writes.save_issue(session, {"id": copy_id, "replaces_problem": reason})
