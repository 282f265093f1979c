"""Preview links: addresses that show an issue as it stands to people without a key, until they expire.

A link holds the issue's id, its own end and its generation, signed with a secret of the database, so that nothing has
to be stored of it. It ends sooner where the issue is deleted or its links are taken back, which begins another
generation, and leads to the issue's own page once readers see that.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from itsdangerous import BadSignature
from sqlmodel import Session

from schema.bases import table_of
from schema.rows import fetch_row
from schema.signing import serializer
from schema.tables import Issue, PreviewGeneration
from schema.writes.reach import reachable

PURPOSE = "preview"
PATH = "/previews/"
"""What the path of a link begins with; its token follows."""
MAX_LENGTH = 200
"""No token is longer."""


class PreviewLink(NamedTuple):
    """The path of a link, and when it ends."""

    path: str
    expires_at: datetime


class Preview(NamedTuple):
    """What a link leads to: an issue, and the ids of all that its page shows; none where readers see the issue."""

    slug: str
    expires_at: datetime
    shown: tuple[str, ...] = ()

    @property
    def is_public(self) -> bool:
        """Whether readers see the issue."""
        return not self.shown


def make_preview_link(session: Session, issue_id: str, now: datetime, days: int) -> PreviewLink:
    """Return a link to an issue that works for some days."""
    expires_at = (now + timedelta(days=days)).replace(microsecond=0)
    token = serializer(session, PURPOSE).dumps([issue_id, int(expires_at.timestamp()), _generation(session, issue_id)])
    return PreviewLink(f"{PATH}{token}", expires_at)


def open_preview(session: Session, token: str, now: datetime) -> Preview | None:
    """Return what the token of a link leads to; None where it is not ours, has ended, or the issue is gone."""
    if len(token) > MAX_LENGTH:
        return None
    try:
        issue_id, end, *made = serializer(session, PURPOSE).loads(token)
    except BadSignature:
        return None
    expires_at = datetime.fromtimestamp(end, now.tzinfo)
    issue = fetch_row(session, Issue, issue_id)
    # The first links had no generation yet.
    if issue is None or expires_at <= now or (made or [0]) != [_generation(session, issue_id)]:
        return None
    visible_from = issue["visible_from"]
    if visible_from is not None and visible_from <= now:
        return Preview(issue["slug"], expires_at)
    led = reachable(session, {table_of(Issue).name: {issue_id}})
    return Preview(issue["slug"], expires_at, tuple(sorted(set().union(*led.values()))))


def _generation(session: Session, issue_id: str) -> int:
    table = table_of(PreviewGeneration)
    stored = session.execute(sa.select(table.c.generation).where(table.c.issue_id == issue_id)).scalar()
    return int(stored or 0)
