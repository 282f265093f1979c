"""The SDK's own client reads the magazine over HTTP, by the protocol of today and by that of yesterday."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from mcp import Client, MCPError

from api.mcp.tools import TOOLS
from tests.api.serving import application, serving

pytestmark = pytest.mark.parametrize("mode", ["2026-07-28", "auto", "legacy"])
SLUG = "hollywood-en-greve-contre-ses-doubles"
FILM = "the-deepest-breath"


@pytest.fixture
def address(seeded_url: str) -> Iterator[str]:
    """The address of the door."""
    with serving(application(seeded_url, mcp=True)) as client:
        yield str(client.base_url.join("/mcp"))


@asynccontextmanager
async def connected(address: str, mode: str) -> AsyncIterator[Client]:
    """Yield a client."""
    async with Client(address, mode=mode) as client:
        yield client


async def test_every_tool_says_that_it_changes_nothing(address: str, mode: str) -> None:
    async with connected(address, mode) as client:
        tools = (await client.list_tools()).tools
        assert mode != "legacy" or "Nothing can be changed" in str(client.instructions)
    assert [tool.name for tool in tools] == [tool.name for tool in TOOLS]
    for tool in tools:
        assert tool.annotations is not None
        hints = tool.annotations
        assert (hints.read_only_hint, hints.destructive_hint, hints.open_world_hint) == (True, False, False)
        assert all(each["description"] for each in tool.input_schema["properties"].values())
    assert sum(len(json.dumps(tool.input_schema)) for tool in tools) < 5_000


async def test_tools_lead_from_words_to_a_text_and_to_where_it_can_be_watched(address: str, mode: str) -> None:
    async with connected(address, mode) as client:

        async def call(name: str, **arguments: object) -> dict[str, object]:
            result = await client.call_tool(name, dict(arguments))
            assert not result.is_error
            [content] = result.content
            assert content.type == "text"
            return dict(json.loads(content.text))

        found = await call("search", query="plongee", types=["SECTION"])
        hits = found["hits"]
        assert isinstance(hits, list)
        section = await call("read_section", id=hits[0]["id"])
        assert "Alessia Zecchini" in str(section["text"])
        work = await call("read_work", slug=FILM)
        assert work["title"] == "The Deepest Breath"
        where = await call("where_to_watch", slug=FILM, country="fr")
        offers = where["offers"]
        assert isinstance(offers, list)
        assert [(offer["platform"]["name"], offer["status"]) for offer in offers] == [("Netflix", "OPEN")]


async def test_credits_lead_to_people_and_offers_to_organisations(address: str, mode: str) -> None:
    async with connected(address, mode) as client:

        async def read(tool: str, slug: str) -> Any:
            [content] = (await client.call_tool(tool, {"slug": slug})).content
            assert content.type == "text"
            return json.loads(content.text)

        director = (await read("read_work", FILM))["credits"][0]["slug"]
        person = await read("read_person", director)
        assert FILM in [work["slug"] for work in person["works"]]
        platform = (await read("where_to_watch", FILM))["offers"][0]["platform"]["slug"]
        assert FILM in [work["slug"] for work in (await read("read_organization", platform))["availableWorks"]]
        assert (await read("read_column", "un-pave-dans-la-jungle"))["sections"]


async def test_errors_are_words_that_begin_with_a_code(address: str, mode: str) -> None:
    async with connected(address, mode) as client:
        for name, arguments, code in (
            ("read_issue", {"slug": "nobody-knows"}, "NOT_FOUND"),
            ("read_section", {"id": "x"}, "INVALID_ID"),
            ("read_person", {"slug": "nobody-knows"}, "NOT_FOUND"),
            ("read_organization", {"slug": "arte", "after": "x"}, "INVALID_CURSOR"),
            ("read_column", {"slug": "nobody-knows"}, "NOT_FOUND"),
            ("list_works", {"after": "x"}, "INVALID_CURSOR"),
            ("list_works", {"kind": "SHIP"}, "BAD_USER_INPUT"),
            ("search", {"query": "x", "first": 21}, "BAD_USER_INPUT"),
            ("search", {"query": "x", "last": 1}, "BAD_USER_INPUT"),
            ("delete_everything", {}, "NOT_FOUND"),
        ):
            result = await client.call_tool(name, dict(arguments))
            [content] = result.content
            assert content.type == "text"
            assert (result.is_error, content.text.partition(":")[0]) == (True, code), content.text


async def test_issues_and_works_are_resources(address: str, mode: str) -> None:
    async with connected(address, mode) as client:
        listed = await client.list_resources()
        assert [(each.uri, each.mime_type) for each in listed.resources] == [
            (f"liane://issues/{SLUG}", "application/json")
        ]
        templates = (await client.list_resource_templates()).resource_templates
        assert [each.uri_template for each in templates] == ["liane://issues/{slug}", "liane://works/{slug}"]
        for uri, slug in ((listed.resources[0].uri, SLUG), (f"liane://works/{FILM}", FILM)):
            [content] = (await client.read_resource(uri)).contents
            assert content.mime_type == "application/json"
            assert json.loads(getattr(content, "text", ""))["slug"] == slug
        for uri in ("liane://works/nobody-knows", "liane://people/x", "file:///etc/passwd", "liane://works/a/b"):
            with pytest.raises(MCPError, match="NOT_FOUND"):
                await client.read_resource(uri)
