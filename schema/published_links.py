"""The links of what readers see, and what each stands in."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from html import unescape

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.tables import Availability, CheckedLink, Link, Organization, Publication, Section, Source, Work

HREF = re.compile(r'href="(https?://[^"]+)"', re.IGNORECASE)
MOST_BYTES = 2_000
"""How long a link may be that is checked."""
MOST_PLACES = 5
"""Of how many places of a link is told."""
BATCH = 500
LINKS = table_of(CheckedLink)
FAILING = LINKS.c.failed_days >= 2  # noqa: PLR2004 - what fails once may be well again the next day
Links = dict[str, list[str]]
"""The ids of what links stand in, by the links."""


def published_links(session: Session, at: datetime) -> Links:
    """Return the links of what readers see at an instant: of issues, works, organisations and the magazine.

    Args:
        session: the open transaction.
        at: the instant.
    """
    links: defaultdict[str, list[str]] = defaultdict(list)
    for place, url in _found(session, at):
        address = url.partition("#")[0]
        if len(address.encode()) <= MOST_BYTES and place not in links[address] and len(links[address]) < MOST_PLACES:
            links[address].append(place)
    return {address: places for address, places in links.items() if places}


def _found(session: Session, at: datetime) -> Iterator[tuple[str, str]]:
    """Yield the id of a place, and a link that stands there."""
    for place, html in _texts(session, at):
        yield from ((place, unescape(url)) for url in HREF.findall(html))
    for place, url in _addresses(session, at):
        if url.lower().startswith(("https://", "http://")):
            yield place, url


def _texts(session: Session, at: datetime) -> Iterator[tuple[str, str]]:
    sections, publication = table_of(Section), table_of(Publication)
    linking = sections.c.body_html.contains('href="http')
    select = sa.select(sections.c.issue_id, sections.c.body_html).where(sections.c.visible_from <= at, linking)
    yield from _rows(session, select)
    for html in (publication.c.about_html, publication.c.subscribing_html):
        yield from _rows(session, sa.select(publication.c.id, html).where(html.is_not(None)))


def _addresses(session: Session, at: datetime) -> Iterator[tuple[str, str]]:
    sections, works = table_of(Section), table_of(Work)
    sources, links, offers = table_of(Source), table_of(Link), table_of(Availability)
    organizations, publication = table_of(Organization), table_of(Publication)
    of_section = sources.join(sections, sections.c.id == sources.c.section_id)
    yield from _rows(
        session,
        sa.select(sections.c.issue_id, sources.c.url)
        .select_from(of_section)
        .where(sections.c.visible_from <= at, sources.c.url.is_not(None)),
    )
    for table in (links, offers):
        of_work = table.join(works, works.c.id == table.c.work_id)
        seen = (works.c.visible_from <= at, table.c.url.is_not(None))
        yield from _rows(session, sa.select(works.c.id, table.c.url).select_from(of_work).where(*seen))
    seen = (organizations.c.visible_from <= at, organizations.c.url.is_not(None))
    yield from _rows(session, sa.select(organizations.c.id, organizations.c.url).where(*seen))
    yield from _rows(session, sa.select(publication.c.id, publication.c.url).where(publication.c.url.is_not(None)))


def _rows(session: Session, select: "sa.Select[tuple[str, str]]") -> Iterator[tuple[str, str]]:
    """Yield rows a few at a time, however many there are."""
    for row in session.execute(select.execution_options(yield_per=BATCH)):
        yield row[0], row[1]


def failing_links(session: Session) -> Sequence[CheckedLink]:
    """Return the links that failed on different days, those that did so the most often first."""
    order = (CheckedLink.failed_days.desc(), CheckedLink.url)  # type: ignore[attr-defined]
    return session.scalars(sa.select(CheckedLink).where(FAILING).order_by(*order)).all()
