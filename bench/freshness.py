"""How long after a commit a server still answers from before it, by what it has in memory, with two processes.

``python -m bench.freshness [--writes 200] [--postgres URL]``. Another process saves a title; then each of twelve
connections asks until it sees it. A write's lag is from the commit to when the last request was sent that was answered
as before it; zero where none was.
"""

import argparse
import contextlib
import http.client
import json
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path
from statistics import quantiles

import sqlalchemy as sa

from bench import databases
from bench.compare import SHORT
from bench.content import issue_slug
from bench.machine import machine
from bench.questions import TIMEOUT
from schema import db, writes
from tests.api.processes import served

CONNECTIONS = 12
"""So many that each of two processes has some."""
PATH = "/graphql?query=%7Bissue(slug:%22{}%22)%7Btitle%7D%7D"


def title(connection: http.client.HTTPConnection, path: str) -> str:
    """Ask for the title."""
    connection.request("GET", path, headers={"Accept": "application/json"})
    answer = json.loads(connection.getresponse().read())
    return str(answer["data"]["issue"]["title"])


def save(engine: sa.Engine, slug: str, text: str) -> None:
    """Save a title in a transaction."""
    with db.write_transaction(engine) as session:
        writes.save_issue(session, {"slug": slug, "title": text})


def lag_of(connections: list[http.client.HTTPConnection], path: str, text: str) -> float:
    """Ask on all connections in turn until each has seen a title; return the lag in milliseconds."""
    committed = time.perf_counter()
    behind, lag = set(connections), 0.0
    for connection in cycle(connections):
        if not behind:
            return lag
        asked = time.perf_counter()
        if title(connection, path) != text:
            behind.add(connection)
            lag = 1000 * (asked - committed)
        else:
            behind.discard(connection)
    raise AssertionError


def measure(url: str, writes_made: int) -> list[float]:
    """Return the lag of each write, in milliseconds."""
    slug = issue_slug(SHORT.issues // 2)
    path = PATH.format(slug)
    engine, lags = db.connect(url), []
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(served(url, workers=2))
        host, port = server.address.split(":")
        connections = [http.client.HTTPConnection(host, int(port), timeout=TIMEOUT) for _ in range(CONNECTIONS)]
        for connection in connections:
            stack.callback(connection.close)
        for number in range(writes_made):
            for connection in connections * 2:  # so that all have it in memory
                title(connection, path)
            save(engine, slug, f"Title {number}")
            lags.append(lag_of(connections, path, f"Title {number}"))
    engine.dispose()
    return lags


def main() -> None:
    """Measure both databases and print their figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--writes", type=int, default=200, help="how many (default 200)")
    parser.add_argument("--postgres", metavar="URL", help="a server to make a database on (default: a private one)")
    arguments = parser.parse_args()
    sys.stdout.write(f"{machine()}\n\n| database | writes | median ms | p99 ms | longest ms |\n|---|---|---|---|---|\n")
    with contextlib.ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="liane-bench-")))
        urls = {
            "PostgreSQL": stack.enter_context(databases.postgres(arguments.postgres, SHORT)),
            "SQLite": databases.sqlite(scratch, SHORT),
        }
        for name, url in urls.items():
            lags = measure(url, arguments.writes)
            cuts = quantiles(lags, n=100)
            sys.stdout.write(f"| {name} | {len(lags)} | {cuts[49]:.1f} | {cuts[98]:.1f} | {max(lags):.1f} |\n")


if __name__ == "__main__":
    main()
