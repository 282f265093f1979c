"""Days as a publication's clock counts them."""

from datetime import date, datetime

from schema.instants import zone


def local_date(instant: datetime, time_zone: str) -> date:
    """Return the day of an instant in a time zone."""
    return instant.astimezone(zone(time_zone)).date()
