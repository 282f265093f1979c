"""Addresses as the sender meant them: unwrapped from tracking redirects, without tracking parameters, and safe."""

import re
from urllib.parse import unquote, urljoin

from seed.importers.redirects import is_at, redirect_target, split

MOST_WRAPPINGS = 5
LONGEST = 8_000
SAFE = ("http", "https")
TRACKING = re.compile(
    r"""utm_\w+|mc_(?:cid|eid|tc)|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|irclid|s_kwcid|srsltid
    |msclkid|yclid|twclid|ttclid|igshid?|li_fat_id|mkt_tok|_hsenc|_hsmi|__hs\w+|hsctatracking|vero_(?:id|conv)
    |oly_(?:enc|anon)_id|_openstat|wickedid|s_cid|ck_subscriber_id|ml_subscriber\w*|ss_(?:source|campaign_id|email_id)
    |(?:pk|mtm|piwik|matomo|at|hsa|stm)_\w+|xtor|cmpid|_bhl?id|bhcl_id|bhid|email_hash|subscriber(?:_?id|_hash)?|mailid
    |trk(?:_\w+|campaign|info|email)?|sc_cid|elqtrackid|elqtrack|_kx|_ke|rb_clickid|_branch_match_id|_ga|_gl|ref_src
    |guccounter|guce_\w+|cid_mail|nlid|recipient(?:_?id)?|contact_?id|user_?hash""",
    re.IGNORECASE | re.VERBOSE,
)
# What these hosts add to an address when it is shared.
TRACKING_OF: dict[str, frozenset[str]] = {
    "youtube.com": frozenset({"si", "feature", "pp", "ab_channel"}),
    "youtu.be": frozenset({"si", "feature"}),
    "spotify.com": frozenset({"si", "nd", "context", "dlsi"}),
    "substack.com": frozenset({"token", "r", "isFreemail", "triedRedirect", "publication_id", "post_id", "s"}),
    "instagram.com": frozenset({"hl", "img_index"}),
    "twitter.com": frozenset({"s", "t", "ref_url"}),
    "x.com": frozenset({"s", "t", "ref_url"}),
    "apple.com": frozenset({"itsct", "itscg", "ls", "app", "uo", "at", "ct", "pt", "mt"}),
    "amazon.fr": frozenset({"tag", "ref", "ref_", "linkCode", "linkId", "ascsubtag"}),
    "amazon.com": frozenset({"tag", "ref", "ref_", "linkCode", "linkId", "ascsubtag"}),
    "netflix.com": frozenset({"s", "trkid", "trackId", "tctx"}),
    "imdb.com": frozenset({"ref_"}),
}
EMAIL = re.compile(r"[^\s@/?&=<>]+@[^\s@/?&=<>]+\.\w+")
UNSAFE_SIGNS = re.compile(r"[\s\x00-\x20\x7f<>\"`{}|\\^\u2028\u2029\ud800-\udfff]")
NO_SIGNS = re.compile(r"[\x00-\x1f\x7f]+")


def clean_link(address: str, base: str | None = None, *, unwrap: bool = True) -> str | None:
    """Return the http(s) or mailto address that a link leads to; None when it leads nowhere or is unsafe.

    Args:
        address: as the input has it.
        base: the address that relative ones start from, if the input states it.
        unwrap: look for the address that a tracking redirect carries in itself.
    """
    # An address that was written over several lines has their indentation in it.
    address = NO_SIGNS.sub("", "".join(line.strip() for line in address.splitlines()))
    if len(address) > LONGEST:
        return None
    if address[:7].lower() == "mailto:":
        return UNSAFE_SIGNS.sub(_percent, address)
    url = _absolute(address, base)
    for _ in range(MOST_WRAPPINGS if unwrap else 0):
        target = url and redirect_target(url)
        if not target:
            break
        url = target
    return UNSAFE_SIGNS.sub(_percent, without_tracking(url)) if url else None


def without_tracking(url: str) -> str:
    """Remove the parameters that report who clicked where; the others stay as they are written."""
    parts = split(url)
    if parts is None or not (parts.query or "=" in parts.fragment):
        return url
    host = (parts.hostname or "").removeprefix("www.")
    own = next((names for domain, names in TRACKING_OF.items() if is_at(host, domain)), ())
    head, _, fragment = url.partition("#")
    path, _, query = head.partition("?")
    kept = [pair for pair in query.split("&") if pair and not _tracks(pair, own)]
    marks = [pair for pair in fragment.split("&") if pair and not ("=" in pair and _tracks(pair, ()))]
    return path + ("?" + "&".join(kept) if kept else "") + ("#" + "&".join(marks) if marks else "")


def _tracks(pair: str, own: frozenset[str] | tuple[str, ...]) -> bool:
    name, _, value = pair.partition("=")
    name = unquote(name).removeprefix("amp;")
    return bool(TRACKING.fullmatch(name)) or name in own or bool(EMAIL.fullmatch(unquote(value)))


def _absolute(address: str, base: str | None) -> str | None:
    if address.startswith("//"):
        address = f"https:{address}"
    parts = split(address)
    if parts is not None and not parts.scheme and base and not address.startswith("#"):
        address = urljoin(base, address)
        parts = split(address)
    if parts is None or parts.scheme.lower() not in SAFE or not parts.hostname:
        return None
    # Merge tags that were never filled in lead nowhere.
    return None if re.search(r"\*\||\|\*|\{\{|%%|\[\[", address) else address


def _percent(sign: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in sign[0].encode("utf-8", "replace"))
