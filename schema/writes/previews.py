"""Writes of preview links, of which nothing is stored but that those made so far are none any more."""

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.tables import PreviewGeneration
from schema.writes.public import write
from schema.writes.rows import insert_into


@write
def revoke_preview_links(session: Session, issue_id: str) -> None:
    """End all preview links of an issue; it is no content, so nothing is logged."""
    table = table_of(PreviewGeneration)
    next_one = sa.update(table).where(table.c.issue_id == issue_id).values(generation=table.c.generation + 1)
    if session.execute(next_one.returning(table.c.generation)).scalar() is None:
        session.execute(insert_into(PreviewGeneration), {"issue_id": issue_id, "generation": 1})
