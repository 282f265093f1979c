"""What readers notice while an archive of newsletters is imported: how long a page and a query take, with and without.

Beside it stands how much processor time the server takes for an answer, which other work on the machine hardly changes.

``python -m bench.import_pressure [--letters 500] [--rounds 3] [--seconds 20] [--postgres URL]``. One server on SQLite,
then one on PostgreSQL, each with 2,000 issues; readers ask ten pages and ten queries a second, at a set pace, so that a
slow answer delays none of the next. Quiet times and imports take turns, and only their ratio says much on a busy
machine. The server's own worker imports, as when an editor hands an archive in; what is left of it when the time is up
is put aside.
"""

import argparse
import contextlib
import io
import os
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from threading import Event
from typing import NamedTuple

import httpx
import sqlalchemy as sa

from bench import databases
from bench.content import COMPARISON
from bench.import_speed import MOST_FILES, eml, make_newsletter
from bench.machine import machine
from bench.servers import UNBOUNDED
from schema import db
from schema.imports import count_imports
from schema.vocabulary import ImportState
from schema.writes import ImportFile, dismiss_import, enqueue_imports
from tests.api.processes import Served, served

QUERY = Path(__file__).parent / "operations" / "Q2.graphql"
PACE = 0.1
"""Seconds between the questions of one kind: 20 requests a second in all."""
FEW, LONGEST_START = 5, 120.0
"""Letters of an archive that is imported first, and how long that may take."""
SMALLEST = 50
"""Of fewer answers no 99th percentile is told."""
LATEST = "{ latestIssue { slug url } }"


class Latencies(NamedTuple):
    """The milliseconds of answers, how long they were asked for, and the server's seconds of processor time."""

    page: list[float]
    query: list[float]
    seconds: float
    processor: float


def ask(request: Callable[[], httpx.Response], until: Event) -> list[float]:
    """Ask at the set pace until an event; return the milliseconds from when each was due."""
    taken: list[float] = []
    began = time.perf_counter()
    for number in count():
        due = began + number * PACE
        if until.wait(max(0.0, due - time.perf_counter())):
            return taken
        request().raise_for_status()
        taken.append(1000 * (time.perf_counter() - due))
    raise AssertionError


def measure(server: Served, wait: Callable[[], object]) -> Latencies:
    """Ask for the latest issue's page and for a query of all of it, until a function returns."""
    address = f"http://{server.address}"
    with httpx.Client(base_url=address, timeout=60) as client, httpx.Client(base_url=address, timeout=60) as other:
        slug = client.post("/graphql", json={"query": LATEST}).json()["data"]["latestIssue"]["slug"]
        body = {"query": QUERY.read_text(encoding="utf-8"), "variables": {"slug": slug}}
        until, began, processor = Event(), time.perf_counter(), processor_time(server)
        with ThreadPoolExecutor(2) as threads:
            page = threads.submit(ask, lambda: client.get(f"/issues/{slug}"), until)
            query = threads.submit(ask, lambda: other.post("/graphql", json=body), until)
            try:
                wait()
            finally:
                until.set()
            seconds, processor = time.perf_counter() - began, processor_time(server) - processor
            return Latencies(page.result(), query.result(), seconds, processor)


def processor_time(server: Served) -> float:
    """Return the processor time that a server has taken, in seconds, without its worker and the database's server."""
    user, system = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def archive(first: int, letters: int) -> bytes:
    """Return a zip file of mails."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for number in range(first, first + letters):
            newsletter = make_newsletter(number)
            file.writestr(f"{newsletter.day}-{number}.eml", eml(newsletter))
    return data.getvalue()


def import_for(url: str, data: bytes, seconds: float) -> int:
    """Hand an archive in, let the server's worker import for some time at most, and return how many letters it did."""
    engine = db.connect(url)
    before = _imported(engine)
    with db.side_transaction(engine, is_patient=True) as session:
        (batch,) = enqueue_imports(session, [ImportFile("archive.zip", data)], None)
    end, pause = time.monotonic() + seconds, Event()
    while time.monotonic() < end:
        pause.wait(0.5)
        with db.read_transaction(engine) as session:
            states = count_imports(session)
        if not states.get(ImportState.WAITING) and not states.get(ImportState.RUNNING):
            break
    done = _imported(engine) - before
    with db.side_transaction(engine, is_patient=True) as session:
        dismiss_import(session, batch)
    engine.dispose()
    return done


