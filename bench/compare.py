"""Compares Liane with its peers: the same data, the same questions, every server through its real HTTP stack.

``make bench`` (``ARGS=--short`` for a minute, ``ARGS=--all`` for more peers). Before anything is timed every server
must give the same answers; then all are put under load in turn, round after round. Writes ``bench/RESULTS.md``, unless
it is the short form, and exits with 1 when a floor is missed.
"""

import argparse
import contextlib
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from statistics import median
from typing import NamedTuple

from api.commands.progress import with_progress
from bench import databases, machine, questions, report, servers
from bench.content import COMPARISON, Size, issue_slug
from bench.pressure import CLIENTS, Measured, press
from bench.questions import NAMES, Answer, WrongAnswer
from bench.servers import Program, Server

SHORT = Size(200, 2_000, 500)
RESULTS = Path(__file__).parent / "RESULTS.md"
IMPORT_SPEED = ("-m", "bench.import_speed")
MANY_CLIENTS, MANY_SECONDS = 64, 5
STARTS = 5
CACHE_BYTES = 64_000_000


class Contestant(NamedTuple):
    """A server that runs, the files of its requests, and the answers it gave."""

    server: Server
    bodies: dict[str, Path]
    answers: dict[str, Answer]
    first_ms: float
    next_ms: float
    idle_mb: float

    def press(self, name: str, seconds: int, clients: int = CLIENTS, method: str = "POST") -> Measured:
        """Put it under load with one question.

        Raises:
            WrongAnswer: an answer was not the one it gave before.
        """
        before = self.server.processor_seconds()
        try:
            request = self.bodies[name] if method == "POST" else self.bodies[name].with_suffix(".query")
            done = press(self.server.port, request, self.answers[name].length, seconds, clients, method)
        except WrongAnswer as wrong:
            raise WrongAnswer(f"{self.server.program.name}, {name}: {wrong}") from None
        spent = self.server.processor_seconds() - before
        return done._replace(processor_ms=1000 * spent / done.answers)


def main() -> None:
    """Run the comparison and print its table."""
    options = arguments()
    size = SHORT if options.short else COMPARISON
    with contextlib.ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="liane-bench-")))
        url = stack.enter_context(databases.postgres(options.postgres, size))
        file = databases.sqlite(scratch, size)
        programs = [servers.liane(url), servers.liane(file, report.ON_SQLITE)]
        programs += [servers.postgraphile(url), servers.mercurius(url), servers.handwritten(url)]
        if options.all:
            programs += [servers.dataloaders(url)]
        contestants = [stack.enter_context(contestant(program, scratch, size)) for program in programs]
        for each in contestants:
            require_equal(contestants[0], each)
        measured = rounds(contestants, options.rounds, options.seconds)
        seen = [beside(each, scratch) for each in contestants]
        for each in contestants:
            require_equal(contestants[0], each._replace(answers=asked(each.server, each.bodies)))
        kept = from_memory(stack, url, file, scratch, size, contestants[0], options)
        answers = contestants[0].answers
        text = report.head(machine.machine(), machine.versions(url, file), answers, options.rounds, options.seconds)
    text += report.speeds(measured) + report.floors(measured) + report.costs(measured) + report.beside(seen)
    text += report.from_memory(kept)
    if not options.short:
        text += report.importing(
            [machine.output_of(sys.executable, *IMPORT_SPEED, *more) for more in ([], ["--large"])]
        )
    sys.stdout.write(text)
    if not options.short:
        RESULTS.write_text(text)
        sys.exit(1 if report.FAIL in text else 0)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="little data, one round: does everything still work?")
    parser.add_argument("--all", action="store_true", help="also Strawberry with DataLoaders")
    parser.add_argument("--postgres", metavar="URL", help="a server to use (default: a private one, started for this)")
    parser.add_argument("--rounds", type=int, help="how many (default 7, short 1)")
    parser.add_argument("--seconds", type=int, help="how long each server is asked each question a round (default 2)")
    options = parser.parse_args()
    options.rounds = options.rounds or (1 if options.short else 7)
    options.seconds = options.seconds or (1 if options.short else 2)
    return options


