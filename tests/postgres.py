"""A private PostgreSQL server for one test run, from whatever binaries are installed."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# ICU orders text as a language does, unlike the "C" collation: an ORDER BY that forgets its own collation is seen.
INITDB = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
INITDB += ["--locale-provider=icu", "--icu-locale=und"]
# Nothing here has to survive a crash, and only the socket in its own folder leads to the server: no port, no password.
CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{folder}'
fsync = off
full_page_writes = off
synchronous_commit = off
max_connections = 200
"""


MEMORY = Path("/dev/shm")  # noqa: S108 - only its own folder within, readable to nobody else
MEMORY_NEEDED = 1 << 30


class NoPostgres(RuntimeError):
    """There is no PostgreSQL to test with; the text says why."""


class PrivateServer:
    """A running server; ``url`` leads to its database ``postgres`` as superuser.

    Raises:
        NoPostgres: no binaries are installed, or the server does not start.
    """

    def __init__(self) -> None:
        if sys.platform == "win32":
            raise NoPostgres("a private PostgreSQL is not started on Windows")
        self._binaries = find_binaries()
        self._user = unprivileged_user()
        self._folder = Path(tempfile.mkdtemp(prefix="liane-pg-", dir=fastest_folder()))
        self._data = self._folder / "data"
        self.url = f"postgresql://postgres@/postgres?host={self._folder}"
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server, dropping open connections, and remove its data."""
        if (self._data / "postmaster.pid").exists():
            self.pause()
        shutil.rmtree(self._folder, ignore_errors=True)

    def pause(self, mode: str = "fast") -> None:
        """Stop the server, dropping open connections; its data stay."""
        self._run("pg_ctl", "stop", f"--mode={mode}")

    def resume(self) -> None:
        """Start the server again."""
        self._run("pg_ctl", "start", "--wait", f"--log={self._folder}/log")

    def _start(self) -> None:
        if self._user:
            shutil.chown(self._folder, self._user["user"], self._user["group"])
        self._run("initdb", *INITDB)
        with (self._data / "postgresql.conf").open("a") as configuration:
            configuration.write(CONFIGURATION.format(folder=self._folder))
        self.resume()

    def _run(self, command: str, *arguments: str) -> None:
        # Not captured through pipes: the server would inherit them, and reading would never end.
        with (self._folder / "output").open("w+b") as output:
            result = subprocess.run(
                [self._binaries / command, "-D", self._data, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                check=False,
                **self._user,
            )
            output.seek(0)
            if result.returncode:
                raise NoPostgres(f"{command} failed: {output.read().decode(errors='replace').strip()}")


def fastest_folder() -> Path | None:
    """Return a folder in memory if there is room, else None: databases are copied 20 times as fast there."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= MEMORY_NEEDED
    return MEMORY if roomy else None


def find_binaries() -> Path:
    """Find the folder of ``initdb`` and ``pg_ctl``, the newest of several.

    Raises:
        NoPostgres: there is none.
    """
    for folder in _candidates():
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    raise NoPostgres("no initdb, pg_ctl and postgres in /usr/lib/postgresql/*/bin, on PATH or beside pg_config")


def _candidates() -> Iterator[Path]:
    # Debian keeps the server's binaries off PATH, under their version.
    debian = Path("/usr/lib/postgresql").glob("[0-9]*/bin")
    yield from sorted(debian, key=lambda folder: int(folder.parent.name), reverse=True)
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent
    if pg_config := shutil.which("pg_config"):
        printed = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(printed.stdout.strip())


def unprivileged_user() -> dict[str, Any]:
    """Return the arguments that make ``subprocess`` drop root's rights, which PostgreSQL refuses; none for others.

    Raises:
        NoPostgres: there is no user to become.
    """
    if sys.platform == "win32" or os.geteuid() != 0:
        return {}
    import grp
    import pwd

    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": name, "group": grp.getgrgid(entry.pw_gid).gr_name, "extra_groups": []}
    raise NoPostgres("PostgreSQL does not run as root, and there is no user postgres or nobody")
