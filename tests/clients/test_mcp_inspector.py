"""The MCP Inspector, the protocol's own tool, as its command line asks. `make clients` runs this."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.mcp.tools import TOOLS
from tests.clients.conftest import SLUG, run, served
from tests.databases import SqliteDatabases

INSPECTOR = "node_modules/.bin/mcp-inspector"


@pytest.fixture(scope="module")
def agents_door(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """The address of the door for agents."""
    with served(sqlite_databases, mcp=True) as url:
        yield f"{url.rstrip('/')}/mcp"


def inspect(url: str, folder: Path, *arguments: str) -> Any:
    """Return what the Inspector prints of an answer; what it keeps for itself goes to a folder."""
    return json.loads(run(INSPECTOR, "--cli", url, *arguments, HOME=str(folder)))


def test_the_inspector_lists_calls_and_reads(agents_door: str, tmp_path: Path) -> None:
    tools = inspect(agents_door, tmp_path, "--method", "tools/list")["tools"]
    assert [tool["name"] for tool in tools] == [tool.name for tool in TOOLS]
    assert {tool["annotations"]["readOnlyHint"] for tool in tools} == {True}
    given = ("--tool-name", "search", "--tool-arg", "query=plongee", "first=1")
    [content] = inspect(agents_door, tmp_path, "--method", "tools/call", *given)["content"]
    assert len(json.loads(content["text"])["hits"]) == 1
    resources = inspect(agents_door, tmp_path, "--method", "resources/list")["resources"]
    assert [each["uri"] for each in resources] == [f"liane://issues/{SLUG}"]
    [read] = inspect(agents_door, tmp_path, "--method", "resources/read", "--uri", resources[0]["uri"])["contents"]
    assert json.loads(read["text"])["slug"] == SLUG
