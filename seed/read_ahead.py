"""Reads newsletters while those before them are being stored: in a second process, a few ahead, given in their order.

Reading knows nothing of the database, so nothing that was read ahead is out of date. The second process lives as long
as its pipe: it ends with this one, however that ends, and a file at which it ends is refused while the others go on.
"""

import signal
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from functools import partial
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection

from schema.text import remember
from seed.importers import Reading, Unreadable, read
from seed.input_files import STDIN, read_file

# So many files are read and stored while a second process starts; where there are no more, none does.
FIRST = 50
# How many files the second process is told of; those it has read wait in the pipe.
WINDOW = 8
# What reading may raise. Anything else is a mistake of ours: the second process ends with its traceback.
REFUSALS = (Unreadable, RecursionError, MemoryError)

Letter = tuple[str, Callable[[], Reading]]


def readings(names: Sequence[str], form: str) -> Generator[Letter]:
    """Give the name of each file, in order, with a function that gives its reading.

    Args:
        names: the files, as ``seed.input_files`` has them.
        form: a name from ``seed.importers.FORMATS``, or ``auto``.

    The functions raise Unreadable, RecursionError or MemoryError when their file cannot be read.
    """
    # The standard input is this process's own.
    first = len(names) if STDIN in names else FIRST
    here = ((name, partial(_read, name, form)) for name in names[:first])
    if len(names) <= first:
        yield from here
        return
    with closing(_Ahead(names[first:], form)) as ahead:
        yield from here
        yield from ((name, ahead.next) for name in names[first:])


def _read(name: str, form: str) -> Reading:
    return read(read_file(name), name, form)


class _Ahead:
    """The second process, which is told the names of files and gives back their readings."""

    def __init__(self, names: Sequence[str], form: str) -> None:
        self._names = names
        self._form = form
        self._done = 0
        self._start()

    def _start(self) -> None:
        """Start it at the first file that is not done."""
        self._asked = self._done
        self._pipe, other = get_context("spawn").Pipe()
        self._process = get_context("spawn").Process(target=_serve, args=(other, self._form), daemon=True)
        # It never hears of Ctrl-C, which is for this process to answer: what is blocked stays so in a new process.
        # multiprocessing's own helper would lift the block when it starts, so it has to be there.
        resource_tracker.ensure_running()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        other.close()
        self._ask()

    def next(self) -> Reading:
        """Give the reading of the next file."""
        try:
            answer: Reading | Exception = self._pipe.recv()
        except (EOFError, ConnectionError):
            self.close()
            self._done += 1
            self._start()
            raise Unreadable("the program that reads was ended by it, or for want of memory") from None
        self._done += 1
        self._ask()
        if isinstance(answer, Exception):
            raise answer
        for section in answer.sections:
            remember(section.body)
        return answer

    def _ask(self) -> None:
        """Tell it of as many files as it may be ahead."""
        with suppress(BrokenPipeError):  # it has ended; what it gave before is still in the pipe
            while self._asked < min(self._done + WINDOW, len(self._names)):
                self._pipe.send(self._names[self._asked])
                self._asked += 1

    def close(self) -> None:
        """End it; it holds nothing that could be lost."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self._pipe.close()


def _serve(pipe: Connection, form: str) -> None:
    """Read each file that is named, until the other end is closed."""
    with suppress(EOFError, ConnectionError):
        while True:
            name = pipe.recv()
            answer: Reading | Exception
            try:
                answer = _read(name, form)
            except REFUSALS as refusal:
                answer = refusal
            pipe.send(answer)
