"""Publishing from the command line: when an issue appears, in the magazine's own time."""

from datetime import UTC, datetime, tzinfo

from sqlmodel import Session

from schema import writes
from schema.errors import LianeError
from schema.instants import utc_now, zone
from schema.rows import fetch_row, fetch_rows
from schema.tables import Issue, Publication


class BadInstant(LianeError):
    """A time that cannot be understood, or that is not one time."""


def publish(session: Session, slug: str, at: str | None) -> str:
    """Publish an issue, at an instant where one is given, and return in one sentence what that means.

    Raises:
        BadInstant: the instant cannot be understood.
        schema.writes.NotFound: no issue has the slug.
    """
    publications = fetch_rows(session, Publication)
    name = publications[0]["time_zone"] if publications else "UTC"
    issue_id = writes.publish_issue(session, slug, parse_instant(at, zone(name)) if at else None).id
    instant: datetime = (fetch_row(session, Issue, issue_id) or {})["published_at"]
    written = f"{instant.astimezone(zone(name)):%Y-%m-%d %H:%M} ({name})"
    return f"{slug} will appear at {written}." if instant > utc_now() else f"Published {slug}, dated {written}."


def parse_instant(text: str, in_zone: tzinfo) -> datetime:
    """Return the instant of an ISO 8601 date and time; without an offset it is the time in a zone.

    Raises:
        BadInstant: it is not one, or the clocks of the zone pass over it, or show it twice.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInstant(f"{text!r} is not a time like 2026-03-14T07:30 or 2026-03-14T07:30+01:00") from error
    if moment.tzinfo is not None:
        return moment
    first, second = (moment.replace(tzinfo=in_zone, fold=fold) for fold in (0, 1))
    if first.astimezone(UTC).astimezone(in_zone).replace(tzinfo=None) != moment:
        raise BadInstant(f"there is no {text} in {in_zone}: the clocks are put forward over it")
    if first.utcoffset() != second.utcoffset():
        choices = " or ".join(each.isoformat() for each in (first, second))
        raise BadInstant(f"{text} comes twice in {in_zone}: write {choices}")
    return first
