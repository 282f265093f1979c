"""What is kept of a letter that was imported: its report, which names the sections of the issue that it became."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.tables import Issue
from schema.vocabulary import ImportAction
from schema.writes import ImportOutcome
from schema.writes.slugs import slug_owner
from seed.files.snapshot import Snapshot

ISSUES = table_of(Issue)


def outcome_of(session: Session, report: dict[str, Any]) -> ImportOutcome:
    """Return what came of a letter, in the transaction that stored it; the sections of the report get their ids."""
    action = ImportAction[report["action"].upper()]
    issue_id = slug_owner(session, Issue, report["slug"])
    imported = session.scalar(sa.select(ISSUES.c.imported).where(ISSUES.c.id == issue_id))
    sections = Snapshot.model_validate(imported).sections if imported else []
    if action is not ImportAction.CONFLICT and len(sections) == len(report["sections"]):
        for reported, section in zip(report["sections"], sections, strict=True):
            reported["id"] = section.id
    return ImportOutcome(action, issue_id, report)
