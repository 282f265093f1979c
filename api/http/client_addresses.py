"""The network that a client is counted by: an IPv4 address, or the first 64 bits of an IPv6 address.

Who has one IPv6 address has all those of its network too.
"""

from socket import AF_INET, AF_INET6, inet_ntop, inet_pton

MAPPED = b"\0" * 10 + b"\xff\xff"
"""How an IPv6 address begins that stands for one of IPv4 (``::ffff:192.0.2.1``)."""
NETWORK_BYTES = 8


def counted_network(host: str) -> str:
    """Return a name for the network of an address; what is no address has the name ``unknown``."""
    try:
        if ":" not in host:
            inet_pton(AF_INET, host)
            return host
        packed = inet_pton(AF_INET6, host.partition("%")[0])
    except (OSError, ValueError):
        return "unknown"
    if packed.startswith(MAPPED):
        return inet_ntop(AF_INET, packed[len(MAPPED) :])
    return inet_ntop(AF_INET6, packed[:NETWORK_BYTES] + bytes(NETWORK_BYTES))