@contextlib.contextmanager
def contestant(program: Program, scratch: Path, size: Size) -> Iterator[Contestant]:
    """Run a program until the block ends, asked every question once."""
    bodies = {name: questions.posted(name, issue_slug(size.issues * 3 // 4), program.questions) for name in NAMES}
    folder = Path(tempfile.mkdtemp(dir=scratch))
    files = {name: folder / name for name in NAMES}
    for name, body in bodies.items():
        files[name].write_bytes(body)
        files[name].with_suffix(".query").write_text(questions.query_string(body))
    with servers.running(program, scratch, bodies["Q3"]) as server:
        idle = server.memory()
        first, *others = (questions.timed(server.port, bodies["Q1"]) for _ in range(20))
        yield Contestant(server, files, asked(server, files), first, min(others), idle)


def asked(server: Server, bodies: dict[str, Path]) -> dict[str, Answer]:
    """Ask every question once.

    Raises:
        WrongAnswer: an answer is none.
    """
    try:
        return {name: questions.look_at(questions.ask(server.port, bodies[name].read_bytes())) for name in NAMES}
    except WrongAnswer as wrong:
        raise WrongAnswer(f"{server.program.name}: {wrong}") from None


def require_equal(one: Contestant, other: Contestant) -> None:
    """Make sure that two servers gave the same answers.

    Raises:
        WrongAnswer: they did not.
    """
    for name in NAMES:
        if one.answers[name].digest != other.answers[name].digest:
            names = f"{one.server.program.name} and {other.server.program.name}"
            raise WrongAnswer(f"{names} do not give the same answer to {name}")


def rounds(contestants: list[Contestant], count: int, seconds: int) -> report.Rounds:
    """Put every server under load with every question, in turn, round after round; the first round only warms up."""
    measured: dict[tuple[str, str], list[Measured]] = defaultdict(list)
    turns = [(turn, name, each) for turn in range(count + 1) for name in NAMES for each in contestants]
    for turn, name, each in with_progress(turns, len(turns), "Measuring"):
        result = each.press(name, seconds if turn else 1)
        if turn:
            measured[each.server.program.name, name].append(result)
    return measured


def from_memory(  # noqa: PLR0913, PLR0917 - what runs, and how
    stack: contextlib.ExitStack,
    url: str,
    file: str,
    scratch: Path,
    size: Size,
    right: Contestant,
    options: argparse.Namespace,
) -> report.FromMemory:
    """Ask servers that keep their answers, each question in turn by each method."""
    programs = [servers.memory(url), servers.liane(url, cache_bytes=CACHE_BYTES)]
    programs += [servers.liane(file, report.ON_SQLITE, cache_bytes=CACHE_BYTES), servers.yoga(url)]
    contestants = [stack.enter_context(contestant(program, scratch, size)) for program in programs]
    measured: dict[tuple[str, str, str], list[Measured]] = defaultdict(list)
    turns = range(options.rounds + 1)
    for turn, method, name, each in product(turns, report.METHODS, report.KEPT, contestants):
        result = each.press(name, options.seconds if turn else 1, method=method)
        if turn:
            measured[each.server.program.name, method, name].append(result)
    for each in contestants:
        require_equal(right, each)
    return measured


def beside(contestant: Contestant, scratch: Path) -> report.Beside:
    """Look at what else there is to see of a server, after the rounds."""
    loaded = contestant.server.memory()
    many = contestant.press("Q1", MANY_SECONDS, MANY_CLIENTS)
    program = contestant.server.program
    start = start_of(program, scratch, contestant.bodies["Q3"].read_bytes())
    return report.Beside(program.name, start, contestant.first_ms, contestant.next_ms, contestant.idle_mb, loaded, many)


def start_of(program: Program, scratch: Path, first: bytes) -> float:
    """Start a program a few times, and return the median of the seconds to its first answer."""
    seconds = []
    for _ in range(STARTS):
        with servers.running(program, scratch, first) as server:
            seconds.append(server.seconds_to_answer)
    return median(seconds)


if __name__ == "__main__":
    try:
        main()
    except WrongAnswer as wrong:
        sys.exit(f"bench: {wrong}")
