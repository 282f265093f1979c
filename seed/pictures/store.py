"""Where picture files are kept by name: a folder, or a bucket of a service that speaks S3."""

import logging
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from schema.errors import LianeError
from schema.pictures import size_in

if TYPE_CHECKING:
    from obstore.store import LocalStore, S3Store

log = logging.getLogger("liane.pictures")
BUCKET = "s3://"


class StoreAway(LianeError):
    """The folder or bucket of pictures cannot be read or written to."""


class KeptFile(NamedTuple):
    """A file that is kept: its name, its size in bytes, and since when it is there."""

    name: str
    bytes: int
    since: datetime


class PictureStore:
    """Picture files by name; a name stands for one file for ever.

    Args:
        location: the path of a folder, which is made when there is something to keep, or ``s3://BUCKET/PREFIX``. Key,
            region and server of a bucket stand in the variables that all programs for S3 read: ``AWS_ACCESS_KEY_ID``,
            ``AWS_SECRET_ACCESS_KEY``, ``AWS_REGION``, ``AWS_ENDPOINT_URL``.
    """

    def __init__(self, location: str) -> None:
        self.location = location
        self._store: LocalStore | S3Store | None = None
        self._away = False

    def get(self, name: str) -> bytes | None:
        """Return a file, or None where there is none.

        Raises:
            StoreAway: the folder or bucket cannot be read.
        """
        try:
            store = self._opened(make=False)
            data = bytes(store.get(name).bytes()) if store else None
        except FileNotFoundError:
            data = None
        except Exception as error:  # noqa: BLE001 - whatever the service or its library says
            raise self._told(error) from None
        self._back()
        return data

    def put(self, name: str, data: bytes) -> None:
        """Keep a file, unless it is there.

        Raises:
            StoreAway: the folder or bucket cannot be written to.
        """
        try:
            store = self._opened(make=True)
            try:
                store.head(name)  # type: ignore[union-attr] # it was made
            except FileNotFoundError:
                store.put(name, data)  # type: ignore[union-attr]
        except Exception as error:  # noqa: BLE001 - the same
            raise self._told(error) from None
        self._back()

    def files(self) -> list[KeptFile]:
        """Return what is known of all pictures that are kept; other files there are none of ours.

        Raises:
            StoreAway: the folder or bucket cannot be read.
        """
        try:
            store = self._opened(make=False)
            listed = [each for some in store.list() for each in some] if store else []
        except Exception as error:  # noqa: BLE001 - the same
            raise self._told(error) from None
        self._back()
        found = [KeptFile(each["path"], each["size"], each["last_modified"]) for each in listed]
        return [file for file in found if size_in(file.name)]

    def remove(self, name: str) -> None:
        """Remove a file, for ever.

        Raises:
            StoreAway: the folder or bucket cannot be written to.
        """
        try:
            if store := self._opened(make=False):
                store.delete(name)
        except FileNotFoundError:
            pass
        except Exception as error:  # noqa: BLE001 - the same
            raise self._told(error) from None
        self._back()

    def _opened(self, *, make: bool) -> "LocalStore | S3Store | None":
        """Return the folder or bucket; None for a folder that is not there, unless it is to be made."""
        from obstore.store import LocalStore, S3Store  # noqa: PLC0415 - loaded for the first picture, not at the start

        if self._store is None:
            if self.location.startswith(BUCKET):
                self._store = S3Store.from_url(
                    self.location,
                    disable_bulk_delete=True,  # not every service has it
                    client_options={"timeout": "20s", "connect_timeout": "5s", "allow_http": True},
                    retry_config={"max_retries": 2},
                )
            elif make or Path(self.location).is_dir():
                self._store = LocalStore(self.location, mkdir=True)
        return self._store

    def _told(self, error: Exception) -> StoreAway:
        """Log why the store is away, once; return the error, which says no more than whoever asks may know."""
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        if not self._away:
            log.warning("the pictures in %s are away: %s", self.location, reason)
        self._away = True
        return StoreAway(f"the pictures in {self.location} cannot be reached: {reason}")

    def _back(self) -> None:
        if self._away:
            log.warning("the pictures in %s are back", self.location)
        self._away = False
