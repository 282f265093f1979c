"""``docs/mcp.md``: its request is answered as it says, and it tells of every tool."""

import json
import re
import shlex
from pathlib import Path

from api.mcp.answers import MOST_CHARACTERS, PAGE
from api.mcp.tools import TOOLS
from tests.api.serving import application, serving

DOCUMENT = (Path(__file__).parents[3] / "docs" / "mcp.md").read_text()
EXAMPLE = re.compile(r"```sh\n(curl .*?)```\n\n```json\n(.*?)\n```\n", re.DOTALL)


def test_the_request_is_answered_as_it_says(seeded_url: str) -> None:
    [(command, expected)] = EXAMPLE.findall(DOCUMENT)
    words = shlex.split(command)
    headers = dict(words[place + 1].split(": ") for place, word in enumerate(words) if word == "-H")
    with serving(application(seeded_url, mcp=True)) as client:
        response = client.post("/mcp", content=words[words.index("--data") + 1], headers=headers)
        [content] = response.json()["result"]["content"]
    assert content["text"] == expected
    json.loads(expected)


def test_it_tells_of_every_tool_and_of_how_long_answers_are() -> None:
    assert re.findall(r"^\| `(\w+)` \|", DOCUMENT, flags=re.MULTILINE) == [tool.name for tool in TOOLS]
    assert f"{MOST_CHARACTERS:,} characters" in DOCUMENT
    assert f"{PAGE:,} characters" in DOCUMENT
