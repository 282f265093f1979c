"""How many candidates of imports wait still: those that an editor has made works of are counted no more."""

from dataclasses import replace

from sqlmodel import Session

from api.admin.imports.draft import read_draft
from api.admin.imports.shown import shown_sections
from schema.imports import ImportPage, ListedImport, read_import


def with_waiting_candidates(session: Session, page: ImportPage) -> ImportPage:
    """Return a page of imports, each with the number of candidates that are no works by now."""
    return replace(page, imports=[replace(each, candidates=_waiting(session, each)) for each in page.imports])


def _waiting(session: Session, listed: ListedImport) -> int:
    if not listed.candidates or listed.issue is None:
        return listed.candidates
    one = read_import(session, listed.id)
    sections = shown_sections(one.report if one else None, read_draft(session, listed.issue.id))
    return sum(each.work is None for section in sections for each in section.candidates)
