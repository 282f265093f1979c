"""A server in processes of its own, as ``liane serve`` starts it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.patience import PATIENCE

READY = "Application startup complete"


class Served:
    """A server."""

    def __init__(self, process: "subprocess.Popen[str]", address: str) -> None:
        self.process = process
        self.address = address

    def stop(self) -> str:
        """Stop it as a supervisor does, and return its log."""
        self.process.send_signal(signal.SIGTERM)
        _, log = self.process.communicate(timeout=PATIENCE)
        return log


def free_port() -> int:
    """Return a port at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def served(database_url: str, workers: int = 1, **settings: str) -> Iterator[Served]:
    """Serve a database, and yield the server once all its workers answer."""
    port = free_port()
    liane = str(Path(sys.executable).with_name("liane"))
    command = [liane, "serve", "--port", str(port), "--workers", str(workers)]
    variables = {f"LIANE_{name.upper()}": value for name, value in settings.items()}
    environment = {**os.environ, "LIANE_DATABASE_URL": database_url, **variables}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr
        try:
            for _ in range(workers):
                assert any(READY in line for line in process.stderr)
            if workers == 1:
                assert any("Uvicorn running on" in line for line in process.stderr)
            yield Served(process, f"127.0.0.1:{port}")
        finally:
            if process.poll() is None:
                process.terminate()
                process.communicate(timeout=PATIENCE)
