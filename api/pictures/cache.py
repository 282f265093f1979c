"""Variants that were made, in a folder that several processes share and that holds so many bytes at most."""

import logging
import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

log = logging.getLogger("liane.pictures")
LEFT = 0.8
"""The part of the bytes that is left when the oldest variants were removed, so that this is not done each time."""
PARTS_CHECKED = 50
"""The folder is looked through when a process has written a fiftieth of its bytes since it last did."""


class VariantCache:
    """Files by key; those that were not asked for the longest go first.

    What cannot be written is not kept, and is made again: a full disk is told in the log and fails no request.

    Args:
        folder: is made when there is something to keep.
        most_bytes: how many bytes the files may have together.
    """

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self.folder = folder
        self.most_bytes = most_bytes
        self._unchecked = most_bytes  # what other processes left is looked through at the first file

    def get(self, key: str) -> bytes | None:
        """Return a file, or None where there is none."""
        file = self._file(key)
        try:
            data = file.read_bytes()
            os.utime(file)
        except OSError:
            return None
        return data

    def put(self, key: str, data: bytes) -> None:
        """Keep a file."""
        file = self._file(key)
        unfinished = file.with_name(f".{token_hex(8)}")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(data)
            unfinished.replace(file)
        except OSError as error:
            log.warning("a variant of a picture cannot be kept: %s", error)
            with suppress(OSError):
                unfinished.unlink()
            return
        self._unchecked += len(data)
        if self._unchecked > self.most_bytes / PARTS_CHECKED:
            self._unchecked = 0
            self._remove_oldest()

    def _file(self, key: str) -> Path:
        return self.folder / key.replace("/", "_")

    def _remove_oldest(self) -> None:
        """Remove files until the rest is well below the limit."""
        found = []
        for file in self.folder.glob("*"):
            with suppress(OSError):  # another process removes files, too
                status = file.stat()
                found.append((status.st_mtime_ns, status.st_size, file))
        total = sum(size for _, size, _ in found)
        if total <= self.most_bytes:
            return
        for _, size, file in sorted(found):
            if total <= self.most_bytes * LEFT:
                break
            with suppress(OSError):
                file.unlink()
                total -= size
