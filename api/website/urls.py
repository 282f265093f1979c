"""URLs: which page of this site one is of, however partners paste it, and how one is written for programs."""

import re
from urllib.parse import SplitResult, quote, unquote, urlencode, urlsplit

from schema.ids import RECOMMENDATION_ID_PATTERN, SLUG_PATTERN

PAGE = re.compile(
    f"/(?:embed/)?((?:issues|works)/{SLUG_PATTERN.pattern}|recommendations/{RECOMMENDATION_ID_PATTERN.pattern})/?"
)
USUAL_PORTS = {"http": 80, "https": 443}
MAX_LENGTH = 2_000


def card_path(url: str, base_url: str) -> str | None:
    """Return the path of a page's card below ``/embed/``, from the page's or the card's absolute URL.

    Query and fragment do not matter, nor do http or https, the case of the host, and the scheme's own port (RFC 3986,
    section 6). Nothing is looked up: there may be no such page.

    Returns:
        Such as ``works/ripple``; None for another site's URL, and for one of nothing that has a card.
    """
    base = urlsplit(base_url)
    try:
        parts = urlsplit(url.strip()) if len(url) <= MAX_LENGTH else None
        same_site = parts is not None and _site(parts) == _site(base)
    except ValueError:  # brackets that hold no IP address, a port that is no number
        return None
    if parts is None or not same_site or parts.username is not None:
        return None
    path = unquote(parts.path)
    match = PAGE.fullmatch(path.removeprefix(base.path)) if path.startswith(f"{base.path}/") else None
    return match[1] if match else None


def _site(parts: SplitResult) -> tuple[str | None, int | None] | None:
    """Return host and port, None for the scheme's own port; None for a URL that is not of the web."""
    usual = USUAL_PORTS.get(parts.scheme)
    if usual is None or not parts.hostname:
        return None
    return parts.hostname, None if parts.port in {None, usual} else parts.port


def address(path: str, **parameters: str | None) -> str:
    """Return a path with its parameters, those that are None left out."""
    query = urlencode({name: value for name, value in parameters.items() if value is not None})
    return f"{path}?{query}" if query else path


def as_uri(url: str) -> str:
    """Return a URL of nothing but what a URI may hold: the rest is percent-encoded (RFC 3986, section 2)."""
    return quote(url, safe="%:/?#[]@!$&'()*+,;=~", errors="replace")
