"""What happens at five times the load that a server can take: what is answered, what is refused, and what waits.

``.venv/bin/python -m bench.overload`` (a minute; needs wrk and PostgreSQL). Everything stays on the loopback.
"""

import contextlib
import http.client
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

from bench import databases, questions, servers
from bench.compare import CACHE_BYTES, SHORT
from bench.content import issue_slug
from bench.servers import Server

SCRIPT = Path(__file__).parent / "overload.lua"
TIMES = 5
CLIENTS, CONNECTIONS = 32, 800
CAPACITY_SECONDS, SECONDS = 3, 6
PROBE_PAUSE = 0.02


class Probe(NamedTuple):
    """Something that is asked now and then while the server has more to do than it can, by a name."""

    name: str
    method: str
    path: str
    body: bytes | None
    headers: dict[str, str]


class Seen(NamedTuple):
    """An answer: its status, and how long it took."""

    status: int
    milliseconds: float


class Offered(NamedTuple):
    """What became of all requests."""

    accepted: float
    shed: float
    other: int


def ask_again_and_again(port: int, probe: Probe, seen: list[Seen], until: threading.Event) -> None:
    """Ask on one connection until an event is set."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=questions.TIMEOUT)
    while not until.wait(PROBE_PAUSE):
        began = time.perf_counter()
        body = probe.body and probe.body.replace(b"1000000000", b"%d" % (2_000_000_000 + len(seen)))
        connection.request(probe.method, probe.path, body, probe.headers)
        response = connection.getresponse()
        response.read()
        seen.append(Seen(response.status, (time.perf_counter() - began) * 1000))
    connection.close()


def offer(port: int, body: Path, connections: int, pause: float, seconds: int) -> Offered:
    """Put a server under load: so many connections with pauses of so many milliseconds, no two requests alike."""
    command = ["wrk", "--threads=1", f"--connections={connections}", f"--duration={seconds}s", "--timeout=20s"]
    command += [f"--script={SCRIPT}", f"http://127.0.0.1:{port}/graphql", "--", str(body), str(round(pause))]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60)  # noqa: S603
    totals = json.loads(done.stdout.splitlines()[-1])
    return Offered(totals["accepted"] / totals["seconds"], totals["shed"] / totals["seconds"], totals["other"])


def probes(body: bytes, port: int) -> list[Probe]:
    """Return what is asked meanwhile: something new, health checks, what was answered, what the client has."""
    query = "/graphql?query=%7BlatestIssue%7Bnumber%7D%7D"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=questions.TIMEOUT)
    connection.request("GET", query, headers=questions.HEADERS)
    response = connection.getresponse()
    response.read()
    tag = str(response.getheader("etag"))
    return [
        Probe("a question", "POST", "/graphql", body, questions.HEADERS),
        Probe("/livez", "GET", "/livez", None, {}),
        Probe("/readyz", "GET", "/readyz", None, {}),
        Probe("a GET asked before", "GET", query, None, questions.HEADERS),
        Probe("its entity tag", "GET", query, None, {**questions.HEADERS, "If-None-Match": tag}),
    ]


def measure(server: Server, body: Path) -> str:
    """Return lines about a server at a multiple of its capacity, and a second after it."""
    capacity = offer(server.port, body, CLIENTS, 0, CAPACITY_SECONDS).accepted
    asked = probes(body.read_bytes(), server.port)
    seen: dict[str, list[Seen]] = {probe.name: [] for probe in asked}
    over = threading.Event()
    threads = [
        threading.Thread(target=ask_again_and_again, args=(server.port, probe, seen[probe.name], over))
        for probe in asked
    ]
    before = server.memory()
    for thread in threads:
        thread.start()
    offered = offer(server.port, body, CONNECTIONS, 1000 * CONNECTIONS / (TIMES * capacity), SECONDS)
    most = server.memory()
    over.set()
    for thread in threads:
        thread.join()
    again = questions.timed(server.port, body.read_bytes())
    summary = (
        f"Capacity {capacity:.0f} a second; offered {offered.accepted + offered.shed:.0f}: "
        f"{offered.accepted:.0f} answered, {offered.shed:.0f} shed, {offered.other} failed. "
        f"Memory {before:.0f} to {most:.0f} MB. The next question took {again:.0f} ms."
    )
    lines = [
        f"## {server.program.name}",
        "",
        summary,
        "",
        "| asked meanwhile | status | answers | median ms | p99 ms |",
        "|---|---|---|---|---|",
    ]
    for name, answers in seen.items():
        for status in sorted({answer.status for answer in answers}):
            times = [answer.milliseconds for answer in answers if answer.status == status]
            cuts = quantiles(times, n=100) if len(times) > 1 else times * 99
            lines.append(f"| {name} | {status} | {len(times)} | {cuts[49]:.1f} | {cuts[98]:.1f} |")
    return "\n".join([*lines, ""])


def unkept(body: bytes) -> bytes:
    """Return a question with a number that means nothing, so that each can be another."""
    return json.dumps({**json.loads(body), "extensions": {"number": 1_000_000_000}}).encode()


def main() -> None:
    """Measure both databases."""
    with contextlib.ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="liane-bench-")))
        urls = {
            "PostgreSQL": stack.enter_context(databases.postgres(None, SHORT)),
            "SQLite": databases.sqlite(scratch, SHORT),
        }
        body = scratch / "body"
        body.write_bytes(unkept(questions.posted("Q2", issue_slug(SHORT.issues * 3 // 4))))
        for name, url in urls.items():
            program = servers.liane(url, name, cache_bytes=CACHE_BYTES)
            with servers.running(program, scratch, body.read_bytes()) as server:
                sys.stdout.write(measure(server, body) + "\n")


if __name__ == "__main__":
    main()
