"""The connections of one process: how many there may be, and for how long a client may leave an answer unread.

Where all are taken, the one that has waited longest for its client's next request makes room; where none waits, a new
one is refused. So whoever opens connections and says nothing keeps nobody out.
"""

import asyncio
from collections import Counter, OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from api.http.client_addresses import counted_network

Transport = asyncio.Transport
MOST_REFUSED = 50
"""How many connections that are refused may stay for a moment, so that their clients can read it."""


@dataclass(frozen=True)
class ConnectionLimits:
    """The limits of connections; ``docs/deploying.md`` explains them."""

    connections: int = 900
    """Below the 1,024 open files that many systems give a process."""
    connections_per_address: int = 100
    head_bytes: int = 32_768
    head_seconds: float = 10
    body_seconds: float = 30
    write_seconds: float = 30
    write_bytes: int = 65_536
    """How much of an answer a client has to take in ``write_seconds``."""
    unsent_bytes: int = 100_000_000
    """How much the clients of this process may leave unread together."""


class OpenConnections:
    """The open connections, those that wait for a request, and those whose answers are not read yet.

    They are known by their transports: when a connection becomes a WebSocket, its protocol is another.

    Args:
        limits: how many there may be, and for how long.
    """

    def __init__(self, limits: ConnectionLimits) -> None:
        self.limits = limits
        self._open: dict[Transport, str | None] = {}
        self._by_address: Counter[str | None] = Counter()
        self.waiting: OrderedDict[Transport, None] = OrderedDict()
        """Those that wait for a request, the longest first; every request goes out of it and in again."""
        self._refused: OrderedDict[Transport, None] = OrderedDict()
        self._unsent: OrderedDict[Transport, asyncio.TimerHandle] = OrderedDict()

    def __len__(self) -> int:
        """Return how many are open."""
        return len(self._open)

    def add(self, transport: Transport, address: str | None) -> bool:
        """Count a new connection, which waits for a request; return false where there are too many."""
        counted = counted_address(address) if address else None
        if counted and self._by_address[counted] >= self.limits.connections_per_address:
            return False
        if len(self._open) >= self.limits.connections and not self._close_longest_waiting():
            return False
        self._open[transport] = counted
        self._by_address[counted] += 1
        self.waiting[transport] = None
        return True

    def remove(self, transport: Transport) -> None:
        """Forget a connection that is closed, or about to be."""
        if transport in self._open:
            counted = self._open.pop(transport)
            self._by_address[counted] -= 1
            if not self._by_address[counted]:
                del self._by_address[counted]
        self.waiting.pop(transport, None)
        self._refused.pop(transport, None)
        self.written(transport)

    def refuses(self, transport: Transport) -> None:
        """Count a connection no longer: its client was told so, and has a moment to read it."""
        self.remove(transport)
        self._refused[transport] = None
        if len(self._refused) > MOST_REFUSED:
            self._refused.popitem(last=False)[0].abort()

    def _close_longest_waiting(self) -> bool:
        if not self.waiting:
            return False
        transport = next(iter(self.waiting))
        self.remove(transport)
        transport.abort()
        return True

    # Answers

    @property
    def unread(self) -> int:
        """How many bytes are not sent yet, because their clients have not read what was sent before."""
        return sum(transport.get_write_buffer_size() for transport in list(self._unsent))

    def is_written(self, transport: Transport) -> None:
        """Watch how an answer is read that does not fit into the buffers of the system."""
        if transport not in self._unsent and transport.get_write_buffer_size():
            self._watch(transport)
        while len(self._unsent) > 1 and self.unread > self.limits.unsent_bytes:
            self._give_up(next(iter(self._unsent)))

    def written(self, transport: Transport) -> None:
        """Stop watching an answer that was read."""
        if timer := self._unsent.pop(transport, None):
            timer.cancel()

    def _watch(self, transport: Transport) -> None:
        loop = asyncio.get_running_loop()
        unsent = transport.get_write_buffer_size()
        self._unsent[transport] = loop.call_later(self.limits.write_seconds, self._check, transport, unsent)

    def _check(self, transport: Transport, unsent_before: int) -> None:
        if unsent_before - transport.get_write_buffer_size() < self.limits.write_bytes:
            self._give_up(transport)
        else:
            self._watch(transport)

    def _give_up(self, transport: Transport) -> None:
        self.remove(transport)
        transport.abort()


def counted_address(host: str) -> str | None:
    """Return the address that a client is counted by; None for one that is not reached through the internet.

    Those are our own proxies, whose connections are those of all clients.
    """
    address = ip_address(host.partition("%")[0])
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    return counted_network(host) if address.is_global else None
