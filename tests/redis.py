"""A private Redis server for one test, from the installed program."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.api.serving import wait_until

CONFIGURATION = ["--port", "0", "--save", "", "--appendonly", "no", "--daemonize", "no"]


class RedisServer:
    """A server on a socket in a folder of its own; it can be stopped, started again with nothing in it, and frozen."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="liane-redis-"))
        self._socket = self._folder / "socket"
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"unix://{self._socket}"

    def start(self) -> None:
        """Start it, and wait until it listens."""
        program = shutil.which("redis-server")
        if program is None:
            give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
            give_up("no Redis: redis-server is not installed")
        command = [program, *CONFIGURATION, "--unixsocket", str(self._socket), "--dir", str(self._folder)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_until(self._listens)

    def freeze(self) -> None:
        """Let it take connections, and answer nothing."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def stop(self) -> None:
        """Stop it, however it is."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def remove(self) -> None:
        """Stop it, and remove its folder."""
        self.stop()
        shutil.rmtree(self._folder)

    def _listens(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(str(self._socket)) == 0
