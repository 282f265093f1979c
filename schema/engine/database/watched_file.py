"""The file of an SQLite database, which somebody may replace or write over while it is open."""

import os
from pathlib import Path
from time import monotonic

LOOK_SECONDS = 1.0
"""How often the file is looked at: that takes 10 us."""


class WatchedFile:
    """A file that is looked at now and then.

    Args:
        path: where it is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._log = Path(f"{path}-wal")
        self._next_look = 0.0
        self._seen = _stat(path)
        self._seen_log = _stat(self._log)
        self._foreign_log: os.stat_result | None = None

    def is_due(self) -> bool:
        """Whether it is time to look again."""
        return monotonic() >= self._next_look

    def look(self) -> bool:
        """Return whether the path leads to another file than before, or to one that was written to.

        SQLite writes to the file itself as well, when it moves changes there from the write-ahead log; opening it again
        does no harm. Where there is no file, nothing has changed yet: whoever has the old one open reads on.
        """
        self._next_look = monotonic() + LOOK_SECONDS
        found, found_log, log_before = _stat(self.path), _stat(self._log), self._seen_log
        if found is None:
            return False
        before, self._seen, self._seen_log = self._seen, found, found_log
        if before is not None and not os.path.samestat(before, found) and _is_same_log(log_before, found_log):
            self._foreign_log = found_log
        return before is None or _version(before) != _version(found)

    def refusal(self) -> str | None:
        """Return why the file must not be opened: beside it lies what was to be written to another.

        SQLite would take the changes of the old file, which it knows by their name alone, for those of the new one.
        """
        if self._foreign_log is None or not _is_same_log(self._foreign_log, _stat(self._log)):
            self._foreign_log = None
            return None
        return (
            f"{self.path.name} was replaced, but {self._log.name} is still that of the old file: end all programs that "
            f"use it, remove {self._log.name} and {self.path.name}-shm, and use `liane restore` the next time"
        )


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _version(found: os.stat_result) -> tuple[int, ...]:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _is_same_log(before: os.stat_result | None, now: os.stat_result | None) -> bool:
    """Whether a write-ahead log is the one that was there before, and neither was empty."""
    if before is None or now is None:
        return False
    return os.path.samestat(before, now) and before.st_size > 0 and now.st_size > 0
