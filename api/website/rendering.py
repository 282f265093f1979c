"""Templates to responses: escaped by default, with the headers that let a page or a card do no more than it needs."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import Response

from api.http.cache_control import ContentState
from api.http.etags import Representation
from api.website import content_rules, links, structured_data
from api.website.body_pictures import askable
from api.website.i18n import Translator
from api.website.palette import HOUSE, Palette, palette
from api.website.paths import STATIC, TEMPLATES
from api.website.posters import FIGURES, poster
from api.website.texts import show_text
from api.website.typography.typeset import typeset_html
from api.website.urls import address

NO_STORE = "no-store"
ROMAN, ITALIC = "fonts/spectral.woff2", "fonts/spectral-italic.woff2"
PAGE_POLICY = "img-src 'self' https: data:; font-src 'self'; manifest-src 'self'; form-action 'self'; "
STYLES = {
    "front": ("house.css", "base.css", "lists.css", "works.css", "front.css"),
    "issue": ("house.css", "base.css", "works.css", "prose.css", "issue.css"),
    "work": ("house.css", "base.css", "lists.css", "works.css", "sheet.css"),
    "recommendation": ("house.css", "base.css", "lists.css", "works.css", "sheet.css"),
    "about": ("house.css", "base.css", "lists.css", "prose.css", "texts.css"),
    "subscribe": ("house.css", "base.css", "lists.css", "prose.css", "texts.css"),
    "feed": ("house.css", "base.css", "lists.css", "texts.css"),
    **dict.fromkeys(("archive/issues", "archive/column", "search"), ("house.css", "base.css", "archive/archive.css")),
    **dict.fromkeys(
        ("archive/works", "archive/person", "archive/organization"),
        ("house.css", "base.css", "works.css", "archive/archive.css"),
    ),
    "not_found": ("house.css", "base.css", "lists.css"),
    "nothing_yet": ("house.css", "base.css", "lists.css"),
    "unavailable": (
        "house.css",
        "base.css",
    ),
    "docs": ("house.css", "base.css", "prose.css", "docs.css"),
    "card": ("card.css",),
}
"""The style sheets of each template: inlined, which saves a request and allows a hash."""
MOST_COLOURED = 200
"""How many style sheets in a publication's own colours are kept: more than there are templates."""
WITH_BUILDER = ("issue", "work", "recommendation")
"""The templates that can have the embed builder: it frames a card, and links a style sheet and a script. The front page
has it always, and brings both itself."""


@dataclass(frozen=True)
class PageAssets:
    """What a template is inlined with and restricted by: style, script if it has one, content security policy."""

    style: str
    script: str | None
    policy: str
    framed_by: str
    linked_styles: str = ""
    """Where other style sheets may be from, as CSP writes it."""

    def headers(self) -> dict[str, str]:
        """Return the headers that allow this style and this script alone."""
        styles = f"{csp_hash(self.style)} {self.linked_styles}".strip()
        script = f"script-src {csp_hash(self.script)}; " if self.script else ""
        policy = (
            f"default-src 'none'; style-src {styles}; {script}{self.policy}"
            f"base-uri 'none'; frame-ancestors {self.framed_by}"
        )
        headers = {
            "Content-Security-Policy": policy,
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "X-Content-Type-Options": "nosniff",
        }
        return {**headers, "X-Frame-Options": "DENY"} if self.framed_by == "'none'" else headers


