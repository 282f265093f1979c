"""The server of the SDK, with our tools and resources. It is imported when the first agent asks."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import mcp_types as types
from mcp.server.caching import CacheHint
from mcp.server.lowlevel.server import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.exceptions import MCPError

from api.mcp.arguments import input_schema
from api.mcp.reading import Reading, ToolFailed
from api.mcp.tools import TOOLS
from api.website.stored_operations import StoredOperations
from schema.engine.execution import EngineSchema

FOLDER = Path(__file__).parent / "operations"
HOUR = 3_600_000
JSON = "application/json"
INSTRUCTIONS = (
    "The content of a magazine that recommends films, series, books and more: its issues, their sections, the works "
    "that they name, and where these can be had. Nothing can be changed. Begin with `search` or `list_issues`; answers "
    "are short, and `next` or `nextOffset` says how to go on. An error begins with its code."
)
READ_ONLY = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
TEMPLATES = [
    types.ResourceTemplate(
        uri_template=f"liane://{name}s/{{slug}}", name=name, title=title, description=description, mime_type=JSON
    )
    for name, title, description in (
        ("issue", "Issue", "What an issue is about, section by section."),
        ("work", "Work", "What a work is, who made it, and where the magazine recommends it."),
    )
]


def build_manager(
    schema: EngineSchema, base_url: str, clock: Callable[[], datetime], most_bytes: int
) -> StreamableHTTPSessionManager:
    """Return what answers requests, each by itself: nothing is remembered between two, so any process may answer.

    Args:
        schema: the schema, with its engine.
        base_url: what the addresses in answers start with.
        clock: returns the current instant.
        most_bytes: how long the body of a request may be.
    """
    logging.getLogger("mcp").setLevel(logging.ERROR)  # it warns of what clients do wrong, and tells it to them too
    reading = Reading(StoredOperations(schema, base_url, clock, FOLDER))
    server: Server[Any] = Server(
        "liane",
        title="Liane",
        version=version("liane"),
        instructions=INSTRUCTIONS,
        cache_hints={
            "tools/list": CacheHint(HOUR, "public"),
            "resources/templates/list": CacheHint(HOUR, "public"),
        },
        on_list_tools=list_tools,
        on_call_tool=partial(call_tool, reading),
        on_list_resources=partial(list_resources, reading),
        on_list_resource_templates=list_templates,
        on_read_resource=partial(read_resource, reading),
    )
    return StreamableHTTPSessionManager(server, json_response=True, stateless=True, max_request_body_size=most_bytes)


async def list_tools(_: Any, __: Any) -> types.ListToolsResult:
    """Return the tools."""
    return types.ListToolsResult(
        tools=[
            types.Tool(
                name=tool.name,
                title=tool.title,
                description=tool.description,
                input_schema=input_schema(tool.takes),
                annotations=READ_ONLY,
            )
            for tool in TOOLS
        ]
    )


async def call_tool(reading: Reading, _: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
    """Run a tool; an error is a result too, which the agent reads."""
    try:
        text, is_error = await reading.call(params.name, params.arguments or {}), False
    except ToolFailed as failed:
        text, is_error = str(failed), True
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=is_error)


async def list_resources(reading: Reading, _: Any, params: Any) -> types.ListResourcesResult:
    """Return a page of issues."""
    try:
        issues, after = await reading.latest(params.cursor if params else None)
    except ToolFailed as failed:
        raise refusal(failed) from None
    resources = [
        types.Resource(uri=f"liane://issues/{issue['slug']}", name=issue["slug"], title=issue["title"], mime_type=JSON)
        for issue in issues
    ]
    return types.ListResourcesResult(resources=resources, next_cursor=after)


async def list_templates(_: Any, __: Any) -> types.ListResourceTemplatesResult:
    """Return what may be read by its address."""
    return types.ListResourceTemplatesResult(resource_templates=TEMPLATES)


async def read_resource(reading: Reading, _: Any, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
    """Return an issue or a work."""
    uri = str(params.uri)
    try:
        text = await reading.read(uri)
    except ToolFailed as failed:
        raise refusal(failed) from None
    return types.ReadResourceResult(contents=[types.TextResourceContents(uri=uri, mime_type=JSON, text=text)])


def refusal(failed: ToolFailed) -> MCPError:
    """Return the error of the protocol for what cannot be read: resources have no results that are errors."""
    is_ours = failed.code in {"INTERNAL", "UNAVAILABLE", "OVERLOADED", "TIMEOUT"}
    return MCPError(types.INTERNAL_ERROR if is_ours else types.INVALID_PARAMS, str(failed), {"code": failed.code})
