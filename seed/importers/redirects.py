"""Where a tracking redirect leads, as far as its own address says so.

What redirects is data: hosts that do nothing else, words of hosts and paths, the names of the parameters that carry the
target, and, as strictly, what never redirects, since it takes an address to show it or to do something with it. How
senders write the target is in ``seed.importers.carried_addresses``.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from seed.importers.carried_addresses import address_in, decoded
from seed.importers.wordlist import wordset

# Hosts, subdomains included, and a beginning of the path, below which everything redirects.
REDIRECTING = (
    ("l.facebook.com", "/"), ("lm.facebook.com", "/"), ("l.messenger.com", "/"), ("l.instagram.com", "/"),
    ("l.threads.net", "/"), ("l.threads.com", "/"), ("l.wl.co", "/"), ("facebook.com", "/l.php"),
    ("facebook.com", "/flx/warn"), ("youtube.com", "/redirect"), ("linkedin.com", "/redir/"),
    ("linkedin.com", "/safety/go"), ("lnkd.in", "/safety/go"), ("out.reddit.com", "/"), ("vk.com", "/away"),
    ("steamcommunity.com", "/linkfilter"), ("slack-redir.net", "/"), ("t.umblr.com", "/"), ("href.li", "/"),
    ("medium.com", "/r/"), ("deviantart.com", "/users/outgoing"), ("exit.sc", "/"), ("gate.sc", "/"),
    ("link.zhihu.com", "/"), ("weibo.cn", "/sinaurl"), ("r.search.yahoo.com", "/"), ("duckduckgo.com", "/l/"),
    ("bing.com", "/ck/"), ("news.google.com", "/rss/articles/"), ("news.google.com", "/articles/"),
    ("news.google.com", "/read/"), ("googleadservices.com", "/pagead/aclk"), ("adclick.g.doubleclick.net", "/"),
    ("safelinks.protection.outlook.com", "/"), ("urldefense.com", "/"), ("urldefense.us", "/"),
    ("urldefense.proofpoint.com", "/"), ("protection.sophos.com", "/"), ("linkprotect.cudasvc.com", "/"),
    ("secure-web.cisco.com", "/"), ("clicktime.symantec.com", "/"), ("protect2.fireeye.com", "/"),
    ("avanan.click", "/"), ("protect.checkpoint.com", "/"), ("trendmicro.com", "/wis/clicktime/"),
    ("imsva.com", "/"), ("scanmail.trustwave.com", "/"), ("antiphishing.vadesecure.com", "/"),
    ("urlsand.esvalabs.com", "/"), ("linklock.titanhq.com", "/"), ("mimecast.com", "/redirect/"),
    ("mimecastprotect.com", "/"), ("substack.com", "/redirect/"), ("mjt.lu", "/lnk/"), ("pstmrk.it", "/"),
    ("lnks.gd", "/l/"), ("flight.beehiiv.net", "/"), ("customeriomail.com", "/e/c/"), ("awstrack.me", "/"),
    ("mandrillapp.com", "/track/click/"), ("eocampaign1.com", "/c"), ("convertkit-mail.com", "/"),
    ("convertkit-mail2.com", "/"), ("convertkit-mail4.com", "/"), ("kit-mail3.com", "/"), ("redirectingat.com", "/"),
    ("skimresources.com", "/"), ("viglink.com", "/"), ("linksynergy.com", "/"), ("awin1.com", "/"),
    ("shareasale.com", "/"), ("prf.hn", "/click/"), ("anrdoezrs.net", "/"), ("dpbolvw.net", "/"),
    ("jdoqocy.com", "/"), ("tkqlhce.com", "/"), ("kqzyfj.com", "/"),
)  # fmt: skip
GOOGLE = re.compile(r"(?:www\.)?google\.[a-z.]{2,6}$")
# Hosts that show the pages of others: there they are the destination.
VIEWERS = wordset(
    "archive.org archive.ph archive.today archive.is archive.md archive.li 12ft.io jina.ai outline.com scribe.rip "
    "freedium.cfd hypothes.is translate.goog web.dev weserv.nl wp.com feedly.com validator.w3.org corsproxy.io "
    "allorigins.win doi.org handle.net worldcat.org sci-hub.se printfriendly.com txtify.it substackcdn.com "
    "cdninstagram.com ampproject.org googleusercontent.com web.app iframely.com embedly.com embed.ly libproxy.com"
)
# What a path or a host says that takes an address to do something else with it than to lead there.
TAKERS = wordset(
    "share sharer sharearticle intent submit submitlink translate archive login signin signup oauth oauth2 auth sso "
    "saml connect validator validate check checker embed oembed player viewer view reader whatsapp send compose save "
    "bookmark bookmarks search find query lookup doi dois openurl resolver resolve hdl cite citation proxy proxies "
    "ezproxy libproxy cors cache cached preview thumbnail thumb image images img imgproxy resize fetch avatar favicon "
    "favicons qr qrcode analyze whois dialog plugins plugin widget widgets subscribe unsubscribe "
    "feed feeds rss atom webcal calendar print pdf convert screenshot download upload comment comments "
    "discuss webmention pingback trackback amp maps"
)
# A host or a path with one of these words redirects its readers ...
REDIRECT = wordset(
    "away cl0 cl1 click clicks clk clicktracker clicktime clic clics cread deeplink exit go goto href jump leaving "
    "lien liens linkfilter lnk lnks ls out outbound outgoing rd redir redirect redirection redirects redirector rdr "
    "redireccion reindirizza weiterleitung safelink safelinks slack-redir track tracker tracking trk trck trace "
    "urldefense url enlace"
)
# ... and one with one of these does where the address is in a parameter for it, or coded.
MAYBE_REDIRECT = wordset(
    "c cl ct e email emails envoi l l0 link links mail mailer mailing news newsletter nl open r re refer t tr u v2 f s "
    "ctrk em post campaign lettre infolettre"
)
# The parameters that carry a target, the surest first.
TARGETS = (
    "url", "u", "target", "to", "dest", "destination", "redirect", "redirect_url", "redirecturl", "redir", "goto", "go",
    "link", "href", "lien", "out", "location", "uri", "ued", "murl", "urllink", "adurl", "uddg", "z", "a", "p", "d",
    "payload", "data", "ru", "target_url", "targeturl", "link_url", "dest_url", "final_url", "finalurl", "endpoint",
)  # fmt: skip
# These carry an address that a reader comes from, or that a page shows.
NO_TARGETS = wordset(
    "source src ref referrer referer origin from via return returnurl return_url return_to returnto next continue "
    "callback back redirect_uri fallback image img media logo canonical query search s text body title feed site"
)
# WordPress's newsletter plugin has no path of its own.
TELLING = ("nltr=",)
SEARCHED = "q"
"""Most often what is searched for; only known redirectors carry their target in it."""
ENCODED = re.compile(r"/(https?(?::|%3A)(?:/|%2F){1,2}.+)$", re.IGNORECASE)


class _Strength(NamedTuple):
    known: bool
    sure: bool


def redirect_target(url: str) -> str | None:
    """Return the address that a redirect carries in itself; None when it carries none, or is no redirect."""
    parts = split(url)
    strength = parts and _redirects(parts)
    if parts is None or strength is None:
        return None
    for plain in _carried(parts, strength):
        target = address_in(plain)
        if target and host_of(target) and target != url:
            return target
    return None


def host_of(url: str) -> str:
    """Return the host of an address without ``www.``; empty when it has none."""
    parts = split(url)
    return (parts.hostname or "").removeprefix("www.") if parts else ""


def split(url: str) -> SplitResult | None:
    """Return the parts of an address; None when it is malformed."""
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname
    except ValueError:
        return None
    return parts


def is_at(host: str, domain: str) -> bool:
    """Whether a host is a domain or below it."""
    return host == domain or host.endswith(f".{domain}")


def _redirects(parts: SplitResult) -> _Strength | None:
    """Return how surely an address redirects; None when it does not."""
    host, path = (parts.hostname or "").removeprefix("www."), parts.path or "/"
    if _is_known(host, path, parts.query):
        return _Strength(known=True, sure=True)
    if GOOGLE.match(host) or any(is_at(host, viewer) for viewer in VIEWERS):
        return None
    # The address in the path is no part of what redirects to it.
    before = re.split(r"/https?(?::|%3A)", path, maxsplit=1, flags=re.IGNORECASE)[0]
    words = _words(f"{host.rpartition('.')[0]}{before}")
    if words & TAKERS or not words & (REDIRECT | MAYBE_REDIRECT):
        return None
    return _Strength(known=False, sure=bool(words & REDIRECT))


def _is_known(host: str, path: str, query: str) -> bool:
    listed = any(is_at(host, domain) and path.startswith(start) for domain, start in REDIRECTING)
    return listed or query.startswith(TELLING) or (path == "/url" and bool(GOOGLE.match(host)))


def _words(where: str) -> set[str]:
    """Return the words of a host and a path, whole and without the number at their end."""
    words = set(re.split(r"[./_~]", where.lower()[:500]))
    pieces = {piece for word in words for piece in word.split("-")}
    return words | pieces | {word.rstrip("0123456789") for word in words}


def _carried(parts: SplitResult, strength: _Strength) -> Iterator[str]:
    """Yield what may be an address: behind the path, in the parameters, in the parts of the path, in the bare query."""
    yield from decoded(f"{parts.path}?{parts.query}", parts.hostname or "")
    behind = ENCODED.search(parts.path)
    if behind and ("%2f" in behind[1].lower() or strength.sure):
        # An encoded address ends with its part of the path; what follows it is the tracker's own.
        encoded = "%2f" in behind[1].lower()
        yield behind[1].split("/")[0] if encoded else behind[1] + (f"?{parts.query}" if parts.query else "")
    pairs = [pair.partition("=") for pair in parts.query.split("&")]
    values = {unquote(name).lower().removeprefix("amp;"): value for name, _, value in pairs if value}
    names = [name for name in TARGETS if name in values]
    if strength.known:
        names += [name for name in values if name not in TARGETS]
    elif strength.sure:
        names += [name for name in values if name not in TARGETS and name not in NO_TARGETS and name != SEARCHED]
    for name in names:
        yield unquote(values[name])
        yield from decoded(unquote(values[name]))
    for part in reversed(parts.path.split("/")):
        yield from decoded(unquote(part))
    if parts.query and (strength.sure or "=" not in parts.query):
        yield unquote(parts.query)
        yield from decoded(parts.query)
