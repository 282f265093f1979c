"""How many candidates of imports wait still: those that an editor has made works of are counted no more."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema.among import Among
from schema.bases import table_of
from schema.imports import ImportPage
from schema.tables import Import, Recommendation, Work
from schema.text import fold

IMPORTS, RECOMMENDATIONS, WORKS = table_of(Import), table_of(Recommendation), table_of(Work)


def with_waiting_candidates(session: Session, page: ImportPage) -> ImportPage:
    """Return a page of imports, each with the number of candidates that are no works by now."""
    ids = [each.id for each in page.imports if each.candidates and each.issue]
    waiting = _waiting(session, ids) if ids else {}
    counted = [replace(each, candidates=waiting.get(each.id, each.candidates)) for each in page.imports]
    return replace(page, imports=counted)


def _waiting(session: Session, ids: Sequence[str]) -> Mapping[str, int]:
    names: defaultdict[str, set[str]] = defaultdict(set)
    reports: dict[str, Any] = {}
    for row in session.execute(_select_reports_and_works(), {"among": ids}):
        if row.title is None:
            reports[row.id] = row.report or {}
        else:
            names[row.id] |= {fold(name) for name in (row.title, row.original_title or "", *row.aliases)}
    return {
        import_id: sum(
            fold(candidate["title"]) not in names[import_id]
            for section in report.get("sections", ())
            for candidate in section["candidates"]
        )
        for import_id, report in reports.items()
    }


def _select_reports_and_works() -> "sa.CompoundSelect[Any]":
    """Select what was understood of letters, and beside it, without that, the works that their issues recommend now."""
    none = sa.null()
    recommended = IMPORTS.join(RECOMMENDATIONS, RECOMMENDATIONS.c.issue_id == IMPORTS.c.issue_id)
    of_works = (WORKS.c.title, WORKS.c.original_title, WORKS.c.aliases)
    works = sa.select(IMPORTS.c.id, sa.type_coerce(none, IMPORTS.c.report.type).label("report"), *of_works)
    works = works.select_from(recommended.join(WORKS, WORKS.c.id == RECOMMENDATIONS.c.work_id))
    reports = sa.select(IMPORTS.c.id, IMPORTS.c.report, none, none, none)
    return sa.union_all(*(each.where(Among(IMPORTS.c.id)) for each in (works, reports)))
