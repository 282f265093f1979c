"""The JSON output of an import, which is printed while files are imported."""

import json
from collections.abc import Iterator

import pytest

from api.commands.import_report import json_array


def test_the_json_is_printed_file_by_file() -> None:
    yielded: list[int] = []

    def results() -> Iterator[dict[str, object]]:
        for number in range(2):
            yielded.append(number)
            yield {"file": f"a\n{number}", "sections": [{"text": "x\ny"}]}

    pieces = json_array(results())
    first = next(pieces)
    assert yielded == [0]
    printed = json.loads(first + "".join(pieces))
    assert printed == [{"file": f"a\n{number}", "sections": [{"text": "x\ny"}]} for number in range(2)]
    assert json.loads("".join(json_array([]))) == []


def test_the_json_is_whole_when_the_run_breaks_off() -> None:
    def results() -> Iterator[dict[str, object]]:
        yield {"file": "a"}
        raise ConnectionError

    printed: list[str] = []
    with pytest.raises(ConnectionError):
        printed.extend(json_array(results()))
    assert json.loads("".join(printed)) == [{"file": "a"}]
