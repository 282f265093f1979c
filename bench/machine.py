"""On what was measured: the machine and the versions."""

import json
import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

import sqlalchemy as sa

from bench.servers import NODE, PEERS
from schema import db

PYTHON_PACKAGES = ("uvicorn", "uvloop", "httptools", "asyncpg", "strawberry-graphql", "graphql-core", "sqlalchemy")
NODE_PACKAGES = ("postgraphile", "mercurius", "fastify", "pg", "graphql")


def machine() -> str:
    """Describe the processor: its model, the number of cores, and how busy it was."""
    model = next(
        (line.partition(": ")[2] for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    memory = int(next(line for line in _lines("/proc/meminfo") if line.startswith("MemTotal")).split()[1]) / 1024**2
    busy = os.getloadavg()[0]
    return (
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.release()}; load {busy:.1f}"
    )


def versions(postgres: str, sqlite: str) -> list[str]:
    """Name everything that took part, each with its version; the databases are told by their URLs."""
    lines = [f"Liane {_commit()}", f"Python {platform.python_version()}"]
    lines += [f"PostgreSQL {_queried(postgres, 'SHOW server_version')}"]
    lines += [f"SQLite {_queried(sqlite, 'SELECT sqlite_version()')}"]
    lines += [f"{name} {version(name)}" for name in PYTHON_PACKAGES]
    if NODE.exists():
        lines += [f"Node.js {output_of(str(NODE), '--version')}"]
        lines += [f"{name} {_installed(name)}" for name in NODE_PACKAGES]
    return [*lines, output_of("wrk", "--version").split(" [")[0]]


def _queried(url: str, question: str) -> str:
    engine = db.connect(url)
    with engine.connect() as connection:
        answer = connection.execute(sa.text(question)).scalar()
    engine.dispose()
    return str(answer)


def _commit() -> str:
    return output_of("git", "-C", str(PEERS), "describe", "--always", "--dirty") or version("liane")


def _installed(package: str) -> str:
    return str(json.loads((PEERS / "node_modules" / package / "package.json").read_text())["version"])


def output_of(*command: str) -> str:
    """Return the first line that a command prints; the empty string where there is no such command."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return ""
    return (done.stdout or done.stderr).partition("\n")[0].strip()


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines()
