"""The servers that are compared: how each is started, on a free port of the loopback, and stopped."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from bench import questions

BENCH = Path(__file__).parent
PEERS = BENCH / "peers"
BIN = Path(sys.executable).parent
NODE = PEERS / "node_modules" / ".bin" / "node"
START_TIMEOUT = 60


UNBOUNDED = 10**9
"""Points a minute for one client that asks all the time."""
TICKS = os.sysconf("SC_CLK_TCK")


class Program(NamedTuple):
    """What is run, with ``{port}`` where its port goes, and in which words it is asked."""

    name: str
    command: list[str]
    environment: dict[str, str]
    questions: Path = questions.FOLDER


class Server(NamedTuple):
    """A program that runs."""

    program: Program
    port: int
    pid: int
    seconds_to_answer: float

    def memory(self) -> float:
        """Return the resident memory, in MB."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        resident = next(line for line in lines if line.startswith("VmRSS:"))
        return int(resident.split()[1]) / 1024

    def processor_seconds(self) -> float:
        """Return the processor time of the server and of its database's backends, in seconds."""
        urls = [value for value in self.program.environment.values() if value.startswith("postgres")]
        pids = [pid for url in urls for pid in backends(str(sa.make_url(url).database))]
        return sum(map(_processor_seconds, [self.pid, *pids]))


def liane(url: str, name: str = "Liane", *, cache_bytes: int = 0) -> Program:
    """Serve Liane as its users do, but for answers from memory, unless it may keep some."""
    command = [str(BIN / "liane"), "serve", "--port", "{port}"]
    settings = {"LIANE_ANONYMOUS_POINTS": str(UNBOUNDED), "LIANE_RESPONSE_CACHE_BYTES": str(cache_bytes)}
    return Program(name, command, {"LIANE_DATABASE_URL": url, **settings})


def postgraphile(url: str) -> Program:
    """Serve PostGraphile 5, whose schema follows from the tables: it is asked in its own words, for the same shape."""
    return _node("PostGraphile 5", "postgraphile.mjs", url)._replace(questions=PEERS / "postgraphile")


def mercurius(url: str) -> Program:
    """Serve Mercurius with JIT and loaders."""
    return _node("Mercurius + JIT", "mercurius.mjs", url)


def yoga(url: str) -> Program:
    """Serve GraphQL Yoga with its response cache."""
    return _node("GraphQL Yoga", "yoga.mjs", url)


def handwritten(url: str) -> Program:
    """Serve the statements that are written by hand."""
    return _uvicorn("hand-written SQL", "handwritten", url)


def dataloaders(url: str) -> Program:
    """Serve Strawberry with DataLoaders."""
    return _uvicorn("Strawberry + DataLoaders", "dataloaders", url)


def memory(url: str) -> Program:
    """Serve the same bytes from memory: what uvicorn alone can do."""
    return _uvicorn("uvicorn, from memory", "memory", url)


def _node(name: str, script: str, url: str) -> Program:
    environment = {"DATABASE_URL": url, "NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    return Program(name, [str(NODE), str(PEERS / script), "{port}"], environment)


def _uvicorn(name: str, module: str, url: str) -> Program:
    command = [str(BIN / "uvicorn"), "--app-dir", str(BENCH.parent), "--factory", f"bench.peers.{module}:create_app"]
    return Program(name, [*command, "--port", "{port}", "--no-access-log"], {"DATABASE_URL": url})


@contextlib.contextmanager
def running(program: Program, scratch: Path, first: bytes) -> Iterator[Server]:
    """Run a program until the block ends.

    Args:
        program: what to run.
        scratch: where its output goes.
        first: the body of the request whose answer tells that it serves.

    Raises:
        WrongAnswer: it ends, or does not serve in time; the text holds what it said.
    """
    port = _free_port()
    settings = [f"{name}={value}" for name, value in program.environment.items()]
    command = [part.format(port=port) for part in program.command]
    log = scratch / f"{port}.log"
    began = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(["env", *settings, *command], stdout=output, stderr=output)  # noqa: S603, S607
    try:
        try:
            _wait_until_it_serves(process, port, first)
        except questions.WrongAnswer as wrong:
            raise questions.WrongAnswer(f"{program.name}: {wrong}\n{log.read_text()[-2000:]}") from None
        yield Server(program, port, process.pid, time.perf_counter() - began)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_it_serves(process: subprocess.Popen[bytes], port: int, first: bytes) -> None:
    until = time.monotonic() + START_TIMEOUT
    while time.monotonic() < until:
        if process.poll() is not None:
            raise questions.WrongAnswer(f"it ended with {process.returncode}")
        try:
            questions.ask(port, first)
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise questions.WrongAnswer(f"it does not serve within {START_TIMEOUT} s")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _processor_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:  # it ended
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def backends(database: str) -> list[int]:
    """Return the processes of PostgreSQL that serve a database's connections."""
    pids = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            command = path.read_bytes().decode(errors="replace")
            if command.startswith("postgres: ") and f" {database} " in command:
                pids.append(int(path.parent.name))
    return pids