def _imported(engine: sa.Engine) -> int:
    with db.read_transaction(engine) as session:
        return count_imports(session).get(ImportState.DONE, 0)


def readers(url: str, pictures: str) -> contextlib.AbstractContextManager[Served]:
    """Return a server whose readers have no budget, since all of them are one here."""
    return served(url, pictures=pictures, anonymous_points=str(UNBOUNDED))


def rounds(url: str, letters: int, times: int, seconds: float) -> Iterator[tuple[Latencies, Latencies, int]]:
    """Yield the latencies of quiet times and of imports, in turn, and how many letters were imported."""
    with (
        tempfile.TemporaryDirectory(prefix="liane-bench-") as pictures,
        readers(url, pictures) as server,
        # Whoever asks is to wait for the server alone, and not for what hands in, in the same process.
        ProcessPoolExecutor(1, get_context("spawn")) as other,
    ):
        measure(server, lambda: time.sleep(2))  # connections are opened, statements built
        # The worker starts, and reads the catalogue.
        other.submit(import_for, url, archive(MOST_FILES, FEW), LONGEST_START).result()
        for turn in range(times):
            quiet = measure(server, lambda: time.sleep(seconds))
            imported = other.submit(import_for, url, archive(turn * letters, letters), seconds)
            busy = measure(server, imported.result)
            yield quiet, busy, imported.result()


def report(name: str, measured: list[tuple[Latencies, Latencies, int]]) -> Iterator[str]:
    """Yield the lines of a table: of each kind of question the percentiles in both times, and their ratio."""
    speed = sum(done for *_, done in measured) / sum(busy.seconds for _, busy, _ in measured)
    processor = [processor_each([each for each, *_ in measured]), processor_each([each for _, each, _ in measured])]
    for kind in ("page", "query"):
        quiet = [taken for each, *_ in measured for taken in getattr(each, kind)]
        busy = [taken for _, each, _ in measured for taken in getattr(each, kind)]
        if min(len(quiet), len(busy)) < SMALLEST:
            raise ValueError(f"only {len(busy)} answers of {name}: import more letters")
        cells = []
        for percent in (50, 99):
            without, within = (quantiles(each, n=100)[percent - 1] for each in (quiet, busy))
            cells += [f"{without:.1f} ms", f"{within:.1f} ms", f"{within / without:.2f}"]
        yield f"| {name}, {kind} | {' | '.join([*cells, *processor])} | {len(busy)} | {speed:.1f} |"


def processor_each(some: list[Latencies]) -> str:
    """Return the processor time of an answer, be it a page or a query's."""
    answers = sum(len(each.page) + len(each.query) for each in some)
    return f"{1000 * sum(each.processor for each in some) / answers:.2f} ms"


def main() -> None:
    """Run the measurement and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, default=500, help="of an archive (default 500)")
    parser.add_argument("--rounds", type=int, default=3, help="how often an archive is imported (default 3)")
    parser.add_argument(
        "--seconds", type=float, default=20, help="of a quiet time, and at most of an import (default 20)"
    )
    parser.add_argument("--postgres", help="a PostgreSQL server (default: a private one)")
    arguments = parser.parse_args()
    if not 0 < arguments.letters * arguments.rounds <= MOST_FILES:
        parser.error(f"at most {MOST_FILES} letters in all")
    ratio = "quiet | importing | ratio"
    lines = [
        f"|  | p50 {ratio} | p99 {ratio} | processor, quiet | importing | answers | letters/s |",
        f"|{' --- |' * 11}",
    ]
    with tempfile.TemporaryDirectory(prefix="liane-bench-") as folder, contextlib.ExitStack() as stack:
        for name in ("SQLite", "PostgreSQL"):
            if name == "SQLite":
                url = databases.sqlite(Path(folder), COMPARISON)
            else:
                url = stack.enter_context(databases.postgres(arguments.postgres, COMPARISON))
            lines += report(name, list(rounds(url, arguments.letters, arguments.rounds, arguments.seconds)))
    sys.stdout.write("\n".join([*lines, "", machine()]) + "\n")


if __name__ == "__main__":
    main()
