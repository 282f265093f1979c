"""The variants of pictures that are asked for: kept ones at once, others made in a few threads, each once."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from api.pictures.cache import VariantCache
from api.pictures.request import Wanted
from seed.pictures.store import PictureStore

THREADS = 2
"""How many variants a process makes at once: each takes a processor, and the memory of a decoded picture."""
MOST_WAITING = 40
MAGIC = ((b"\xff\xd8", "image/jpeg"), (b"\x89PNG", "image/png"), (b"RIFF", "image/webp"))


class Busy(Exception):
    """More variants are waited for than are made in the time that a client waits."""


class Variants:
    """Returns variants, and never blocks the event loop: Pillow lets go of Python's lock while it works.

    Args:
        store: the pictures.
        cache: where variants are kept.
    """

    def __init__(self, store: PictureStore, cache: VariantCache) -> None:
        self._store = store
        self._cache = cache
        self._readers = ThreadPoolExecutor(4, "picture-reader")
        self._makers = ThreadPoolExecutor(THREADS, "picture-maker")
        self._making: dict[str, asyncio.Future[bytes | None]] = {}

    async def get(self, wanted: Wanted) -> bytes | None:
        """Return the file of a variant, or None where there is no such picture.

        Raises:
            Busy: too many are waited for.
            StoreAway: the store cannot be read.
            PictureRefused: the picture in the store cannot be decoded.
        """
        key = cache_key(wanted)
        loop = asyncio.get_running_loop()
        if kept := await loop.run_in_executor(self._readers, self._cache.get, key):
            return kept
        making = self._making.get(key)
        if making is None:
            if len(self._making) >= MOST_WAITING:
                raise Busy
            making = loop.run_in_executor(self._makers, partial(self._make, key, wanted))
            self._making[key] = making
            making.add_done_callback(lambda _: self._making.pop(key))
        return await asyncio.shield(making)  # others may wait for it when this client is gone

    def close(self) -> None:
        """Stop; what is being made is finished, what waits is not begun."""
        self._readers.shutdown(wait=False, cancel_futures=True)
        self._makers.shutdown(wait=False, cancel_futures=True)

    def _make(self, key: str, wanted: Wanted) -> bytes | None:
        from api.pictures.making import make  # noqa: PLC0415 - Pillow is loaded for the first picture, not at the start

        data = self._store.get(wanted.name)
        if data is None:
            return None
        variant = make(data, wanted)
        self._cache.put(key, variant)
        return variant


def cache_key(wanted: Wanted) -> str:
    """Return what a variant is kept under: one key for all addresses that give the same bytes."""
    width, height = wanted.size
    if not wanted.height and wanted.width and wanted.width >= width:
        wanted = wanted._replace(width=None)
    elif not wanted.width and wanted.height and wanted.height >= height:
        wanted = wanted._replace(height=None)
    size = f"{wanted.width or ''}x{wanted.height or ''}"
    focus = "-".join(map(str, wanted.focus)) if wanted.width and wanted.height else ""
    return f"{wanted.name}_{size}_{focus}.{wanted.format or 'plain'}"


def media_type(data: bytes) -> str:
    """Return the media type of a variant."""
    return next((name for start, name in MAGIC if data.startswith(start)), "image/avif")
