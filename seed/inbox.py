"""Letters that a mail server delivers by SMTP (RFC 5321) or LMTP (RFC 2033): each becomes what an import makes of it.

A letter is acknowledged once it is stored, where editors find it with its report. One that comes again changes nothing;
one that cannot be stored just now is refused for the moment (451), and the mail server brings it again.
"""

import asyncio
import logging
import signal
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from typing import Any

import sqlalchemy as sa
from aiosmtpd.smtp import SMTP, Envelope, Session

from schema import db, writes
from schema.vocabulary import NewsletterFormat
from seed.import_run import REFUSALS, ImportRun, refusal
from seed.importers import TOO_LARGE, read
from seed.importers.formats.eml import header
from seed.input_files import STDIN
from seed.recorded_imports import outcome_of

log = logging.getLogger("liane.inbox")
MOST_SESSIONS = 20
"""How many mail servers may be connected at once; each may be in the middle of a letter."""
LONGEST_HEADER = 5_000
LONGEST_LINE = 100_000
"""Bytes in a line of a letter. RFC 5321 allows 1,000, but letters that break the rule are read elsewhere, too."""

OTHER_RECIPIENT = "550 5.1.1 No letters are received for this address"
OTHER_SENDER = "550 5.7.1 Letters of this sender are not received"
TRY_AGAIN = "451 4.3.0 The letter could not be stored; try again later"
TOO_MANY = b"421 4.3.2 Too many connections; try again later\r\n"


class Inbox:
    """What is done with each letter: a handler of ``aiosmtpd``."""

    def __init__(
        self,
        engine: sa.Engine,
        run: ImportRun,
        recipients: Collection[str],
        senders: Collection[str],
        tell: Callable[[str], None],
    ) -> None:
        """Take what holds for all letters.

        Args:
            engine: the database, migrated.
            run: the run that stores them there, used from one thread at a time.
            recipients: addresses, in lower case, that letters are received for.
            senders: addresses, or ``@`` and a domain, in lower case, that may stand in a letter's ``From``.
            tell: is called with a line about each letter.
        """
        self._engine = engine
        self._run = run
        self._recipients = recipients
        self._senders = senders
        self._tell = tell
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="inbox")
        self._turn = asyncio.Lock()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Sequence[str]
    ) -> str:
        """Accept a recipient that letters are received for."""
        if address.lower() not in self._recipients:
            return OTHER_RECIPIENT
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: "LetterProtocol", _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Store a letter and return the reply; LMTP has a reply for each recipient."""
        reply = await self._receive(envelope.original_content or b"")
        return "\r\n".join([reply] * (len(envelope.rcpt_tos) if server.lmtp else 1))

    async def handle_exception(self, error: Exception) -> str:
        """Log why a letter was not stored, and return the reply that makes the mail server come again."""
        log.error("a letter could not be stored", exc_info=error)
        return TRY_AGAIN

    async def _receive(self, letter: bytes) -> str:
        if not self._is_allowed(letter):
            self._tell("refused a letter of a sender that LIANE_INBOX_SENDERS does not name")
            return OTHER_SENDER
        async with self._turn:
            loop = asyncio.get_running_loop()
            # Stored even when the mail server hangs up meanwhile: it brings the letter again, which changes nothing.
            storing = loop.run_in_executor(self._thread, self._store, letter)
            return await asyncio.shield(storing)

    def _is_allowed(self, letter: bytes) -> bool:
        """Whether everybody in ``From`` may send letters. A mail server in front says whether the header is forged."""
        headers = BytesHeaderParser().parsebytes(letter)
        from_headers = [str(value)[:LONGEST_HEADER] for value in headers.get_all("From", [])]
        addresses = [address.lower() for _, address in getaddresses(from_headers)]
        return bool(addresses) and all(
            address in self._senders or f"@{address.rpartition('@')[2]}" in self._senders for address in addresses
        )

    def _store(self, letter: bytes) -> str:
        received = writes.ImportFile(_subject(letter), letter, NewsletterFormat.EML)
        try:
            parsed, sources = self._run.with_pictures(read(letter, STDIN, "eml"))
            with db.write_transaction(self._engine) as session:
                report = self._run.import_into(session, STDIN, parsed, sources)
                if report["action"] != "unchanged":
                    writes.record_received(session, received, outcome_of(session, report))
        except REFUSALS as error:
            reason = str(refusal(error))
            with db.side_transaction(self._engine, is_patient=True) as session:
                writes.record_received(session, received, message=reason)
            self._tell(f"refused a letter: {reason}")
            return f"554 5.6.0 {_in_ascii(reason)}"
        self._tell(_line(report))
        return f"250 2.6.0 {report['action']} {report['slug']}"

    async def finish(self) -> None:
        """Wait until the letters that have arrived are stored and acknowledged."""
        async with self._turn:
            self._thread.shutdown()


class LetterProtocol(SMTP):
    """A connection: SMTP, or LMTP for a mail server that begins with ``LHLO``."""

    line_length_limit = LONGEST_LINE
    open_sessions = 0

    def __init__(self, inbox: Inbox, loop: asyncio.AbstractEventLoop) -> None:
        """Take what handles the letters, and the event loop."""
        super().__init__(
            inbox, data_size_limit=TOO_LARGE - 1, enable_SMTPUTF8=True, hostname="liane", ident="inbox", loop=loop
        )
        self.lmtp = False

    async def smtp_LHLO(self, arg: str) -> None:  # noqa: N802 - aiosmtpd finds commands by name
        """Greet, and speak LMTP from here on."""
        self.lmtp = True
        await self.smtp_EHLO(arg)

    def connection_made(self, transport: Any) -> None:
        """Begin a session, unless there are too many."""
        LetterProtocol.open_sessions += 1
        super().connection_made(transport)
        if LetterProtocol.open_sessions > MOST_SESSIONS:
            transport.write(TOO_MANY)
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """End the session."""
        LetterProtocol.open_sessions -= 1
        super().connection_lost(error)


def _subject(letter: bytes) -> str:
    """Return what a letter is called among the imports."""
    return header(BytesHeaderParser().parsebytes(letter), "Subject") or STDIN


async def receive(inbox: Inbox, host: str, port: int, listening: Callable[[int], None]) -> None:
    """Receive letters until the process is asked to end (SIGTERM, SIGINT); those that have arrived are stored.

    Args:
        inbox: what handles them.
        host: the address to listen on.
        port: the port, or 0 for a free one.
        listening: is called with the port once letters are received.

    Raises:
        OSError: it cannot be listened on.
    """
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(lambda: LetterProtocol(inbox, loop), host, port)
    listening(server.sockets[0].getsockname()[1])
    await stop.wait()
    server.close()
    await inbox.finish()


def _line(report: dict[str, Any]) -> str:
    """Return a line for the log: what came of a letter. No address stands in it."""
    counts = [
        f"{len(report['sections'])} sections",
        f"{len(report['leftOut'])} parts left out",
        f"{len(report['warnings'])} warnings",
    ]
    changes = f": {'; '.join(report['changes'])}" if report["changes"] else ""
    return f"{report['action']} {report['slug']} ({', '.join(counts)}){changes}"


def _in_ascii(text: str) -> str:
    """Return a text as it may stand in a reply."""
    return text.encode("ascii", "replace").decode()
