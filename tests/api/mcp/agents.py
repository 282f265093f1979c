"""Agents, as bare as the protocol: one request, one answer."""

import json
from collections.abc import Mapping
from typing import Any

import httpx

ACCEPT = "application/json, text/event-stream"
HANDSHAKE = "2025-11-25"
"""A version of the protocol that every client speaks."""


def ask(
    client: httpx.Client,
    method: str,
    params: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    """Send one request."""
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}}
    sent = {"Accept": ACCEPT, "MCP-Protocol-Version": HANDSHAKE, **(headers or {})}
    return client.post("/mcp", json=message, headers=sent)


def call(client: httpx.Client, tool: str, headers: Mapping[str, str] | None = None, **arguments: Any) -> httpx.Response:
    """Call a tool."""
    return ask(client, "tools/call", {"name": tool, "arguments": arguments}, headers)


def text_of(response: httpx.Response) -> str:
    """Return the text of the answer of a tool."""
    assert response.status_code == 200, response.text
    [content] = response.json()["result"]["content"]
    return str(content["text"])


def answer(client: httpx.Client, tool: str, headers: Mapping[str, str] | None = None, **arguments: Any) -> Any:
    """Return what a tool answers, which must not be an error."""
    response = call(client, tool, headers, **arguments)
    text = text_of(response)
    assert not response.json()["result"]["isError"], text
    return json.loads(text)


def code(client: httpx.Client, tool: str, headers: Mapping[str, str] | None = None, **arguments: Any) -> str:
    """Return the code of the error that a tool answers."""
    response = call(client, tool, headers, **arguments)
    text = text_of(response)
    assert response.json()["result"]["isError"], text
    return text.partition(":")[0]
