"""Which sites show which cards, added up from what servers have counted. It is no content, and nobody is told."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from schema.bases import table_of
from schema.tables import Embed

EMBEDS = table_of(Embed)
FORGOTTEN = timedelta(days=365)
"""After so long without being seen a card is not there any more."""
MOST = 5_000
"""How many cards on sites are kept, which made-up names cannot exceed; what was seen least is forgotten first."""
MOST_VIEWS = 2_000_000_000
"""Where counting ends: the largest number that a column holds is little more."""


def add_embeds(session: Session, counted: Mapping[tuple[str, str], int], today: date) -> None:
    """Add what a server has counted to what is stored, and forget what is too old or too much.

    Args:
        session: the open transaction.
        counted: how often each card was asked for, by its site and its address below ``/embed/``.
        today: the day.
    """
    dialect: Any = postgresql if session.connection().dialect.name == "postgresql" else sqlite
    # In one order, so that two servers never wait for each other.
    rows = [
        {"host": host, "card": card, "views": min(views, MOST_VIEWS), "first_on": today, "seen_on": today}
        for (host, card), views in sorted(counted.items())
    ]
    insert = dialect.insert(EMBEDS)
    total = sa.cast(EMBEDS.c.views, sa.BigInteger) + insert.excluded.views
    kept = {"views": sa.case((total > MOST_VIEWS, MOST_VIEWS), else_=total), "seen_on": insert.excluded.seen_on}
    session.execute(insert.on_conflict_do_update(index_elements=["host", "card"], set_=kept), rows)
    session.execute(sa.delete(EMBEDS).where(EMBEDS.c.seen_on < today - FORGOTTEN))
    _forget_the_least(session)


def _forget_the_least(session: Session) -> None:
    over = session.execute(sa.select(sa.func.count()).select_from(EMBEDS)).scalar_one() - MOST
    if over <= 0:
        return
    order = (EMBEDS.c.views, EMBEDS.c.seen_on, EMBEDS.c.host, EMBEDS.c.card)
    least = sa.select(EMBEDS.c.host, EMBEDS.c.card).order_by(*order).limit(over)
    session.execute(sa.delete(EMBEDS).where(sa.tuple_(EMBEDS.c.host, EMBEDS.c.card).in_(least)))
