"""What there is, as lines for people and for ``cut -f``: the columns are separated by tabs."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlmodel import Session, col

from api.commands.content import Listed
from schema.instants import utc_now, zone
from schema.rows import Model, fetch_rows
from schema.tables import Column, Issue, Organization, Person, Publication, Recommendation, Work
from schema.vocabulary import StoredStatus
from seed.stored_candidates import stored_candidates

NAMED: dict[Listed, Model] = {Listed.PEOPLE: Person, Listed.ORGANIZATIONS: Organization, Listed.COLUMNS: Column}


def lines(session: Session, what: Listed) -> Iterator[str]:
    """Yield a line for each thing: issues the newest first, all else by name."""
    if what is Listed.ISSUES:
        yield from _issues(session)
    elif what is Listed.WORKS:
        yield from _works(session)
    elif what is Listed.CANDIDATES:
        for each in stored_candidates(session):
            kind = each.candidate.kind or "?"
            heading = each.section.heading or f"section {each.position}"
            yield f"{kind}\t{each.candidate.title}\t{each.issue.slug}\t{heading}\t{each.candidate.reason}"
    else:
        for row in sorted(fetch_rows(session, NAMED[what]), key=lambda row: row["name_key"]):
            yield f"{row['slug']}\t{row['name']}"


def _issues(session: Session) -> Iterator[str]:
    """Yield the status, the date in the magazine's time zone, the slug and the title of each issue."""
    publications = fetch_rows(session, Publication)
    own_zone = zone(publications[0]["time_zone"] if publications else "UTC")
    columns = (Issue.status, Issue.published_at, Issue.slug, Issue.title)
    for status, at, slug, title in session.execute(sa.select(*map(col, columns)).order_by(col(Issue.sort_key).desc())):
        scheduled = status == StoredStatus.PUBLISHED and at > utc_now()
        day = f"{at.astimezone(own_zone):%Y-%m-%d %H:%M}" if at else "no date"
        yield "\t".join(("SCHEDULED" if scheduled else status, day, slug, title))


def _works(session: Session) -> Iterator[str]:
    """Yield the kind, the number of recommendations, the slug and the title of each work."""
    count = sa.select(sa.func.count()).where(col(Recommendation.work_id) == col(Work.id)).scalar_subquery()
    query = sa.select(col(Work.kind), count, col(Work.slug), col(Work.title)).order_by(
        col(Work.title_key), col(Work.id)
    )
    for row in session.execute(query):
        yield "\t".join(map(str, row))
