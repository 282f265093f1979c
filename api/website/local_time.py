"""Days as a publication's clock counts them."""

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def local_date(instant: datetime, time_zone: str) -> date:
    """Return the day of an instant in a time zone."""
    return instant.astimezone(zone(time_zone)).date()


def zone(name: str) -> tzinfo:
    """Return a time zone by its IANA name; UTC for an unknown name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
