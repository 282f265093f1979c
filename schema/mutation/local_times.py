"""Times as the publication's clocks show them, without an offset: where clocks are changed, there is a choice."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

from schema.mutation.edit import Edit
from schema.mutation.problems import Problems
from schema.writes.days import time_zone

LOCAL_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?", re.ASCII)
FORM = "This is a time without an offset, such as 2026-10-25T06:30."


def read_local_time(edit: Edit, text: str, problems: Problems) -> datetime | None:
    """Return the instant at which the publication's clocks show a time; None, and a problem, where none or two are."""
    zone = time_zone(edit.session)
    try:
        found = readings(datetime.fromisoformat(text), zone) if LOCAL_TIME.fullmatch(text) else []
    except (ValueError, OverflowError):
        found = []
    if len(found) == 1:
        return found[0]
    if found:
        problems.add_ambiguous(_tell(text, found, zone), [each.isoformat() for each in found])
    else:
        problems.add(FORM)
    return None


def readings(local: datetime, zone: tzinfo) -> list[datetime]:
    """Return the instants that a time may mean: one; two where clocks are put back, and show it twice.

    Where they are put forward, and never show it, these are two around it, as far apart as the clocks are put.
    """
    instants = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return [instant.astimezone(zone) for instant in sorted(instants)]


def _tell(text: str, found: Sequence[datetime], zone: tzinfo) -> str:
    first, second = (each.isoformat() for each in found)
    if found[0].replace(tzinfo=None) == found[1].replace(tzinfo=None):
        return f"Clocks are put back in {zone}, and show {text} twice. As `at` there are {first} and {second}."
    return f"Clocks are put forward in {zone}, and never show {text}. As `at` there are {first} and {second} around it."
