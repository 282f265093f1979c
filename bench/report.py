"""Writes what was compared as Markdown."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import NamedTuple, TypeAlias

from bench.pressure import CLIENTS, Measured
from bench.questions import NAMES, TITLES, Answer

FromMemory: TypeAlias = Mapping[tuple[str, str, str], Sequence[Measured]]
Rounds: TypeAlias = Mapping[tuple[str, str], Sequence[Measured]]

PASS, FAIL = "pass", "**FAIL**"
LIANE, ON_SQLITE = "Liane", "Liane on SQLite"
# How many times as fast as a peer Liane has to be; on SQLite it may take twice the time it takes on PostgreSQL.
FLOORS = {
    "PostGraphile 5": {"Q1": 3.0, "Q2": 2.5, "Q3": 2.0},
    "Mercurius + JIT": {"Q1": 3.0, "Q2": 2.5, "Q3": 1.2},
    "hand-written SQL": {"Q1": 0.8, "Q2": 0.7, "Q3": 0.6},
}
SQLITE_FLOOR = 0.5
BARE, YOGA = "uvicorn, from memory", "GraphQL Yoga"
METHODS = {"GET": 0.9, "POST": 0.85}
"""Of what uvicorn alone does with the same bytes, Liane has to do so much."""
KEPT = ("Q1", "Q3")
SLOWEST_START = 1.3


class Beside(NamedTuple):
    """What else was seen of a server."""

    name: str
    start: float
    first_ms: float
    next_ms: float
    idle_mb: float
    loaded_mb: float
    many: Measured


def head(machine: str, versions: Sequence[str], answers: Mapping[str, Answer], rounds: int, seconds: int) -> str:
    """Return the head of the report: the questions, the method and the machine."""
    asked = [
        f"- {name}: {TITLES[name]} ({answers[name].objects:,} objects, {answers[name].length:,} bytes)"
        for name in NAMES
    ]
    return f"""# Liane beside its peers

Written by `make bench`; what is compared and how to read it: [README.md](README.md).

{chr(10).join(asked)}

{CLIENTS} clients, {rounds} interleaved rounds of {seconds} s. All answers were equal by digest, before and after, and
every single one had status 200 and the right length.

Machine: {machine}

Versions: {", ".join(versions)}
"""


def speeds(measured: Rounds) -> str:
    """Return the table of answers a second."""
    names = dict.fromkeys(name for name, _ in measured)
    rows = [[name, *(_speed(measured[name, question]) for question in NAMES)] for name in names]
    return section("Answers a second", "Median (slowest to fastest round); median latency.", ["", *NAMES], rows)


def floors(measured: Rounds) -> str:
    """Return the table of ratios with their floors."""
    rows = []
    for peer, wanted in FLOORS.items():
        row = [_against(measured, LIANE, peer, question, wanted[question]) for question in NAMES]
        rows.append([f"against {peer}", *row])
    sqlite = [_against(measured, ON_SQLITE, LIANE, question, SQLITE_FLOOR) for question in NAMES]
    rows.append(["on SQLite, against itself on PostgreSQL", *sqlite])
    text = "How many times as fast Liane is, round by round: median (lowest to highest), and the floor."
    return section("Floors", text, ["Liane", *NAMES], rows)


def costs(measured: Rounds) -> str:
    """Return the table of processor time, the figure that a busy machine changes least."""
    names = dict.fromkeys(name for name, _ in measured)
    rows = [
        [name, *(f"{median(each.processor_ms for each in measured[name, question]):.2f} ms" for question in NAMES)]
        for name in names
    ]
    text = "Processor time of an answer, in the server and in PostgreSQL; what else the machine does changes it little."
    return section("Cost", text, ["", *NAMES], rows)


def beside(servers: Sequence[Beside]) -> str:
    """Return the table of start-up, first requests, memory and many clients."""
    rows = []
    for each in servers:
        start = f"{each.start:.2f} s"
        if each.name in {LIANE, ON_SQLITE}:
            start += f" ({PASS if each.start < SLOWEST_START else FAIL}: under {SLOWEST_START} s)"
        many = f"{each.many.per_second:,.0f} a second, {each.many.median_ms:.0f} ms, p99 {each.many.p99_ms:.0f} ms"
        first = f"{each.first_ms:.0f} ms, then {each.next_ms:.1f} ms"
        rows.append([each.name, start, first, f"{each.idle_mb:.0f} MB, {each.loaded_mb:.0f} MB", many])
    header = ["", "start to first answer", "first Q1, then", "memory idle, after load", "Q1 with 64 clients"]
    return section("Beside speed", "Latency of one client asking alone; resident memory of the process.", header, rows)


def from_memory(measured: FromMemory) -> str:
    """Return the table of answers from memory: how many, how they compare with uvicorn alone, and what one costs."""
    rows = []
    for name in dict.fromkeys(name for name, _, _ in measured):
        row = [name]
        for method, floor in METHODS.items():
            for question in KEPT:
                mine, bare = measured[name, method, question], measured[BARE, method, question]
                ratio = median(one.per_second / other.per_second for one, other in zip(mine, bare, strict=True))
                cost = median(each.processor_ms for each in mine) * 1000
                verdict = f", floor {floor:g}: {PASS if ratio >= floor else FAIL}" if name in {LIANE, ON_SQLITE} else ""
                speed = median(each.per_second for each in mine)
                row.append(f"{speed:,.0f}; {ratio:.2f}{verdict}; {cost:.0f} us")
        rows.append(row)
    text = "Answers that are kept: how many a second, of uvicorn's alone with the same bytes, and their processor time."
    return section("From memory", text, ["", *(f"{method} {name}" for method in METHODS for name in KEPT)], rows)


def importing(measured: Sequence[str]) -> str:
    """Return the section with the outputs of ``import_speed.py``, beside the sample and beside 200,000 works."""
    text = "A made-up mailbox of mixed newsletters, into SQLite, in one process; a work is edited half-way."
    header = ["catalogue", "measured"]
    return section("Import", text, header, [list(row) for row in zip(("the sample's", "large"), measured, strict=True)])


def _speed(rounds: Sequence[Measured]) -> str:
    speeds = [each.per_second for each in rounds]
    latency = median(each.median_ms for each in rounds)
    return f"{median(speeds):,.0f} ({min(speeds):,.0f} to {max(speeds):,.0f}); {latency:.1f} ms"


def _against(measured: Rounds, one: str, other: str, question: str, floor: float) -> str:
    pairs = zip(measured[one, question], measured[other, question], strict=True)
    ratios = [mine.per_second / theirs.per_second for mine, theirs in pairs]
    verdict = PASS if median(ratios) >= floor else FAIL
    return f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}), floor {floor:g}: {verdict}"


def section(title: str, text: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a section with a table."""
    lines = [header, ["---"] * len(header), *rows]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"\n## {title}\n\n{text}\n\n{table}\n"
