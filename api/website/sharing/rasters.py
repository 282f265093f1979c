"""PNGs of drawings: made once each, a few at a time, and kept by what is drawn."""

import asyncio
import logging
import subprocess
import sys
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from cachetools import LRUCache

from api.website.sharing.lettering import FONTS

log = logging.getLogger("liane.website")
LIBRARY = str(Path(getattr(find_spec("resvg"), "origin", "")).parents[1])
PROGRAM = Path(__file__).with_name("rasterizer.py")
COMMAND = [sys.executable, "-I", "-S", str(PROGRAM), LIBRARY, *map(str, FONTS)]
PNG = b"\x89PNG\r\n\x1a\n"
TIMEOUT = 20
"""Seconds after which a picture is given up: a hundred times what one takes."""
KEPT_BYTES = 32_000_000
"""Some six hundred pictures."""
AT_ONCE = 2
MAX_WAITING = 64
"""How many different pictures may be asked for before the next is refused."""


class NotDrawn(RuntimeError):
    """A picture cannot be had at the moment; the reason is in the log."""


class Rasters:
    """Pictures by the SVG that they are drawn from."""

    def __init__(self) -> None:
        self._kept: LRUCache[bytes, bytes] = LRUCache(KEPT_BYTES, getsizeof=len)
        self._begun: dict[bytes, asyncio.Task[bytes]] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def png(self, svg: str) -> bytes:
        """Return the PNG of a drawing; who asks for one that is being made waits for that.

        Raises:
            NotDrawn: too many are waited for, or it could not be drawn.
        """
        key = sha256(svg.encode()).digest()
        if kept := self._kept.get(key):
            return kept
        task = self._begun.get(key)
        if task is None:
            if len(self._begun) >= MAX_WAITING:
                log.warning("more than %d pictures are waited for", MAX_WAITING)
                raise NotDrawn
            task = self._begun[key] = asyncio.create_task(self._draw(key, svg))
            task.add_done_callback(_seen)
        return await asyncio.shield(task)  # one who goes away takes it from nobody else

    async def _draw(self, key: bytes, svg: str) -> bytes:
        try:
            async with self._turns:
                png = self._kept[key] = await asyncio.to_thread(rasterize, svg)
            return png
        finally:
            del self._begun[key]


def rasterize(svg: str) -> bytes:
    """Return the PNG of an SVG; it blocks for as long as a process takes to draw it.

    Raises:
        NotDrawn: the process failed or took too long.
    """
    try:
        done = subprocess.run(COMMAND, input=svg.encode(), capture_output=True, timeout=TIMEOUT, check=False)  # noqa: S603 - a program of ours, and nothing of a request in its arguments
    except (OSError, subprocess.TimeoutExpired) as failure:
        log.exception("a picture was not drawn")
        raise NotDrawn from failure
    if done.returncode or not done.stdout.startswith(PNG):
        log.error("a picture was not drawn: %s", done.stderr.decode(errors="replace")[-500:])
        raise NotDrawn
    return done.stdout


def _seen(task: asyncio.Task[bytes]) -> None:
    """Take note of a failure, which asyncio would log where everybody who waited has gone."""
    if not task.cancelled():
        task.exception()
