"""The embed builder of the front door: from the address of a page to its card and the code to copy."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from api.website.cards import HEIGHT, NARROW, THEMES
from api.website.urls import card_path


@dataclass(frozen=True)
class EmbedCode:
    """What the builder shows: ``path`` is None where the address is not one of ours."""

    address: str
    theme: str
    path: str | None
    frame: str
    component: str


def build_embed_code(asked: Mapping[str, str], base_url: str, issue: Mapping[str, Any] | None) -> EmbedCode | None:
    """Build what was asked for; before anything is asked, the first recommendation of the latest issue.

    Returns:
        None where there is nothing to begin with.
    """
    first = issue["recommendations"][0]["url"] if issue and issue["recommendations"] else None
    address = asked.get("card", "").strip() or first
    if address is None:
        return None
    theme = asked.get("theme", "auto")
    theme = theme if theme in THEMES else "auto"
    path = card_path(address, base_url)
    page, themed = f"{base_url}/{path}", f"?theme={theme}" if theme != "auto" else ""
    chosen = f' theme="{theme}"' if themed else ""
    frame = (
        f'<iframe src="{base_url}/embed/{path}{themed}" title="Liane"\n  width="100%" height="{HEIGHT[NARROW]}" '
        'loading="lazy" style="border:0;max-width:36rem"></iframe>'
    )
    component = (
        f'<script src="{base_url}/embed.js" async></script>\n'
        f'<liane-card src="{page}"{chosen}>\n  <a href="{page}">{escape(page)}</a>\n</liane-card>'
    )
    return EmbedCode(address, theme, path, frame, component)
