"""Links to the pages behind names, for templates."""

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from api.website.i18n import Translator
from api.website.urls import address

FOLDERS = {"Person": "people", "Organization": "organizations", "Work": "works"}
"""Where the pages of types are, for what a detail of a work can be."""


def kind_in_address(kind: str) -> str:
    """Return a kind as addresses have it: ``ai-model``."""
    return kind.lower().replace("_", "-")


def link(path: str, name: str) -> Markup:
    """Return a link."""
    return Markup('<a href="{}">{}</a>').format(path, name)


def link_names(t: Translator, folder: str, named: Iterable[Mapping[str, Any]], root: str) -> Markup:
    """Return links to what has a name and a slug, joined as a sentence does."""
    links = [link(f"{root}/{folder}/{each['slug']}", each["name"]) for each in named]
    return Markup(t.join_names([*map(str, links)]))  # noqa: S704 - links are escaped


def link_tag(name: str, slug: str, root: str) -> Markup:
    """Return a link to the works with a tag."""
    return link(f"{root}{address('/works', tag=slug)}", name)
