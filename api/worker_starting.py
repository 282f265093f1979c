"""Starts the worker that imports what waits, in a process of its own beside the server, while there is something to do.

One thread of ``liane serve`` looks for it, however many processes answer. Where several servers share a database, those
whose worker is not needed start none, or one that finds nothing to claim and ends.
"""

import asyncio
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Event, Thread

from schema import db
from schema.engine.compiler.statement import compile_select
from schema.engine.database.outage import Outage
from schema.engine.database.protocol import Database
from schema.imports import select_neglected
from schema.instants import utc_now
from schema.migrations import runner

log = logging.getLogger("liane.worker")
LOOK_SECONDS = 1.0
READ_SECONDS = 5.0
PAUSE_SECONDS = 10.0
"""How long no worker is started after one that failed."""
END_SECONDS = 10.0
"""How long a worker has to finish the letter that it is at; what it then has not stored waits again."""
# Not by the name of a script, which who serves need not have on the path; without the folder that it is started in.
COMMAND = (sys.executable, "-P", "-c", "from api.commands.cli import main; main()", "worker", "--served")


@contextmanager
def worker_when_needed(url: str) -> Iterator[None]:
    """Have a worker started whenever something waits to be imported, until the block ends, and it with it.

    Args:
        url: the database.
    """
    stop = Event()
    thread = Thread(target=lambda: asyncio.run(_look(url, stop)), name="worker-starting", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


async def _look(url: str, stop: Event) -> None:
    database = db.connect_read_only(url, 1, Outage(logging.DEBUG), runner.refusal)
    worker: subprocess.Popen[bytes] | None = None
    try:
        while not await asyncio.to_thread(stop.wait, LOOK_SECONDS):
            if worker and worker.poll() is not None:
                ended, worker = worker, None
                ended.communicate()  # closes the pipe
                if ended.returncode:
                    log.warning("the worker that imports letters failed")
                    await asyncio.to_thread(stop.wait, PAUSE_SECONDS)
            elif worker is None and await is_neglected(database, utc_now()):
                worker = _start()
    finally:
        if worker:
            await asyncio.to_thread(_end, worker)
        await database.close()


async def is_neglected(database: Database, at: datetime) -> bool:
    """Return whether files wait at an instant, and nobody is importing; not where that cannot be seen."""
    sql, values = compile_select(select_neglected(at), database.dialect)
    try:
        (answer,) = await database.fetch(sql, values, READ_SECONDS)
    except Exception as error:  # noqa: BLE001 - away, or not migrated: it is looked again, and nobody waits for it
        log.debug("it cannot be seen what waits: %s", type(error).__name__)
        return False
    return answer == b"1"


def _start() -> "subprocess.Popen[bytes]":
    """Start a worker; its standard input ends with this process, however that ends."""
    return subprocess.Popen(COMMAND, stdin=subprocess.PIPE)  # noqa: S603 - our own program


def _end(worker: "subprocess.Popen[bytes]") -> None:
    """End a worker: as one that is asked to, else at once, which loses nothing."""
    assert worker.stdin is not None  # noqa: S101 - it has a pipe
    worker.stdin.close()
    worker.terminate()
    try:
        worker.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()
