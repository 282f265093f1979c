"""The comparison counts no failure as a fast answer, and judges by the floors."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from bench import questions, report
from bench.pressure import Measured
from bench.questions import NAMES, WrongAnswer, ask, look_at

PEERS = Path(__file__).parents[2] / "bench" / "peers"


class Refusing(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.send_error(503)

    def log_message(self, *_: object) -> None:
        """Ignore what is printed."""


@pytest.fixture
def refusing_port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_errors_inside_a_200_are_a_wrong_answer() -> None:
    for wrong in ({"errors": [{"message": "no"}], "data": {"works": None}}, {"data": None}, {}):
        with pytest.raises(WrongAnswer):
            look_at(json.dumps(wrong).encode())


def test_another_status_is_a_wrong_answer(refusing_port: int) -> None:
    with pytest.raises(WrongAnswer, match="HTTP 503"):
        ask(refusing_port, b"{}")


def test_equal_answers_have_one_digest_whatever_the_order_of_their_keys() -> None:
    one, same, other = (look_at(text) for text in (
        b'{"data": {"a": [{"b": 1, "c": "\\u00e9"}]}}',
        '{"data":{"a":[{"c":"é","b":1}]}}'.encode(),
        b'{"data": {"a": [{"b": 1, "c": "e"}]}}',
    ))  # fmt: skip
    assert one.digest == same.digest != other.digest
    assert one.objects == 1


def test_both_wordings_of_a_question_ask_for_the_same_fields() -> None:
    def response_keys(folder: Path, name: str) -> list[str]:
        text = json.loads(questions.posted(name, "numero-1", folder))["query"]
        lines = (line.split("#")[0].strip().removesuffix("{").split("(")[0] for line in text.splitlines())
        return [line.split(":")[0].strip() for line in lines if line and not line.startswith(("query", "}"))]

    for name in NAMES:
        assert response_keys(questions.FOLDER, name) == response_keys(PEERS / "postgraphile", name)


@pytest.mark.parametrize(("speed", "verdict"), [(100, report.FAIL), (1000, report.PASS)])
def test_a_floor_is_judged_by_the_median_of_the_rounds(speed: int, verdict: str) -> None:
    peers = (report.LIANE, report.ON_SQLITE, *report.FLOORS)
    measured = {(peer, name): [Measured(100, 1, 1)] * 3 for peer in peers for name in NAMES}
    for name in NAMES:
        measured[report.LIANE, name] = [Measured(each, 1, 1) for each in (1, speed, 5000)]
        measured[report.ON_SQLITE, name] = [Measured(5000, 1, 1)] * 3
    line = next(line for line in report.floors(measured).splitlines() if "PostGraphile" in line)
    assert line.count(verdict) == len(NAMES)


@pytest.mark.parametrize(("speed", "verdict"), [(80, report.FAIL), (95, report.PASS)])
def test_answers_from_memory_are_judged_beside_the_bare_server(speed: int, verdict: str) -> None:
    speeds = {report.BARE: 100, report.LIANE: speed, report.ON_SQLITE: 200, report.YOGA: 1}
    measured = {
        (name, method, question): [Measured(each, 1, 1)] * 3
        for name, each in speeds.items()
        for method in report.METHODS
        for question in report.KEPT
    }
    lines = {line.split("|")[1].strip(): line for line in report.from_memory(measured).splitlines() if "|" in line}
    assert lines[report.LIANE].count(verdict) == len(report.METHODS) * len(report.KEPT)
    assert report.FAIL not in lines[report.YOGA]


def test_the_lock_of_the_peers_says_what_to_install_and_not_from_where() -> None:
    packages = json.loads((PEERS / "package-lock.json").read_text())["packages"]
    assert all("resolved" not in package for package in packages.values())
    assert all("integrity" in package for name, package in packages.items() if name)
