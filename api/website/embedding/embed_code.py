"""The embed builder of the front page: from the URL of a page to its card and the code to copy."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from api.website.embedding.cards import HEIGHT, THEMES
from api.website.results import FrontPageLatestIssue
from api.website.urls import card_path


@dataclass(frozen=True)
class EmbedCode:
    """What the builder shows: ``path`` is None where the URL is not one of this site."""

    url: str
    theme: str
    path: str | None
    frame: str
    component: str


def build_embed_code(
    parameters: Mapping[str, str], base_url: str, latest: FrontPageLatestIssue | None
) -> EmbedCode | None:
    """Build the code for the URL and the theme in the builder's query parameters.

    Without a URL it is that of the first recommendation of the latest issue; None where there is none.
    """
    first = latest["recommendations"][0]["url"] if latest and latest["recommendations"] else None
    url = parameters.get("card", "").strip() or first
    if url is None:
        return None
    theme = parameters.get("theme", "auto")
    theme = theme if theme in THEMES else "auto"
    path = card_path(url, base_url)
    page, query = f"{base_url}/{path}", f"?theme={theme}" if theme != "auto" else ""
    attribute = f' theme="{theme}"' if query else ""
    frame = (
        f'<iframe src="{base_url}/embed/{path}{query}" title="Liane"\n  width="100%" height="{HEIGHT}" '
        'loading="lazy" style="border:0;max-width:36rem"></iframe>'
    )
    component = (
        f'<script src="{base_url}/embed.js" async></script>\n'
        f'<liane-card src="{page}"{attribute}>\n  <a href="{page}">{escape(page)}</a>\n</liane-card>'
    )
    return EmbedCode(url, theme, path, frame, component)
