"""The header of SQLite's WAL index tells whether anybody has committed: https://www.sqlite.org/walformat.html, 2.1.

``PRAGMA data_version`` tells the same, and takes two system calls for locks that only who reads content needs.
"""

import mmap
import os
from contextlib import suppress
from pathlib import Path

HEADER_BYTES = 96
"""Both copies of the header: every commit writes them, the second one first."""
_opened: list[tuple[int, mmap.mmap]] = []
"""What has been mapped, and is never closed: closing a descriptor of a file ends all locks that the process has on it,
those of SQLite too (https://sqlite.org/howtocorrupt.html, 2.2)."""


class WalIndex:
    """The header of the index of one database file, as its connections map it.

    Args:
        path: the database file; a connection of this process has it open, so that nobody cuts its index.
    """

    def __init__(self, path: Path) -> None:
        self._mapped: mmap.mmap | None = None
        with suppress(OSError, ValueError):  # not in WAL mode, or on a system where it cannot be read
            descriptor = os.open(f"{path}-shm", os.O_RDONLY)
            self._mapped = mmap.mmap(descriptor, HEADER_BYTES, access=mmap.ACCESS_READ)
            _opened.append((descriptor, self._mapped))

    def header(self) -> bytes | None:
        """Return what is another after every commit, or None where there is no index."""
        return self._mapped[:] if self._mapped else None
