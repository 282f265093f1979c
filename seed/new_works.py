"""Makes works of files and of candidates."""

from pathlib import Path
from typing import Any, NamedTuple

from sqlmodel import Session

from schema import tables, writes
from schema.rows import Row, fetch_rows
from schema.text import slugify
from schema.vocabulary import RecommendationRole, WorkKind
from schema.writes.slugs import slug_owner
from seed.errors import BadContent
from seed.files import documents
from seed.files.formats import read_file, read_yaml
from seed.files.load import save_document
from seed.linking.catalogue_cache import CatalogueCache
from seed.linking.known_sites import recognise
from seed.linking.title_cues import title_key
from seed.relinking import place_among
from seed.stored_candidates import StoredCandidate, stored_candidates


class CreatedWork(NamedTuple):
    """The slug of a work that was made from a candidate, and of the issues that refer to it from now on."""

    slug: str
    issues: list[str]


def create_from_file(session: Session, file: Path) -> str:
    """Make a work of a YAML file, as those in ``works/`` of an export, and return its slug.

    Raises:
        BadContent: the file cannot be used, or a work has its slug already.
    """
    work = read_yaml(read_file(file, str(file)), documents.Work, str(file))
    if slug_owner(session, tables.Work, work.slug):
        raise BadContent(str(file), f"there is a work {work.slug} already: `liane import` changes it")
    save_document(session, str(file), work, writes.save_work)
    return work.slug


def create_from_candidate(session: Session, title: str, kind: WorkKind | None) -> CreatedWork:
    """Make a work of a candidate, with its ids on the sites it is linked to, and refer to it where it was found.

    Args:
        session: the open transaction.
        title: the candidate's, as it is listed.
        kind: what it is; None takes what the text says.

    Raises:
        BadContent: there is no such candidate, or the text does not say what it is.
        schema.writes.WriteRefused: the work cannot be written.
    """
    found = [each for each in stored_candidates(session) if title_key(each.candidate.title) == title_key(title)]
    if not found:
        raise BadContent(title, "is no candidate: `liane list candidates` shows them")
    kinds = [kind] if kind else list(dict.fromkeys(each.candidate.kind for each in found if each.candidate.kind))
    if len(kinds) != 1:
        raise BadContent(title, "the text does not say what it is: say so with --kind")
    written = found[0].candidate.title
    slug = _free_slug(session, slugify(written))
    pages = {(page.scheme, page.value): page for each in found if (page := _page(each))}
    external_ids = [{"scheme": scheme, "value": value} for scheme, value in pages]
    work = {"slug": slug, "kind": kinds[0], "title": written, "external_ids": external_ids}
    work_id = writes.save_work(session, work).id
    for each in found:
        _refer(session, each, work_id)
    return CreatedWork(slug, list(dict.fromkeys(each.issue.slug for each in found)))


def _page(found: StoredCandidate) -> Any:
    """Return the page of a known site that a candidate was found by, if it was."""
    pages = (recognise(url) for url in found.section.links)
    named = found.candidate.reason
    return next((page for page in pages if page and f"({page.scheme} {page.value})" in named), None)


def _free_slug(session: Session, slug: str) -> str:
    candidate, count = slug, 1
    while slug_owner(session, tables.Work, candidate):
        count += 1
        candidate = f"{slug}-{count}"
    return candidate


def _refer(session: Session, found: StoredCandidate, work_id: str) -> None:
    """Add a reference to the work to the section's recommendations, where its text names it."""
    sections: list[Row] = [
        {"id": row["id"]} for row in fetch_rows(session, tables.Section, "issue_id", [found.issue.id])
    ]
    rows = fetch_rows(session, tables.Recommendation, "section_id", [found.section_id])
    if any(row["work_id"] == work_id for row in rows):
        return
    own = next(section for section in sections if section["id"] == found.section_id)
    catalogue = CatalogueCache().catalogue(session, "", list(found.section.links))
    links = catalogue.link_section(found.section.heading, found.section.text, found.section.links)
    place = place_among([row["work_id"] for row in rows], work_id, [entry.id for entry in links.works])
    recommended: list[Row] = [{"id": row["id"], "work_id": row["work_id"]} for row in rows]
    recommended.insert(place, {"work_id": work_id, "role": RecommendationRole.REFERENCE})
    own["recommendations"] = recommended
    writes.save_issue(session, {"id": found.issue.id, "sections": sections})
