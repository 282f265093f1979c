"""The ways in which senders and mail filters write an address inside another: base64, JSON, JWT, deflate, their own."""

import base64
import binascii
import re
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote

import orjson

ADDRESS = re.compile(r"https?:/{1,2}[^/\s]+", re.IGNORECASE)
ONE_SLASH = re.compile(r"^(https?:)/(?=[^/])", re.IGNORECASE)
BASE64 = re.compile(r"[A-Za-z0-9_\-+/]{14,}={0,2}")
# An address in bytes that hold more than it: up to the first byte that none may hold.
INSIDE = re.compile(rb"https?://[^\x00-\x20\x7f-\xff\"'<>\\^`{|};]+")
LONGEST_PLAIN = 20_000
MOST_SEGMENTS = 5
DEEPEST = 4
# The names that senders give to an address among others in a JSON object.
NAMES = ("url", "href", "link", "target", "redirect", "to", "dest", "destination", "u", "l", "e")
# "/v3/__ADDRESS__;REPLACED!" has "*" for signs that stand coded behind it, "**A" for two of them, "**B" for three.
PROOFPOINT_3 = re.compile(r"/v3/__(?P<url>[^\s]+?)__;(?P<signs>[\w\-]*)")
REPLACED = re.compile(r"\*(?:\*[A-Za-z0-9_\-])?")
RUNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
PROOFPOINT_2 = re.compile(r"/v2/url\?(?:[^&]*&)*?u=(?P<url>[^&]+)")
CHECK_POINT = re.compile(r"/v\d/(?:[rm]\d+/)?___(?P<url>.+?)___")
# Yahoo's results, and Postmark's clicks: "3s" stands for https.
YAHOO = re.compile(r"/RU=(?P<url>[^/]+)")
POSTMARK = re.compile(r"^/[23](?P<secure>s?)/(?P<url>[^/?]+)")


def address_in(text: str) -> str | None:
    """Return the address that a text is, as it is or percent-encoded."""
    for address in (text, unquote(text)):
        if ADDRESS.match(address):
            return ONE_SLASH.sub(r"\1//", address)
    return None


def decoded(text: str, host: str = "") -> Iterator[str]:
    """Yield what a text says decoded, where it is coded; with a ``host``, the text is a path and a query."""
    if host:
        yield from _of_host(text, host)
        return
    # A JWT is three parts, of which the middle one has the fields. Bing marks its base64 with "a1".
    for part in {text: 0, text.removeprefix("a1"): 0, **dict.fromkeys(text.split(".")[:MOST_SEGMENTS], 0)}:
        if plain := _from_base64(part):
            yield from _addresses(plain)


def _of_host(text: str, host: str) -> Iterator[str]:
    if found := PROOFPOINT_3.search(text):
        yield _proofpoint_3(found["url"], found["signs"])
    if host.startswith("urldefense") and (found := PROOFPOINT_2.search(text)):
        yield unquote(found["url"].replace("-", "%").replace("_", "/"))
    if found := CHECK_POINT.search(text):
        yield found["url"]
    if host.endswith("yahoo.com") and (found := YAHOO.search(text)):
        yield unquote(found["url"])
    if host.endswith("pstmrk.it") and (found := POSTMARK.search(text)):
        yield f"http{found['secure']}://{unquote(found['url'])}"


def _proofpoint_3(url: str, coded: str) -> str:
    signs = (_from_base64(coded, fewest=1) or b"").decode("utf-8", "replace")
    position = 0

    def put_back(mark: re.Match[str]) -> str:
        nonlocal position
        length = RUNS.index(mark[0][2]) + 2 if len(mark[0]) > 1 else 1
        position += length
        return signs[position - length : position] or mark[0]

    return REPLACED.sub(put_back, url)


def _from_base64(text: str, fewest: int = 14) -> bytes | None:
    """Return the bytes that a text codes, inflated where they were deflated."""
    if len(text) < fewest or not (BASE64.fullmatch(text) or fewest == 1):
        return None
    bare = text.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        plain = base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if plain[:2] in {b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda", b"\x1f\x8b"}:
        try:
            return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(plain, LONGEST_PLAIN)
        except zlib.error:
            return None
    return plain


def _addresses(plain: bytes) -> Iterator[str]:
    text = plain.decode("utf-8", "replace")
    if address_in(text) and text.isprintable():
        yield text
    elif text[:1] in {"{", "["}:
        yield from _in_json(text)
    elif "=" in text and "%3A" in text.upper():
        yield from (value for _, value in parse_qsl(text) if address_in(value))
    if inside := INSIDE.search(plain):
        yield inside[0].decode("ascii")


def _in_json(text: str, depth: int = 0) -> Iterator[str]:
    """Yield the addresses in JSON, those first that have a name for it; also in JSON that it holds as text."""
    try:
        held: Any = orjson.loads(text)
    except orjson.JSONDecodeError:
        return
    fields = held if isinstance(held, dict) else dict(enumerate(held)) if isinstance(held, list) else {}
    texts = {str(name): value for name, value in fields.items() if isinstance(value, str)}
    for value in [*(texts[name] for name in NAMES if name in texts), *texts.values()]:
        if address_in(value):
            yield value
        elif depth < DEEPEST and value[:1] == "{":
            yield from _in_json(value, depth + 1)
