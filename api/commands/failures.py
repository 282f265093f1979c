"""Failures of a command that can be expected, each as one line that says what to do."""

import sqlalchemy as sa

from api import settings
from schema.db import error_name, sqlite  # type: ignore[attr-defined]
from schema.errors import LianeError

DAMAGED = "{url} is damaged or no database ({reason}): restore it from a backup with `liane restore`"
FULL = "the disk that holds {url} is full ({reason}): the change was not stored"
LOCKED = "another program has kept {url} locked for a minute: try again when it is done"
READ_ONLY = "{url} cannot be written ({reason}): its file, its folder or its disk is read-only"
UNUSABLE = "the database {url} cannot be used: {reason}"
SQLITE = {
    "SQLITE_BUSY": LOCKED,
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_FULL": FULL,
    "SQLITE_IOERR": UNUSABLE,
    "SQLITE_LOCKED": LOCKED,
    "SQLITE_NOTADB": DAMAGED,
    "SQLITE_READONLY": READ_ONLY,
}
"""By the beginning of SQLite's name of an error."""
POSTGRESQL = {"25006": READ_ONLY, "53": FULL, "55P03": LOCKED, "XX001": DAMAGED, "XX002": DAMAGED}
"""By the beginning of the SQLSTATE."""


def explain(error: Exception) -> str | None:
    """Return an expected error as one line, or None for any other."""
    if isinstance(error, LianeError):
        return " ".join(str(error).split())
    if isinstance(error, sa.exc.DBAPIError):
        return explain_database_error(error.orig, outside=isinstance(error, sa.exc.OperationalError))
    if isinstance(error, sqlite.DatabaseError):
        return explain_database_error(error, outside=isinstance(error, sqlite.OperationalError))
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return None


def explain_database_error(error: BaseException | None, *, outside: bool) -> str | None:
    """Return what a database refuses for reasons outside of the program, or None for a mistake of the program.

    Args:
        error: the driver's.
        outside: whether it is such a reason, if nothing more exact is known of it.
    """
    known = {error_name(error): SQLITE, str(getattr(error, "sqlstate", "")): POSTGRESQL}
    fitting = (line for code, lines in known.items() for start, line in lines.items() if code.startswith(start))
    line = next(fitting, UNUSABLE if outside else None)
    if line is None:
        return None
    return line.format(url=settings.mask(settings.load().database_url), reason=str(error).splitlines()[0])
