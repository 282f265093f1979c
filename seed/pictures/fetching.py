"""Fetches pictures from the web: from public addresses alone, within bounds of size and time.

A name is resolved once, and connected to is what was checked: a name that resolves to something else the second time
gains nothing. Each redirect is checked in the same way. See
https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from schema.pictures import MOST_BYTES
from seed.pictures.reading import PictureFile, PictureRefused, read_picture

PORTS = {"http": 80, "https": 443}
MOST_REDIRECTS = 4
MOST_SECONDS = 20.0
"""For one picture, redirects included."""
CHUNK = 65_536
REDIRECTS = frozenset({301, 302, 303, 307, 308})
OK = 200
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
HEADERS = {
    "User-Agent": "Liane",
    "Accept": "image/avif,image/webp,image/png,image/jpeg,image/gif",
}


class NotFetched(Exception):
    """A picture that is not fetched; the message says why."""


def fetch_picture(url: str) -> PictureFile:
    """Fetch a picture.

    Raises:
        NotFetched: it cannot be had, may not be asked for, or is no picture that can be kept.
    """
    deadline = time.monotonic() + MOST_SECONDS
    try:
        for _ in range(MOST_REDIRECTS + 1):
            data, location = _get(url, deadline)
            if location is None:
                return read_picture(data)
            url = urljoin(url, location)
    except PictureRefused as refused:
        raise NotFetched(f"it is {refused}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotFetched(f"its server does not answer as it should ({type(error).__name__})") from None
    raise NotFetched("it is redirected too often")


def _get(url: str, deadline: float) -> tuple[bytes, str | None]:
    """Return what is behind an address, or where it redirects to."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
        raise NotFetched("its address is none of the web")
    with closing(_connected(parts, deadline)) as connection, _cut_at(deadline, connection):
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers=HEADERS)
        response = connection.getresponse()
        if response.status in REDIRECTS and (location := response.headers.get("Location")):
            return b"", location
        if response.status != OK:
            raise NotFetched(f"its server says {response.status}")
        return _read(response, deadline), None


@contextmanager
def _cut_at(deadline: float, connection: http.client.HTTPConnection) -> Iterator[None]:
    """End a connection at a time, however little its server sends: a timeout of a socket begins anew with each byte."""
    timer = threading.Timer(deadline - time.monotonic(), lambda: connection.sock.shutdown(socket.SHUT_RDWR))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _read(response: http.client.HTTPResponse, deadline: float) -> bytes:
    data = bytearray()
    while chunk := response.read1(CHUNK):
        data += chunk
        if len(data) > MOST_BYTES:
            raise NotFetched("it is too large")
    if time.monotonic() > deadline:  # it was cut
        raise NotFetched("it takes too long")
    return bytes(data)


def _connected(parts: SplitResult, deadline: float) -> http.client.HTTPConnection:
    """Return a connection to the checked address of a host, which is told and, over TLS, proves its name."""
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    if port not in PORTS.values():
        raise NotFetched("its address is none of the web")
    address = _public_address(host, port)
    seconds = max(0.1, deadline - time.monotonic())
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    stream = socket.create_connection((address, port), timeout=seconds)
    if parts.scheme == "https":
        stream = ssl.create_default_context().wrap_socket(stream, server_hostname=host)
    connection.sock = stream
    return connection


def _public_address(host: str, port: int) -> str:
    """Return an address of a host, of which all are public.

    Raises:
        NotFetched: one is not: it is of this machine, of a private network, or of the machinery of the internet.
    """
    found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(is_public(address) for address in found):
        raise NotFetched("its address is not public")
    return found[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody on the internet may reach."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        carries_another = ip.ipv4_mapped or ip.sixtofour or ip.teredo or ip in TRANSLATED
        if carries_another:
            return False
    return ip.is_global and not ip.is_multicast
