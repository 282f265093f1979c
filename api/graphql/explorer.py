"""What a browser sees at ``/graphql``: the explorer that ``make explorer`` builds, else a plain page that says how."""

import base64
import hashlib
from html import escape
from pathlib import Path
from string import Template

from starlette.responses import Response

from api.http.static_files import ImmutableFiles

HERE = Path(__file__).parents[1]
BUILT = HERE / "explorer" / "dist"
EXAMPLE = HERE / "website" / "operations" / "latest_issue.graphql"
COMMON_POLICY = "default-src 'none'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
# The editor writes style attributes and carries its icons in its style sheet.
EDITOR_POLICY = (
    "script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "img-src 'self' data:; form-action 'none'"
)


class ExplorerPage:
    """The page, read once: build the explorer, then start the server.

    Args:
        built: the folder that the explorer is built into, which need not exist.
    """

    def __init__(self, built: Path = BUILT) -> None:
        index = built / "index.html"
        self.assets = ImmutableFiles(directory=built / "explorer") if index.is_file() else None
        if self.assets:
            self._html, policy = index.read_text(encoding="utf-8"), EDITOR_POLICY
        else:
            self._html, policy = plain_page()
        self._headers = {
            "Cache-Control": "no-cache",
            "Content-Security-Policy": COMMON_POLICY + policy,
            "Referrer-Policy": "no-referrer",
            "Vary": "Accept",
            "X-Content-Type-Options": "nosniff",
        }

    def response(self) -> Response:
        """Give the page."""
        return Response(self._html, media_type="text/html", headers=self._headers)


def plain_page() -> tuple[str, str]:
    """Put together the page for where the explorer is not built.

    Returns:
        Its HTML, and the part of its content security policy that allows its own script and style and no other.
    """
    html, style, script = (_template(f"explorer_missing.{suffix}") for suffix in ("html", "css", "js"))
    page = Template(html).substitute(style=style, script=script, example=escape(EXAMPLE.read_text(encoding="utf-8")))
    return page, f"script-src {_hash(script)}; style-src {_hash(style)}; img-src data:; form-action 'self'"


def _template(name: str) -> str:
    return (HERE / "website" / "templates" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest())
    return f"'sha256-{digest.decode()}'"
