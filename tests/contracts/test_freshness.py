"""Whoever reads while another process writes never gets an older answer after a newer one, from memory or not.

On SQLite every request sees all that was committed before it was sent; on PostgreSQL all that was a second before, as
each process is notified. ``LIANE_FUZZ_REQUESTS`` says how many requests are sent to each database (`make fuzz`).
"""

import http.client
import os
import random
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from urllib.parse import quote

import pytest

from tests.api.serving import NOON, application, serving, wait_until
from tests.contracts.numbering import SLUG

pytestmark = pytest.mark.long

REQUESTS = int(os.environ.get("LIANE_FUZZ_REQUESTS", "120"))
READERS = 3
MOST_SECONDS = 1.0
"""How old an answer may be on PostgreSQL."""
QUERY = f'{{"query": "{{ issue(slug: \\"{SLUG}\\") {{ title }} }}"}}'
JSON = {"Content-Type": "application/json"}
GET = "/graphql?query=" + quote(f'{{ issue(slug: "{SLUG}") {{ title }} }}')
DOORS = [("POST", "/graphql"), ("GET", GET), ("GET", f"/issues/{SLUG}")]
NUMBER = re.compile(rb"n(\d+)n")


class Written:
    """The numbers that were written, and when each was known to be."""

    def __init__(self, writer: "subprocess.Popen[str]") -> None:
        self.known_at = [monotonic()]
        self._writer = writer

    @property
    def last(self) -> int:
        """The last number that is known to be written."""
        return len(self.known_at) - 1

    def follow(self) -> None:
        """Note each number that is written."""
        for line in self._writer.stdout or ():
            assert int(line) == len(self.known_at)
            self.known_at.append(monotonic())


@contextmanager
def writing(url: str) -> Iterator[Written]:
    """Have a process write to a database."""
    command = [sys.executable, "-m", "tests.contracts.numbering", url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        written = Written(process)
        following = threading.Thread(target=written.follow)
        following.start()
        try:
            yield written
        finally:
            assert process.stdin
            process.stdin.close()
            following.join()
            assert process.wait() == 0


class Reader(threading.Thread):
    """Sends requests by all doors at random; tags are sent back, as clients do.

    Args:
        address: host and port.
        written: what was written.
        seen: the highest number that each door of the server has shown, for all readers.
    """

    def __init__(self, address: tuple[str, int], written: Written) -> None:
        super().__init__()
        self._connection = http.client.HTTPConnection(*address)
        self._written = written
        self._tags: dict[tuple[str, str], tuple[str, int]] = {}
        self.answers: list[tuple[float, int, int, int]] = []
        """Of each: when it was asked for, what was written and what was seen by then, and what it showed."""
        self.failure: BaseException | None = None

    newest = 0
    """The highest number that any answer has shown to any reader."""

    def run(self) -> None:
        """Send requests."""
        try:
            for _ in range(REQUESTS // READERS):
                door = random.choice(DOORS)  # noqa: S311 - not for secrets
                asked_at, written, seen = monotonic(), self._written.last, Reader.newest
                shown = self._ask(door)
                Reader.newest = max(Reader.newest, shown)
                self.answers.append((asked_at, written, seen, shown))
        except BaseException as error:  # noqa: BLE001 - it is raised where the test can see it
            self.failure = error
        finally:
            self._connection.close()

    def _ask(self, door: tuple[str, str]) -> int:
        method, target = door
        tag, number = self._tags.get(door, ("", 0))
        if method == "POST":
            self._connection.request(method, target, QUERY, JSON)
        else:
            self._connection.request(method, target, headers={"If-None-Match": tag} if tag else {})
        response = self._connection.getresponse()
        body = response.read()
        if response.status == http.HTTPStatus.NOT_MODIFIED:
            return number
        found = NUMBER.search(body)
        assert found, body[:300]
        if etag := response.getheader("etag"):
            self._tags[door] = etag, int(found[1])
        return int(found[1])


def test_no_answer_is_older_than_one_before_it(seeded_url: str) -> None:
    app = application(seeded_url, clock=lambda: NOON, response_cache_bytes=10_000_000)
    Reader.newest = 0
    with writing(seeded_url) as written, serving(app) as client:
        wait_until(lambda: written.last > 0)
        readers = [Reader((client.base_url.host, client.base_url.port or 80), written) for _ in range(READERS)]
        lags = lags_of(readers, written)
    answers = [answer for reader in readers for answer in reader.answers]
    assert all(shown >= seen for _, _, seen, shown in answers)
    if seeded_url.startswith("sqlite"):
        assert not lags
    else:
        assert max(lags, default=0) < MOST_SECONDS
    assert len({shown for *_, shown in answers}) > 1


def lags_of(readers: list[Reader], written: Written) -> list[float]:
    """Have readers read; return how old those of their answers were that were not the newest."""
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
        if reader.failure:
            raise reader.failure
    answers = [answer for reader in readers for answer in reader.answers]
    return [asked_at - written.known_at[shown + 1] for asked_at, before, _, shown in answers if shown < before]
