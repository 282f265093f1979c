"""Addresses as the sender meant them: unwrapped from tracking redirects, without tracking parameters, and safe."""

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

import orjson

from seed.importers.wordlist import wordset

MOST_WRAPPINGS = 5
LONGEST = 8_000
SAFE = ("http", "https")
# A host or a path with one of these words redirects its readers; another one's "?url=" is part of what it shows.
REDIRECTORS = wordset(
    "away cl cl0 cl1 click clicks clk clicktracker cread ct e email emails envoi exit go goto href l l0 lien "
    "liens link linkfilter links lnk ls mail mailer mailing news newsletter nl open out outbound r rd re "
    "redir redirect redirection redirects redirector rdr refer safelink safelinks slack-redir t tr track "
    "tracker tracking trk trck u url urldefense v2"
)
# These take an address to do something with it.
TAKERS = re.compile(
    r"share|sharer|intent|submit|translate|archive|create/button|login|signin|oauth|validator|embed|whatsapp|send\b",
    re.IGNORECASE,
)
TRACKING = re.compile(
    r"""utm_\w+|mc_(?:cid|eid|tc)|(?:fb|g|dc|msclk|yc|twc|ttc|irc|s_kwc)l?id|fbclid|gclid|gclsrc|dclid|gbraid|wbraid
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
ENCODED = re.compile(r"/(https?(?::|%3A)(?:/|%2F){1,2}.+)$", re.IGNORECASE)
BASE64 = re.compile(r"[A-Za-z0-9_\-+/]{16,}={0,2}")
UNSAFE_SIGNS = re.compile(r"[\s\x00-\x20\x7f<>\"`{}|\\^\u2028\u2029\ud800-\udfff]")
NO_SIGNS = re.compile(r"[\x00-\x1f\x7f]+")


def clean_link(address: str, base: str | None = None, *, unwrap: bool = True) -> str | None:
    """Return the http(s) or mailto address that a link leads to; None when it leads nowhere or is unsafe.

    Args:
        address: as the input has it.
        base: the address that relative ones start from, if the input states it.
        unwrap: look for the address that a tracking redirect carries in itself.
    """
    address = NO_SIGNS.sub("", address.strip())
    if len(address) > LONGEST:
        return None
    if address[:7].lower() == "mailto:":
        return UNSAFE_SIGNS.sub(_percent, address)
    url = _absolute(address, base)
    for _ in range(MOST_WRAPPINGS if unwrap else 0):
        target = url and _target(url)
        if not target:
            break
        url = target
    return UNSAFE_SIGNS.sub(_percent, without_tracking(url)) if url else None


def host_of(url: str) -> str:
    """Return the host of an address without ``www.``; empty when it has none."""
    parts = _split(url)
    return (parts.hostname or "").removeprefix("www.") if parts else ""


def without_tracking(url: str) -> str:
    """Remove the parameters that report who clicked where; the others stay as they are written."""
    parts = _split(url)
    if parts is None or not (parts.query or "=" in parts.fragment):
        return url
    host = (parts.hostname or "").removeprefix("www.")
    own = next((names for domain, names in TRACKING_OF.items() if host == domain or host.endswith(f".{domain}")), ())
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
    parts = _split(address)
    if parts is not None and not parts.scheme and base and not address.startswith("#"):
        address = urljoin(base, address)
        parts = _split(address)
    if parts is None or parts.scheme.lower() not in SAFE or not parts.hostname:
        return None
    # Merge tags that were never filled in lead nowhere.
    return None if re.search(r"\*\||\|\*|\{\{|%%|\[\[", address) else address


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname
    except ValueError:
        return None
    return parts


def _target(url: str) -> str | None:
    """Return the address that a redirect carries in itself."""
    parts = _split(url)
    if parts is None or not _is_redirect(parts):
        return None
    for carried in _carried(parts):
        for text in (carried, _from_base64(carried)):
            target = _address_in(text)
            if target and host_of(target) and target != url:
                return target
    return None


def _is_redirect(parts: SplitResult) -> bool:
    where = f"{parts.hostname}{parts.path}"
    before = re.split(r"/https?(?::|%3A)", where, flags=re.IGNORECASE)[0]
    words = set(re.split(r"[./_]|(?<!\d)\d++(?=\.)", before.lower())) | set(re.split(r"[./]", before.lower()))
    return not TAKERS.search(before) and bool(words & REDIRECTORS or before.startswith("google."))


def _carried(parts: SplitResult) -> Iterator[str]:
    """Yield what may be an address: behind the path, the parameters, the parts of the path, the bare query."""
    if defended := re.search(r"/v3/__(.+?)__;", f"{parts.path}?{parts.query}"):
        yield defended[1]
    if behind := ENCODED.search(parts.path):
        # An encoded address ends with its part of the path; what follows it is the tracker's own.
        encoded = "%2f" in behind[1].lower()
        yield behind[1].split("/")[0] if encoded else behind[1] + (f"?{parts.query}" if parts.query else "")
    for pair in parts.query.split("&"):
        name, _, value = pair.partition("=")
        if parts.hostname == "urldefense.proofpoint.com" and name == "u":
            value = value.replace("-", "%").replace("_", "/")
        yield unquote(value or name)
    yield from reversed(parts.path.split("/"))
    yield parts.query


def _address_in(text: str) -> str | None:
    for address in (text, unquote(text)):
        if re.match(r"https?:/{1,2}[^/\s]+", address, re.IGNORECASE):
            return re.sub(r"^(https?:)/(?=[^/])", r"\1//", address, flags=re.IGNORECASE)
    return None


def _from_base64(text: str) -> str:
    text = unquote(text)
    # Bing marks its base64 with "a1".
    for encoded in (text, text.removeprefix("a1")):
        if not BASE64.fullmatch(encoded):
            continue
        try:
            bare = encoded.rstrip("=")
            plain = base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_").decode()
        except (binascii.Error, ValueError):
            continue
        if plain.startswith("http"):
            return plain
        if plain.startswith("{"):
            return _address_in_json(plain)
    return ""


def _address_in_json(text: str) -> str:
    """Find an address in a JSON object, or in one that it holds as text."""
    for _ in range(MOST_WRAPPINGS):
        try:
            fields = orjson.loads(text)
        except orjson.JSONDecodeError:
            return ""
        values = [value for value in fields.values() if isinstance(value, str)] if isinstance(fields, dict) else []
        address = next((value for value in values if value.startswith(("http://", "https://"))), None)
        if address:
            return address
        text = next((value for value in values if value.startswith("{")), "")
    return ""


def _percent(sign: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in sign[0].encode("utf-8", "replace"))
