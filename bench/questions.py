"""The three questions: what is posted, and what is a right answer."""

import hashlib
import http.client
import json
import time
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

FOLDER = Path(__file__).parent / "operations"
NAMES = ("Q1", "Q2", "Q3")
TITLES = {"Q1": "ten newest issues, complete", "Q2": "one issue by slug, with its texts", "Q3": "fifty works, flat"}
HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}
TIMEOUT = 30


class WrongAnswer(Exception):
    """A server did not answer, or not what it should; the text says what."""


class Answer(NamedTuple):
    """An answer that was looked at: its bytes, and what they hold."""

    length: int
    digest: str
    objects: int


def posted(name: str, issue_slug: str, folder: Path = FOLDER) -> bytes:
    """Return the body of a question's request, from the operations that ``folder`` has for a server."""
    variables = {"slug": issue_slug} if name == "Q2" else {}
    query = (folder / f"{name}.graphql").read_text()
    return json.dumps({"operationName": name, "query": query, "variables": variables}).encode()


def query_string(body: bytes) -> str:
    """Return the query string by which a GET asks the same as a body."""
    question = json.loads(body)
    return urlencode({**question, "variables": json.dumps(question["variables"])})


def ask(port: int, body: bytes) -> bytes:
    """Post a request once.

    Raises:
        OSError: nobody listens.
        WrongAnswer: the answer is no 200.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request("POST", "/graphql", body, HEADERS)
        response = connection.getresponse()
        content = response.read()
    finally:
        connection.close()
    if response.status != http.client.OK:
        raise WrongAnswer(f"HTTP {response.status}: {content[:300]!r}")
    return content


def timed(port: int, body: bytes) -> float:
    """Ask once; give how long it took, in milliseconds."""
    began = time.perf_counter()
    ask(port, body)
    return (time.perf_counter() - began) * 1000


def look_at(content: bytes) -> Answer:
    """Check an answer and take its digest: of the data as canonical JSON, whatever the order of the keys.

    Raises:
        WrongAnswer: it has errors, or no data.
    """
    answer = json.loads(content)
    if answer.get("errors") or not answer.get("data"):
        raise WrongAnswer(f"errors inside a 200: {content[:300]!r}")
    canonical = json.dumps(answer["data"], sort_keys=True, separators=(",", ":"))
    return Answer(len(content), hashlib.sha256(canonical.encode()).hexdigest(), _objects(answer["data"]) - 1)


def _objects(value: Any) -> int:
    """Count objects, the outermost included."""
    if isinstance(value, dict):
        return 1 + sum(map(_objects, value.values()))
    return sum(map(_objects, value)) if isinstance(value, list) else 0
