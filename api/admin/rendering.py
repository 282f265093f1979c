"""The templates of the back office, with headers that let its pages load nothing from anywhere else."""

import hashlib
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.admin.forms.texts import blank_item
from api.admin.i18n import visitors_language
from api.admin.paths import STATIC, TEMPLATES
from api.http.admin_path import ADMIN
from api.identity.identification import current_caller
from api.website.paths import TEMPLATES as WEBSITE_TEMPLATES
from api.website.rendering import ITALIC, ROMAN, Renderer

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' https: data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "X-Frame-Options": "DENY"}
"""What pages have beside what all answers have that pass the guard (``api.admin.session``)."""


class AdminRenderer:
    """Renders the pages of the back office.

    Args:
        website: the templates of the website, whose fonts it uses.
    """

    def __init__(self, website: Renderer) -> None:
        self.root = f"{website.root}{ADMIN}"
        self._styles = _styles(website)
        files = {"admin.css": self._styles, **{file.name: file.read_bytes() for file in sorted(STATIC.glob("*.js"))}}
        # In one folder, so that scripts import each other by names.
        version = hashlib.sha256(b"".join(files.values())).hexdigest()[:12]
        self.static = {name: f"{self.root}/static/{version}/{name}" for name in files}
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(blank_item=blank_item, admin=self.root, site=website.root, static=self.static)

    def page(
        self,
        request: Request,
        template: str,
        context: Mapping[str, Any],
        status: int = 200,
        headers: Mapping[str, str] = HEADERS,
    ) -> Response:
        """Return a page.

        Args:
            request: the request that it answers, whose sender it is for.
            template: the name of a template, without its ending.
            context: what it shows.
            status: the status of the response.
            headers: those of the response, where it has others than pages of the back office.
        """
        t = visitors_language(request)
        shared = {"t": t, "identity": current_caller.get().identity, "path": request.url.path}
        html = self._templates.get_template(f"{template}.html").render({**shared, **context})
        return HTMLResponse(html, status, dict(headers))

    async def style_sheet(self, _: Request) -> Response:
        """Answer the style sheet: that of the house, and what is of the back office alone."""
        headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
        return Response(self._styles, media_type="text/css", headers=headers)


def _styles(website: Renderer) -> bytes:
    house = (WEBSITE_TEMPLATES / "house.css").read_text(encoding="utf-8")
    house = house.replace("FONT_ROMAN", website.static[ROMAN]).replace("FONT_ITALIC", website.static[ITALIC])
    return (house + (TEMPLATES / "admin.css").read_text(encoding="utf-8")).encode()
