"""The check of links: whether one is under way, and whether somebody has to be at it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from schema.bases import table_of
from schema.tables import LinkCheck

CHECK = table_of(LinkCheck)
UNDER_WAY = CHECK.c.wanted_at.is_not(None) & CHECK.c.finished_at.is_(None)


def unclaimed(at: datetime) -> "sa.ColumnElement[bool]":
    """Whether nobody is at the check at an instant; who was killed is at it until the claim runs out."""
    return CHECK.c.claimed_until.is_(None) | (CHECK.c.claimed_until <= at)


def select_neglected_check(at: datetime) -> "sa.Select[Any]":
    """Select ``1`` where a check is wanted at an instant and nobody is at it, else ``0``."""
    neglected = sa.exists().where(UNDER_WAY, unclaimed(at))
    return sa.select(sa.cast(sa.case((neglected, "1"), else_="0"), sa.Text))
