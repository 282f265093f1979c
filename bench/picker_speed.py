"""How long the picker of the back office takes for works beside 200,000: from a key to the list, signed in.

``python -m bench.picker_speed [--titles 30] [--database URL]``. The database must be empty or new; without one an
SQLite file is made and thrown away. Titles are typed letter by letter, from an inner word on, without accents, with a
typo, and with their words in another order.
"""

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from statistics import quantiles
from typing import NamedTuple

import httpx

from bench import words
from bench.content import GROWTH
from bench.load import load
from schema.migrations import runner
from schema.text import fold
from tests.api.admin.people import signed_in
from tests.api.serving import application, serving

LETTERS = 12


def typed(title: str) -> Iterator[tuple[str, str]]:
    """Yield what somebody types who looks for a title, and what sort of typing it is."""
    for letters in range(1, min(len(title), LETTERS) + 1):
        yield "letter by letter", title[:letters]
    parts = fold(title).split()
    yield "an inner word", parts[1]
    yield "two inner words", " ".join(parts[1:3])
    longest = max(parts, key=len)
    yield "a typo", f"{longest[:2]}{longest[3:]}"
    yield "another order", f"{parts[2]} {parts[0]}"
    yield "nothing", f"zz{parts[0]}zz"


class Typed(NamedTuple):
    """The milliseconds of each request of one sort of typing, and how many found something."""

    taken: list[float]
    found: list[bool]


def measure(client: httpx.Client, titles: int) -> dict[str, Typed]:
    """Ask for what somebody types who looks for some titles; return what it took, by the sort of typing."""
    sorts: defaultdict[str, Typed] = defaultdict(lambda: Typed([], []))
    client.get("/admin/options", params={"target": "Work", "text": "x"})
    for number in range(titles):
        for sort, text in typed(words.title(number * 997)):
            began = time.perf_counter()
            answer = client.get("/admin/options", params={"target": "Work", "text": text})
            sorts[sort].taken.append(1000 * (time.perf_counter() - began))
            answer.raise_for_status()
            sorts[sort].found.append(bool(answer.json()))
    return sorts


def main() -> None:
    """Run the measurement and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--titles", type=int, default=30, help="how many (default 30)")
    parser.add_argument("--database", help="sqlite:///... or postgresql://..., empty (default: a new SQLite file)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="liane-bench-") as scratch:
        url = arguments.database or f"sqlite:///{scratch}/bench.db"
        load(url, GROWTH, catalogue_only=True)
        runner.migrate(url)
        runner.reindex(url)
        with serving(application(url)) as client:
            client.headers.update(signed_in(url))
            for sort, (taken, found) in measure(client, arguments.titles).items():
                cuts = quantiles(taken, n=100)
                line = f"{sort}: p50 {cuts[49]:.1f} ms, p99 {cuts[98]:.1f} ms, most {max(taken):.1f} ms"
                sys.stdout.write(f"{line}; {sum(found)} of {len(found)} found something\n")


if __name__ == "__main__":
    main()
