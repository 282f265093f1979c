"""What a browser sees at ``/graphql``: the explorer that ``make explorer`` builds, else a plain page that says how."""

import base64
import hashlib
from html import escape
from pathlib import Path
from string import Template

from starlette.responses import Response

from api.http.static_files import ImmutableFiles

BUILD = Path(__file__).parents[1] / "explorer" / "dist"
PLAIN_PAGE = Path(__file__).parent / "explorer_missing"
COMMON_POLICY = "default-src 'none'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
# The editor writes style attributes, and its style sheet holds its icons.
EDITOR_POLICY = (
    "script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "img-src 'self' data:; form-action 'none'"
)


class ExplorerPage:
    """The page, read once: build the explorer, then start the server.

    Args:
        build: the folder that the explorer is built into; it need not exist.
        example: the operation that the plain page starts with.
    """

    def __init__(self, build: Path, example: str) -> None:
        index = build / "index.html"
        self.assets = ImmutableFiles(directory=build / "explorer") if index.is_file() else None
        if self.assets:
            self._html, policy = index.read_text(encoding="utf-8"), EDITOR_POLICY
        else:
            self._html, policy = plain_page(example)
        self._headers = {
            "Cache-Control": "no-cache",
            "Content-Security-Policy": COMMON_POLICY + policy,
            "Referrer-Policy": "no-referrer",
            "Vary": "Accept",
            "X-Content-Type-Options": "nosniff",
        }

    def response(self) -> Response:
        """Return the page."""
        return Response(self._html, media_type="text/html", headers=self._headers)


def plain_page(example: str) -> tuple[str, str]:
    """Build the page that stands in for the explorer where that is not built.

    Returns:
        Its HTML, and the part of its content security policy that allows its own script and style and no other.
    """
    html, style, script = (_read(f"page.{suffix}") for suffix in ("html", "css", "js"))
    page = Template(html).substitute(style=style, script=script, example=escape(example))
    return page, f"script-src {_hash(script)}; style-src {_hash(style)}; img-src data:; form-action 'none'"


def _read(name: str) -> str:
    return (PLAIN_PAGE / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest())
    return f"'sha256-{digest.decode()}'"
