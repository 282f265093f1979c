"""Measures whether answers take longer when there is fifty times as much to answer from.

``make growth``: 2,000 and 100,000 issues on PostgreSQL and on SQLite, Liane alone, one client. Loading takes most of
the time; ``ARGS="--loaded SMALL LARGE"`` (once for each sort) takes databases that ``bench.load`` has filled.
Then, in texts with a long tail, what searching costs (``bench.search_speed``; ``--no-search`` leaves it out). Writes
``bench/GROWTH.md`` and exits with 1 when an answer takes more than 1.3 times as long, or a search more than it may.
"""

import argparse
import contextlib
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from api.commands.progress import with_progress
from bench import databases, machine, questions, search_speed, servers
from bench.content import COMPARISON, GROWTH, issue_slug
from bench.pressure import press
from bench.questions import WrongAnswer
from bench.report import FAIL, PASS, section
from bench.servers import Server

FOLDER = questions.FOLDER / "growth"
RESULTS = Path(__file__).parent / "GROWTH.md"
MOST = 1.3
DRAWS = 40
"""So many queries of each kind are searched for."""
TITLES = {
    "front": "front page",
    "deep": "last page of all issues (100th, 5,000th)",
    "slug": "one issue by slug",
    "work": "a work with 20 of its recommendations",
    "nodes": "`nodes` of 50 ids",
    "counts": "`totalCount` of issues, works and recommendations",
}
BOUNDED = tuple(name for name in TITLES if name != "counts")
PAGE = 20
SOME_IDS = """{
  issues(first: 10) { nodes { id sections { id recommendations { id work { id credits { person { id } } } } } } }
}"""
WALK = "query($first: Int!, $after: String) { issues(first: $first, after: $after) { pageInfo { endCursor } } }"


class Grown(NamedTuple):
    """A server on so many issues, with the requests that it is asked and the lengths of its answers."""

    server: Server
    bodies: Mapping[str, Path]
    lengths: Mapping[str, int]

    def latency(self, name: str) -> float:
        """Return the latency in milliseconds: the median of a second's answers, or the one that takes longer."""
        if name not in BOUNDED:
            return questions.timed(self.server.port, self.bodies[name].read_bytes())
        return press(self.server.port, self.bodies[name], self.lengths[name], 1, clients=1).median_ms


