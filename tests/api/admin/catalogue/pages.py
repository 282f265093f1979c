"""What tests read from pages of the catalogue."""

import re

import httpx
from selectolax.lexbor import LexborHTMLParser


def path_to(client: httpx.Client, path: str, name: str) -> str:
    """Return the address of the form of something in a list, by its name."""
    found = re.search(rf'"(/admin/{path}/[a-z]+_[a-z0-9]+)"[^>]*>{re.escape(name)}<', client.get(f"/admin/{path}").text)
    assert found, name
    return found[1]


def told(html: str) -> str:
    """Return what a page says, with plain spaces."""
    body = LexborHTMLParser(html).css_first("main")
    assert body is not None
    return " ".join(body.text(separator=" ").split())
