"""Puts a server under load with wrk: one thread, a bounded number of connections, a bounded time.

wrk spends a few microseconds on a request, so that on two cores it leaves the time to the server and the database;
load generators in Python or Node.js would not. Every answer's status and length are checked.
"""

import json
import subprocess
from pathlib import Path
from typing import NamedTuple

from bench.questions import WrongAnswer

SCRIPT = Path(__file__).parent / "wrk.lua"
CLIENTS = 8
LONGEST_ROUND = 20


class Measured(NamedTuple):
    """What a server did under load; ``processor_ms`` is what an answer cost, the database's part included."""

    per_second: float
    median_ms: float
    p99_ms: float
    answers: int = 0
    processor_ms: float = 0.0


def press(
    port: int, request: Path, length: int, seconds: int, clients: int = CLIENTS, method: str = "POST"
) -> Measured:
    """Ask one question again and again.

    Args:
        port: of the server, on the loopback.
        request: the file that holds the request's body, or the query string of a GET.
        length: of the answer, in bytes.
        seconds: how long.
        clients: how many connections ask at a time.
        method: ``POST`` or ``GET``.

    Raises:
        WrongAnswer: an answer was no 200 of that length, or none came.
    """
    command = ["wrk", "--threads=1", f"--connections={clients}", f"--duration={seconds}s", "--timeout=20s"]
    command += [f"--script={SCRIPT}", f"http://127.0.0.1:{port}/graphql", "--", str(request), str(length), method]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds + 60)  # noqa: S603
    if done.returncode:
        raise WrongAnswer(f"wrk: {done.stderr or done.stdout}")
    totals = json.loads(done.stdout.splitlines()[-1])
    if totals["wrong"] == totals["answers"] == 0 and seconds < LONGEST_ROUND:
        return press(port, request, length, LONGEST_ROUND, clients, method)  # so slow that not one answer came in time
    if totals["wrong"] or not totals["answers"]:
        raise WrongAnswer(f"{totals['wrong']} of {totals['answers']} answers were wrong")
    return Measured(totals["answers"] / totals["seconds"], totals["median_ms"], totals["p99_ms"], totals["answers"])
