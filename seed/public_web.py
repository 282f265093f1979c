"""Asks servers on the web: at public addresses alone, and within bounds of time.

A name is resolved once, and connected to is what was checked: a name that resolves to something else the second time
gains nothing. Whoever follows redirects checks each in the same way. See
https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from urllib.parse import SplitResult, quote, urlsplit

PORTS = {"http": 80, "https": 443}
REDIRECTS = frozenset({301, 302, 303, 307, 308})
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class NotOfTheWeb(Exception):
    """An address that is none of the web: of another protocol or port, or with a password."""


class NotPublic(Exception):
    """An address of this machine, of a private network, or of the machinery of the internet."""


@contextmanager
def asked(method: str, url: str, headers: Mapping[str, str], deadline: float) -> Iterator[http.client.HTTPResponse]:
    """Ask for an address; give the answer, whose body is to be read within the block.

    Args:
        method: ``GET`` or ``HEAD``.
        url: the address.
        headers: those of the request.
        deadline: when the connection is cut, by the monotonic clock.

    Raises:
        NotOfTheWeb: the address is none of the web.
        NotPublic: a server there is none that anybody may reach.
        OSError, http.client.HTTPException, ValueError: there is no answer.
    """
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
        raise NotOfTheWeb
    with closing(_connected(parts, deadline)) as connection, _cut_at(deadline, connection):
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
        connection.request(method, path + (f"?{parts.query}" if parts.query else ""), headers=dict(headers))
        yield connection.getresponse()


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


def _connected(parts: SplitResult, deadline: float) -> http.client.HTTPConnection:
    """Return a connection to the checked address of a host, which is told and, over TLS, proves its name."""
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    if port not in PORTS.values():
        raise NotOfTheWeb
    address = _public_address(host, port)
    seconds = max(0.1, deadline - time.monotonic())
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    stream = socket.create_connection((address, port), timeout=seconds)
    if parts.scheme == "https":
        stream = ssl.create_default_context().wrap_socket(stream, server_hostname=host)
    connection.sock = stream
    return connection


def _public_address(host: str, port: int) -> str:
    """Return an address of a host, of which all are public."""
    found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(is_public(address) for address in found):
        raise NotPublic
    return found[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody on the internet may reach."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        carries_another = ip.ipv4_mapped or ip.sixtofour or ip.teredo or ip in TRANSLATED
        if carries_another:
            return False
    return ip.is_global and not ip.is_multicast
