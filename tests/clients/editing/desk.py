"""Edits a magazine with the client that ariadne-codegen generates."""

import asyncio
import uuid

import httpx
from liane_client import Client, UpdateIssueInput
from liane_client.change import ChangeUpdateIssue
from liane_client.fragments import ConflictDetails


def open_desk(url: str, key: str) -> Client:
    """Return a client that sees drafts too."""
    return Client(f"{url}/graphql", {"Authorization": f"Bearer {key}", "Liane-View": "draft"})


async def save(desk: Client, issue: UpdateIssueInput) -> ChangeUpdateIssue:
    """Save an edit, and once only: a broken connection does not tell whether it has been saved."""
    key = str(uuid.uuid4())
    for attempt in (1, 2):
        try:
            return (await desk.change(issue, key)).update_issue
        except httpx.TransportError:
            await asyncio.sleep(attempt / 10)
    return (await desk.change(issue, key)).update_issue


def changes(problem: object) -> list[str]:
    """Say what the other editor has changed, where a problem is a conflict."""
    differences = problem.differences if isinstance(problem, ConflictDetails) else []
    return [f"{each.label}: {each.before or 'nothing'} -> {each.after or 'nothing'}" for each in differences]


def keep_picture(url: str, key: str, picture: bytes) -> str:
    """Keep a picture, and return its address."""
    answer = httpx.post(f"{url}/pictures", content=picture, headers={"Authorization": f"Bearer {key}"})
    return str(answer.raise_for_status().json()["url"])
