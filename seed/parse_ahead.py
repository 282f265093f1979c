"""Parses newsletters ahead while earlier ones are stored: in a second process, a few files ahead, results in order.

Parsing does not use the database, so what was parsed ahead cannot be out of date. The second process lives as long as
its pipe: it ends with this one, however that ends. A file that ends it is refused, and the others go on.
"""

import signal
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from functools import partial
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from typing import NamedTuple

from schema.search.analysis import cut_ahead, keep_cut
from schema.text import cache_rendered
from seed.importers import ParsedIssue, Unreadable, read
from seed.input_files import STDIN, read_letter

# So many files are parsed in this process while a second one starts; where there are no more, none does.
FIRST = 50
# How many files the second process may have been sent that are not taken yet; the parsed ones wait in the pipe.
WINDOW = 8
HEARS_SECONDS = 1.0
"""How long Ctrl-C may go unheard while a file is waited for."""
# What parsing may raise. Anything else is a mistake of ours: the second process ends with its traceback.
REFUSALS = (Unreadable, RecursionError, MemoryError)

Input = tuple[str, Callable[[], ParsedIssue]]
"""The name of a file, and a function that returns the issue parsed from it."""


def read_inputs(names: Sequence[str], format_name: str) -> Generator[Input]:
    """Yield each file, in order, with a function that returns the issue parsed from it.

    Args:
        names: the files, as ``seed.input_files`` names them.
        format_name: a name from ``seed.importers.FORMATS``, or ``auto``.

    The functions raise Unreadable, RecursionError or MemoryError when their file cannot be read.
    """
    # The standard input can only be read in this process.
    first = len(names) if STDIN in names else FIRST
    parsed_here = ((name, partial(_parse_file, name, format_name)) for name in names[:first])
    if len(names) <= first:
        yield from parsed_here
        return
    with closing(_ParserProcess(names[first:], format_name)) as process:
        yield from parsed_here
        yield from ((name, process.next) for name in names[first:])


def _parse_file(name: str, format_name: str) -> ParsedIssue:
    letter = read_letter(name)
    return read(letter.data, letter.name, letter.format or format_name, letter.fields)


class _ReadAhead(NamedTuple):
    """What the second process sends: an issue, and what each section's text is cut into, which search will ask for."""

    issue: ParsedIssue
    cut: list[str]


class _ParserProcess:
    """The second process: it is sent the names of files and sends back the issues parsed from them."""

    def __init__(self, names: Sequence[str], format_name: str) -> None:
        self._names = names
        self._format_name = format_name
        self._received = 0
        self._start()

    def _start(self) -> None:
        """Start the process at the first file without a result."""
        self._sent = self._received
        self._pipe, other_end = get_context("spawn").Pipe()
        self._process = get_context("spawn").Process(target=serve, args=(other_end, self._format_name), daemon=True)
        # Ctrl-C is for this process to handle, so SIGINT is blocked in the other, which inherits the mask.
        # multiprocessing's resource tracker would lift the block when it starts, so it has to run before.
        resource_tracker.ensure_running()
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        other_end.close()
        self._send_names()

    def next(self) -> ParsedIssue:
        """Return the issue parsed from the next file, or raise what parsing raised."""
        try:
            # A signal that comes as a read begins is heard after it (twice in 40,000 times), so none lasts for long.
            while not self._pipe.poll(HEARS_SECONDS):
                pass
            read_ahead: _ReadAhead | Exception = self._pipe.recv()
        except (EOFError, ConnectionError):
            self.close()
            self._received += 1
            self._start()
            raise Unreadable("the program that reads was ended by it, or for want of memory") from None
        self._received += 1
        self._send_names()
        if isinstance(read_ahead, Exception):
            raise read_ahead
        for section, cut in zip(read_ahead.issue.sections, read_ahead.cut, strict=True):
            cache_rendered(section.body)
            keep_cut(section.body.text, read_ahead.issue.language, cut)
        return read_ahead.issue

    def _send_names(self) -> None:
        """Send the names of as many files as the process may be ahead."""
        with suppress(BrokenPipeError):  # the process has ended; its earlier results are still in the pipe
            while self._sent < min(self._received + WINDOW, len(self._names)):
                self._pipe.send(self._names[self._sent])
                self._sent += 1

    def close(self) -> None:
        """Kill the process; it holds nothing that could be lost."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self._pipe.close()


def serve(pipe: Connection, format_name: str) -> None:
    """Parse each file whose name arrives, until the other end is closed."""
    with suppress(EOFError, ConnectionError):
        while True:
            name = pipe.recv()
            result: _ReadAhead | Exception
            try:
                issue = _parse_file(name, format_name)
                result = _ReadAhead(issue, [cut_ahead(each.body.text, issue.language) for each in issue.sections])
            except REFUSALS as refusal:
                result = refusal
            pipe.send(result)
