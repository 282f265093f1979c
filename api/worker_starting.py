"""Starts what works beside the server, each in a process of its own, while there is something to do.

One thread of ``liane serve`` looks for it, however many processes answer. Where several servers share a database, those
whose process is not needed start none, or one that finds nothing to claim and ends.
"""

import asyncio
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread
from time import monotonic
from typing import Any

import sqlalchemy as sa

from schema import db
from schema.engine.compiler.statement import compile_select
from schema.engine.database.outage import Outage
from schema.engine.database.protocol import Database
from schema.imports import select_neglected
from schema.instants import utc_now
from schema.link_checks import select_neglected_check
from schema.migrations import runner

log = logging.getLogger("liane.worker")
LOOK_SECONDS = 1.0
READ_SECONDS = 5.0
PAUSE_SECONDS = 10.0
"""How long a process is not started again after one that failed."""
END_SECONDS = 10.0
"""How long a process has to finish what it is at; what it then has not stored is done again."""
# Not by the name of a script, which who serves need not have on the path; without the folder that it is started in.
PROGRAM = (sys.executable, "-P", "-c", "from api.commands.cli import main; main()")


@dataclass(frozen=True)
class Job:
    """What is done beside the server.

    Args:
        name: what the log calls who does it.
        command: the words of the command that does it.
        select_neglected: selects ``1`` where there is something to do at an instant and nobody is at it, else ``0``.
    """

    name: str
    command: Sequence[str]
    select_neglected: Callable[[datetime], "sa.Select[Any]"]


IMPORTS = Job("the worker that imports letters", ("worker", "--served"), select_neglected)
LINKS = Job("the check of links", ("links", "check", "--served"), select_neglected_check)
JOBS = (IMPORTS, LINKS)


@contextmanager
def workers_when_needed(url: str) -> Iterator[None]:
    """Have a process started whenever there is something to do, until the block ends, and all of them with it.

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
    workers = [Worker(job) for job in JOBS]
    try:
        while not await asyncio.to_thread(stop.wait, LOOK_SECONDS):
            for worker in workers:
                if worker.may_start() and await is_neglected(worker.job, database, utc_now()):
                    worker.start()
    finally:
        for worker in workers:
            worker.ask_to_end()
        for worker in workers:
            await asyncio.to_thread(worker.end)
        await database.close()


async def is_neglected(job: Job, database: Database, at: datetime) -> bool:
    """Return whether there is something to do at an instant, and nobody at it; not where that cannot be seen."""
    sql, values = compile_select(job.select_neglected(at), database.dialect)
    try:
        (answer,) = await database.fetch(sql, values, READ_SECONDS)
    except Exception as error:  # noqa: BLE001 - away, or not migrated: it is looked again, and nobody waits for it
        log.debug("it cannot be seen what waits: %s", type(error).__name__)
        return False
    return answer == b"1"


class Worker:
    """The process that does a job, if there is one; its standard input ends with this process, however that ends."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._process: subprocess.Popen[bytes] | None = None
        self._rests_until = 0.0

    def may_start(self) -> bool:
        """Whether there is no process, and none failed just now."""
        if self._process and self._process.poll() is not None:
            ended, self._process = self._process, None
            ended.communicate()  # closes the pipe
            if ended.returncode:
                log.warning("%s failed", self.job.name)
                self._rests_until = monotonic() + PAUSE_SECONDS
        return self._process is None and monotonic() >= self._rests_until

    def start(self) -> None:
        """Start the process."""
        self._process = subprocess.Popen([*PROGRAM, *self.job.command], stdin=subprocess.PIPE)  # noqa: S603 - our own

    def ask_to_end(self) -> None:
        """Ask the process to end after what it is at."""
        if self._process:
            assert self._process.stdin is not None  # noqa: S101 - it has a pipe
            self._process.stdin.close()
            self._process.terminate()

    def end(self) -> None:
        """Wait for the process that was asked to; then end it, which loses nothing."""
        if not self._process:
            return
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
