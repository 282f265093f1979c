"""A TCP proxy in front of PostgreSQL's socket that can swallow what it is sent, as a broken network does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import sqlalchemy as sa


class Proxy:
    """Forwards connections to a Unix socket until it is told to swallow them."""

    def __init__(self, socket: str) -> None:
        self._socket = socket
        self._tasks: set[asyncio.Task[None]] = set()
        self._swallowed: set[int] = set()
        self.connections = 0
        self._swallowing = False
        self._refusing = False
        self._holding = False
        self._writers: list[asyncio.StreamWriter] = []
        self._ending = 0
        self.ended = 0
        """How many connections the server has ended."""

    def hold(self) -> None:
        """Forward the last words of the server, and not the end of the connection."""
        self._holding = True

    def swallow(self) -> None:
        """Drop what is sent on any connection, without closing it."""
        self._swallowing = True
        self._swallowed |= set(range(self.connections))

    def end_next(self, number: int) -> None:
        """End a number of connections as they come."""
        self._ending = number

    async def refuse(self) -> None:
        """End all connections, and every new one at once."""
        self._refusing = True
        await self.close()

    def recover(self) -> None:
        """Forward new connections again; what was sent on the others stays lost."""
        self._swallowing = self._holding = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Forward one connection."""
        number, self.connections = self.connections, self.connections + 1
        if self._refusing or self._ending > 0:
            self._ending -= 1
            writer.close()
            return
        if self._swallowing:
            self._swallowed.add(number)
        server_reader, server_writer = await asyncio.open_unix_connection(self._socket)
        self._writers += [writer, server_writer]
        for source, target in ((reader, server_writer), (server_reader, writer)):
            task = asyncio.create_task(self._forward(number, source, target))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _forward(self, number: int, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        try:
            while sent := await source.read(1 << 16):
                if number not in self._swallowed:
                    target.write(sent)
        except OSError:
            pass  # a connection that is aborted may be reset
        finally:
            self.ended += 1
            if not self._holding:
                target.close()

    async def close(self) -> None:
        """End all connections."""
        for task in set(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in self._writers:
            writer.close()


@asynccontextmanager
async def proxied(url: str) -> AsyncIterator[tuple[Proxy, str]]:
    """Serve a proxy in front of a database; yield the proxy and the database's URL through it."""
    parsed = sa.make_url(url)
    proxy = Proxy(f"{parsed.query['host']}/.s.PGSQL.5432")
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield (
            proxy,
            parsed.set(host="127.0.0.1", port=port, query={}).render_as_string(hide_password=False),
        )
    finally:
        server.close()
        await proxy.close()
