"""What specifications ask of stored content."""

import sqlalchemy as sa
from sqlmodel import Session, select

from schema.tables import Change, Issue


def stored_issue(session: Session, slug: str) -> Issue:
    """The issue with this slug."""
    return session.exec(select(Issue).where(Issue.slug == slug)).one()


def count_changes(session: Session) -> int:
    """How many changes the log holds."""
    return session.exec(select(sa.func.count()).select_from(Change)).one()