def main() -> None:
    """Measure, print the tables and write them down."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--postgres", metavar="URL", help="a server to use (default: a private one, started for this)")
    parser.add_argument(
        "--loaded", nargs=2, metavar=("SMALL", "LARGE"), action="append", help="URLs of filled databases"
    )
    parser.add_argument("--rounds", type=int, default=7, help="how many (default 7), of a second for each question")
    parser.add_argument("--no-search", action="store_true", help="leave out the cost of searching (more than an hour)")
    options = parser.parse_args()
    text = f"# Liane as it grows\n\nWritten by `make growth`.\n\nMachine: {machine.machine()}\n"
    with contextlib.ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="liane-growth-")))
        pairs = options.loaded or filled(stack, scratch, options.postgres)
        text += f"\nVersions: {', '.join(machine.versions(*(large for _, large in pairs)))}\n"
        for small, large in pairs:
            text += measured_pair(small, large, scratch, options.rounds)
    if not options.no_search:
        text += "".join(search_speed.compared(size, DRAWS, options.postgres) for size in (COMPARISON, GROWTH))
    sys.stdout.write(text)
    RESULTS.write_text(text)
    sys.exit(1 if FAIL in text else 0)


def filled(stack: contextlib.ExitStack, scratch: Path, server: str | None) -> list[tuple[str, str]]:
    """Fill a small and a large database of each sort; they go when the stack closes."""
    postgres = [stack.enter_context(databases.postgres(server, size)) for size in (COMPARISON, GROWTH)]
    sqlite = [databases.sqlite(scratch, size) for size in (COMPARISON, GROWTH)]
    return [(postgres[0], postgres[1]), (sqlite[0], sqlite[1])]


def measured_pair(small: str, large: str, scratch: Path, rounds: int) -> str:
    """Measure two databases of one sort in turn; give the table."""
    with contextlib.ExitStack() as stack:
        grown = [
            stack.enter_context(serving(url, size.issues, scratch))
            for url, size in ((small, COMPARISON), (large, GROWTH))
        ]
        measured: dict[tuple[str, int], list[float]] = defaultdict(list)
        turns = [(turn, name, which) for turn in range(rounds + 1) for name in TITLES for which in range(2)]
        for turn, name, which in with_progress(turns, len(turns), "Measuring"):
            latency = grown[which].latency(name)
            if turn:  # the first round warms up
                measured[name, which].append(latency)
    return table("PostgreSQL" if large.startswith("postgres") else "SQLite", measured)


def table(title: str, measured: Mapping[tuple[str, int], Sequence[float]]) -> str:
    """Return the table of latencies and their ratios."""
    rows = []
    for name, what in TITLES.items():
        small, large = (measured[name, which] for which in range(2))
        ratio = min(large) / min(small)
        verdict = "" if name not in BOUNDED else f", at most {MOST}: {PASS if ratio <= MOST else FAIL}"
        rows.append([what, *(f"{min(each):.2f} ms" for each in (small, large)), f"{ratio:.2f}{verdict}"])
    text = "Latency of one client: of each round the median, and of the rounds the quietest."
    return section(title, text, ["", "2,000 issues", "100,000 issues", "ratio"], rows)


@contextlib.contextmanager
def serving(url: str, issues: int, scratch: Path) -> Any:
    """Serve a database until the block ends, with the requests that fit it."""
    folder = Path(tempfile.mkdtemp(dir=scratch))
    first = _request((FOLDER / "front.graphql").read_text())
    with servers.running(servers.liane(url), scratch, first) as server:
        variables: dict[str, dict[str, Any]] = {
            "deep": {"after": cursor_before_last_page(server.port, issues)},
            "slug": {"slug": issue_slug(issues // 2)},
            "work": {"slug": "oeuvre-3"},
            "nodes": {"ids": some_ids(server.port)},
        }
        bodies, lengths = {}, {}
        for name in TITLES:
            bodies[name] = folder / name
            bodies[name].write_bytes(_request((FOLDER / f"{name}.graphql").read_text(), variables.get(name, {})))
            lengths[name] = questions.look_at(questions.ask(server.port, bodies[name].read_bytes())).length
        yield Grown(server, bodies, lengths)


def cursor_before_last_page(port: int, issues: int) -> str:
    """Walk from page to page, as a client has to, up to the page before the last."""
    cursor, left = None, issues - PAGE
    while left:
        step = min(left, 100)
        page = _data(port, WALK, {"first": step, "after": cursor})["issues"]
        cursor, left = page["pageInfo"]["endCursor"], left - step
    return str(cursor)


def some_ids(port: int) -> list[str]:
    """Return fifty ids, ten of each of five types."""
    issues = _data(port, SOME_IDS, {})["issues"]["nodes"]
    sections = [each["sections"][2] for each in issues]
    recommendations = [each["recommendations"][0] for each in sections]
    works = [each["work"] for each in recommendations]
    people = [each["credits"][0]["person"] for each in works]
    return [each["id"] for several in (issues, sections, recommendations, works, people) for each in several]


def _request(query: str, variables: Mapping[str, Any] | None = None) -> bytes:
    return json.dumps({"query": query, "variables": variables or {}}).encode()


def _data(port: int, query: str, variables: Mapping[str, Any]) -> Any:
    content = questions.ask(port, _request(query, variables))
    questions.look_at(content)
    return json.loads(content)["data"]


if __name__ == "__main__":
    try:
        main()
    except WrongAnswer as wrong:
        sys.exit(f"growth: {wrong}")