class Renderer:
    """Renders templates.

    Args:
        base_url: the public URL that absolute links begin with.
        frame_ancestors: who may frame cards, as CSP writes it.
    """

    def __init__(self, base_url: str, frame_ancestors: str = "*") -> None:
        self.base_url = base_url
        self.root = urlsplit(base_url).path
        self.static = {name: self._versioned(name) for name in ("copy.js", "builder.css", ROMAN, ITALIC)}
        framed_by = frame_ancestors if frame_ancestors in {"*", "'none'"} else f"'self' {frame_ancestors}"
        styles = {name: "".join(map(_read, sheets)) for name, sheets in STYLES.items()}
        styles["front"] += (STATIC / "builder.css").read_text(encoding="utf-8")  # the builder is always there
        for name, style in styles.items():
            styles[name] = style.replace("FONT_ROMAN", self.static[ROMAN]).replace("FONT_ITALIC", self.static[ITALIC])
        self.assets = {name: PageAssets(style, None, PAGE_POLICY, "'none'") for name, style in styles.items()}
        for name in WITH_BUILDER:
            builder = f"script-src 'self'; frame-src 'self'; {PAGE_POLICY}"
            self.assets[name] = PageAssets(styles[name], None, builder, "'none'", "'self'")
        copy = (STATIC / "copy.js").read_text(encoding="utf-8")
        self.assets["front"] = PageAssets(styles["front"], copy, f"frame-src 'self'; {PAGE_POLICY}", "'none'")
        self.assets["search"] = PageAssets(
            styles["search"], _read("search.js"), f"connect-src 'self'; {PAGE_POLICY}", "'none'"
        )
        self.assets["card"] = PageAssets(styles["card"], _read("card.js"), "form-action 'none'; ", framed_by)
        self._templates = Environment(
            loader=ChoiceLoader([FileSystemLoader(TEMPLATES), DictLoader(FIGURES)]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(
            address=address,
            base_url=base_url,
            root=self.root,
            poster=poster,
            static=self.static,
            offers=content_rules.offers,
            has_ended=content_rules.has_ended,
            headings=content_rules.headings,
            length_class=content_rules.length_class,
            json_ld=structured_data.script,
            link_names=partial(links.link_names, root=self.root),
        )
        self._templates.tests["web"] = content_rules.is_web
        self._templates.tests["opening_with_a_letter"] = content_rules.opens_with_a_letter
        self._templates.tests["recommended"] = content_rules.is_recommended
        self._templates.filters["country"] = lambda code, t: t.country(code)
        self._templates.filters["askable"] = lambda url: askable(url, base_url)
        self._templates.filters["shown"] = lambda html, language, first=2: show_text(html, language, base_url, first)
        self._templates.filters["kind_in_address"] = links.kind_in_address
        self._templates.filters["query_value"] = lambda text: quote(text, safe="")

        self._coloured = lru_cache(MOST_COLOURED)(self._in_colors)
        self._notice = cache(lambda template, t, **context: self.render(template, t, context))

    def assets_of(self, template: str, context: Mapping[str, Any]) -> PageAssets:
        """Return what a page is inlined with and restricted by: its styles have the colours of the publication."""
        return self._coloured(template, colors_of(context))

    def page(
        self, content_state: ContentState, template: str, t: Translator, context: Mapping[str, Any]
    ) -> Representation:
        """Return a page that caches may keep.

        Args:
            content_state: the state of the content that it shows.
            template: the name of a template without its ending.
            t: the language of the words around the content.
            context: what the template shows.
        """
        body, headers = self.render(template, t, context), self.assets_of(template, context).headers()
        return Representation(body, "text/html", content_state, headers)

    def error_page(self, status: int, template: str, t: Translator, context: Mapping[str, Any]) -> Response:
        """Return a page of an error status, which caches may not keep."""
        headers = {**self.assets_of(template, context).headers(), "Cache-Control": NO_STORE}
        return Response(self.render(template, t, context), status, headers, "text/html")

    def notice(self, status: int, template: str, t: Translator, **context: Any) -> Response:
        """Return a page of an error status that shows no content, rendered once: it is asked for when time is short."""
        headers = {**self.assets[template].headers(), "Cache-Control": NO_STORE}
        return Response(self._notice(template, t, **context), status, headers, "text/html")

    def render(self, template: str, t: Translator, context: Mapping[str, Any]) -> bytes:
        """Return the HTML of a page, typeset: each text by the language that its element or one around it states."""
        assets = self.assets_of(template, context)
        style, script = Markup(assets.style), Markup(assets.script or "")  # noqa: S704 - files of ours
        page = self._templates.get_template(f"{template}.html")
        html = page.render(t=t, style=style, script=script, palette=colors_of(context), **context)
        return typeset_html(html).encode("utf-8", "replace")

    def render_fragment(self, template: str, t: Translator, context: Mapping[str, Any]) -> str:
        """Return the HTML of a template that is a part of something else."""
        return self._templates.get_template(f"{template}.html").render(t=t, **context)

    def _in_colors(self, template: str, colors: Palette) -> PageAssets:
        assets = self.assets[template]
        return assets if colors == HOUSE else replace(assets, style=assets.style + colors.style)

    def _versioned(self, name: str) -> str:
        """Return the URL of a file that may be cached for ever, since it changes with the file."""
        digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
        return f"{self.root}/static/{name}?v={digest[:12]}"


def colors_of(context: Mapping[str, Any]) -> Palette:
    """Return the colours of what is shown: those of its publication, where it knows one."""
    publication = context.get("publication")
    return palette(publication["accentColor"]) if publication else HOUSE


def csp_hash(text: str) -> str:
    """Return the CSP source of an inline style or script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _read(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")
