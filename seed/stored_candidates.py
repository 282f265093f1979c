"""Likely new works in what is stored, found again whenever they are asked for."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from schema import tables
from schema.rows import fetch_rows
from seed.importers import Section
from seed.importers.parsed_issue import make_section
from seed.linking.candidates import candidates
from seed.linking.catalogue_cache import CatalogueCache
from seed.linking.title_cues import Candidate


class StoredCandidate(NamedTuple):
    """A likely work, and the stored section that points to it."""

    candidate: Candidate
    issue: Any
    section_id: str
    position: int
    section: Section


def stored_candidates(session: Session) -> Iterator[StoredCandidate]:
    """Yield the likely new works of all issues, the newest issue first."""
    catalogue_cache = CatalogueCache()
    issues = session.execute(
        sa.select(col(tables.Issue.id), col(tables.Issue.slug)).order_by(col(tables.Issue.sort_key).desc())
    ).all()
    for issue in issues:
        for row in fetch_rows(session, tables.Section, "issue_id", [issue.id]):
            section = make_section(row["heading"], row["body_markdown"])
            catalogue = catalogue_cache.catalogue(session, "", list(section.links))
            links = catalogue.link_section(section.heading, section.text, section.links)
            for candidate in candidates(section, links, catalogue):
                yield StoredCandidate(candidate, issue, row["id"], row["position"], section)
