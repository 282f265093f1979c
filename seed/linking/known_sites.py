"""Catalogues, stores and services whose addresses name a work: of which kind it is, and its id there.

The addresses that tell the kind are declared with it, in ``schema.kinds``; those that do not are listed here.
"""

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from schema.kinds import COUNTRY, KINDS, Site
from schema.vocabulary import WorkKind


class KnownPage(NamedTuple):
    """A work's page on a known site: the site's domain, the id there, and the kind where the address tells it.

    ``sure`` is false where works of other kinds have such addresses too.
    """

    domain: str
    scheme: str
    value: str
    kind: WorkKind | None
    sure: bool = True


class _Address(NamedTuple):
    site: Site
    pattern: re.Pattern[str]
    kind: WorkKind | None


SITES_OF_ANY_KIND = (
    Site("netflix.com", COUNTRY + r"(?:title|watch)/(?P<id>\d+)", "netflix"),
    Site("primevideo.com", r"/detail/(?:[^/]+/)?(?P<id>[A-Z0-9]{10,})", "primevideo"),
    Site("arte.tv", r"/videos/(?P<id>(?:RC-)?\d{5,}(?:-\d+-[A-Z])?)", "arte"),
    Site("youtube.com", r"^/(?:watch\?(?:.*&)?v=|shorts/|embed/|live/)(?P<id>[\w-]{11})", "youtube"),
    Site("youtube-nocookie.com", r"^/embed/(?P<id>[\w-]{11})", "youtube"),
    Site("youtu.be", r"^/(?P<id>[\w-]{11})", "youtube"),
    Site("vimeo.com", r"^/(?:[\w/]+/)?(?P<id>\d{5,})", "vimeo"),
    Site("dailymotion.com", r"^/(?:embed/)?video/(?P<id>\w+)", "dailymotion"),
    Site("wikidata.org", r"^/(?:wiki|entity)/(?P<id>Q\d+)$", "wikidata"),
)
ADDRESSES = [
    *(_Address(site, re.compile(site.address), kind.name) for kind in KINDS.values() for site in kind.sites),
    *(_Address(site, re.compile(site.address), None) for site in SITES_OF_ANY_KIND),
]


def recognise(url: str) -> KnownPage | None:
    """Return the work's page that an address leads to; None when it is on no known site, or no work's page there.

    Where addresses of several kinds match, the match that begins first counts, and of two that begin alike the one
    whose kind stands first in ``KINDS``.
    """
    try:
        parts = urlsplit(url)
        name = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return None
    path = unquote(parts.path) + (f"?{parts.query}" if parts.query else "")
    matches = [
        (match, address)
        for address in ADDRESSES
        if _is_on(name, address.site) and (match := address.pattern.search(path))
    ]
    if not matches:
        return None
    match, (site, _, kind) = min(matches, key=lambda each: each[0].start())
    value = f"{name.partition('.')[0]}/{match['id']}" if site.by_subdomain else match["id"]
    return KnownPage(site.domain, site.scheme, value, kind, site.sure)


def _is_on(name: str, site: Site) -> bool:
    """Whether a host's name is a site's; of one whose ids need a subdomain, the name must have one."""
    return name.endswith(f".{site.domain}") or (name == site.domain and not site.by_subdomain)
