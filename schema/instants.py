"""The current instant, and how an instant is printed, in answers, files and SQLite alike."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def utc_now() -> datetime:
    """Return the time of the wall clock."""
    return datetime.now(UTC)


def instant_text(value: datetime) -> str:
    """Format an aware datetime as the API does: ``2023-07-21T06:00:00Z``."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def zone(name: str) -> tzinfo:
    """Return a time zone by its IANA name; UTC for an unknown name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
