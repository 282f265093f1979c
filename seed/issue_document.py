"""The issue document of a newsletter: what was parsed, with the links to the catalogue found in it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import PurePath

import sqlalchemy as sa
from sqlmodel import Session, col

from schema import tables
from schema.bases import now, table_of
from schema.rows import fetch_row
from schema.text import clean, slugify
from schema.vocabulary import Basis, StoredStatus
from schema.writes.days import time_zone
from seed.files import documents
from seed.importers import ParsedIssue, Section
from seed.input_files import STDIN, printable_name
from seed.linking.catalogue import Catalogue, SectionLinks

# The hour at which an issue of which only the day is known is taken to be sent; its date is marked as inferred.
SENDING_TIME = time(6)
LONGEST_TITLE = 200
# Of tables, not of classes: each run of a statement of classes takes the ORM half a millisecond more.
LANGUAGE = sa.select(table_of(tables.Publication).c.language)
ISSUES = table_of(tables.Issue).c
OF_DAY = (
    sa.select(ISSUES.slug)
    .where(sa.bindparam("first") <= ISSUES.identity, sa.bindparam("end") > ISSUES.identity)
    .order_by(ISSUES.identity)
)


def issue_document(
    session: Session,
    parsed: ParsedIssue,
    linked: Iterable[tuple[Section, SectionLinks]],
    catalogue: Catalogue,
    file_name: str,
) -> documents.Issue:
    """Return the issue document of a newsletter; an exported one is that document already."""
    if parsed.exported:
        return _exported_document(session, parsed.exported, linked)
    title = parsed.title or _title_from_name(file_name)
    return documents.Issue(
        slug=slugify(parsed.slug or title),
        number=parsed.number,
        title=title,
        standfirst=parsed.standfirst,
        language=parsed.language or session.scalar(LANGUAGE) or "fr",
        published_at=_sending_instant(parsed.date, time_zone(session)) if parsed.date else None,
        published_at_basis=Basis.INFERRED if parsed.date else None,
        authors=list(dict.fromkeys(slug for name in parsed.authors if (slug := catalogue.person(name)))),
        cover=documents.Image(url=parsed.cover[0], alt=parsed.cover[1]) if parsed.cover else None,
        identity=parsed.identity,
        sections=[_section_document(section, links) for section, links in linked],
    )


def _exported_document(
    session: Session, issue: documents.Issue, linked: Iterable[tuple[Section, SectionLinks]]
) -> documents.Issue:
    """Return an exported issue; sections that were written into its file since name what their text does."""
    if not (issue.id and fetch_row(session, tables.Issue, issue.id)):
        issue.exported = None  # what was exported of an issue that is not stored is nothing to compare with
    for section, (parsed, links) in zip(issue.sections, linked, strict=True):
        if not (section.id or section.recommendations or section.people or section.organizations):
            found = _section_document(parsed, links)
            section.column = section.column or found.column
            section.people, section.organizations = found.people, found.organizations
            section.recommendations = found.recommendations
    return issue


def _section_document(section: Section, links: SectionLinks) -> documents.Section:
    return documents.Section(
        heading=links.heading,
        column=links.column,
        body=section.markdown,
        people=links.people,
        organizations=links.organizations,
        # Where a heading leads, which its words alone would lose.
        sources=[documents.Source(url=url) for url in section.heading_links],
        recommendations=[documents.Recommendation(work=work.slug, role=role) for work, role in links.works.items()],
    )


def set_published(session: Session, issue: documents.Issue, parsed: ParsedIssue) -> None:
    """Publish the issue: a date that it has already stays, else it is its day where known, else now."""
    stored_date = sa.select(col(tables.Issue.published_at)).where(col(tables.Issue.identity) == parsed.identity)
    issue.status = StoredStatus.PUBLISHED
    if issue.published_at is None and session.scalar(stored_date) is None:
        issue.published_at = now()
        issue.published_at_basis = Basis.INFERRED


def _sending_instant(day: date, its_zone: tzinfo) -> datetime:
    """Return 06:00 of a day in UTC, or in the magazine's time zone where it is another day there."""
    instant = datetime.combine(day, SENDING_TIME, UTC)
    return instant if instant.astimezone(its_zone).date() == day else datetime.combine(day, SENDING_TIME, its_zone)


def is_published(session: Session, slug: str) -> bool:
    """Whether a stored issue is published or scheduled."""
    status = sa.select(col(tables.Issue.status)).where(col(tables.Issue.slug) == slug)
    return session.scalar(status) == StoredStatus.PUBLISHED


def slugs_of_day(session: Session, day: date) -> Iterable[str]:
    """Return the slugs of the imported issues of a day."""
    # An identity begins with the day and ":". ";" comes right after ":", and a range can use the index.
    return session.scalars(OF_DAY, {"first": f"{day}:", "end": f"{day};"})


def _title_from_name(file_name: str) -> str:
    stem = "" if file_name == STDIN else clean(PurePath(printable_name(file_name)).stem).strip()
    return stem[:LONGEST_TITLE] or "Sans titre"
