"""Letters received by SMTP and LMTP: what becomes of them, and the reply that each gets. The clients are Python's."""

import asyncio
import signal
import smtplib
import threading
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from schema import db, writes
from seed.import_run import ImportRun
from seed.importers import TOO_LARGE
from seed.inbox import MOST_SESSIONS, Inbox, receive
from tests.patience import PATIENCE
from tests.seed import lighthouse

RECIPIENTS = ["lettres@example.org", "archive@example.org"]
SENDERS = ["redaction@example.org", "@lettre.example"]
SLUG = "phares-en-greve-qui-eteint-la-lumiere"


def letter(sender: str = "La rédaction <redaction@example.org>", *, extra: str = "") -> bytes:
    """A mail with the lighthouse's newsletter."""
    head = (
        f"From: {sender}\nSubject: Phares en grève : qui éteint la lumière ?\nDate: Thu, 14 Mar 2024 06:00:00 +0000\n"
    )
    kind = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    return (head + kind + lighthouse.NEWSLETTER.read_text() + extra).encode()


class Receiving(NamedTuple):
    """An inbox that is listened on."""

    port: int
    told: list[str]
    process: asyncio.Task[None]

    def send(self, data: bytes, to: list[str] | None = None) -> dict[str, tuple[int, bytes]]:
        """Deliver a letter as a mail server does; the recipients that were refused come back, or it raises."""
        with smtplib.SMTP("127.0.0.1", self.port, timeout=PATIENCE) as connection:
            return connection.sendmail("bounce-17@mailer.example", to or RECIPIENTS[:1], data)

    def send_by_lmtp(self, data: bytes, to: list[str]) -> list[int]:
        """Deliver a letter by LMTP; return the codes of ``RCPT``, then those of ``DATA``, one for each accepted."""
        with smtplib.LMTP("127.0.0.1", self.port, timeout=PATIENCE) as connection:
            connection.ehlo_or_helo_if_needed()
            connection.mail("bounce-17@mailer.example")
            codes = [connection.rcpt(recipient)[0] for recipient in to]
            stored = [connection.data(data)[0]]  # Python's client reads the first reply alone
            stored += [connection.getreply()[0] for _ in range(codes.count(250) - 1)]
            return codes + stored


@asynccontextmanager
async def receiving(engine: sa.Engine) -> AsyncIterator[Receiving]:
    """Receive letters until the block ends, then end as a process that is told to."""
    told: list[str] = []
    run = ImportRun(engine, "eml", publish=False, dry_run=False, drafts_only=True)
    listening: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    server = asyncio.create_task(
        receive(Inbox(engine, run, RECIPIENTS, SENDERS, told.append), "127.0.0.1", 0, listening.set_result)
    )
    try:
        yield Receiving(await listening, told, server)
    finally:
        signal.raise_signal(signal.SIGTERM)
        await server


def database_away(_engine: sa.Engine, **_options: bool) -> AbstractContextManager[Session]:
    """Fail as a database does that cannot be reached."""
    raise sa.exc.OperationalError("", {}, OSError("away"))


def statuses(engine: sa.Engine) -> dict[str, str]:
    return {row["slug"]: row["status"] for row in lighthouse.content(engine)["issues"]}


async def test_a_letter_becomes_the_draft_that_an_import_makes_and_again_changes_nothing(catalogued: sa.Engine) -> None:
    async with receiving(catalogued) as server:
        assert await asyncio.to_thread(server.send, letter()) == {}
        first = lighthouse.content(catalogued)
        await asyncio.to_thread(server.send, letter())
    assert statuses(catalogued)[SLUG] == "DRAFT"
    assert lighthouse.content(catalogued) == first
    assert [line.split(" (")[0] for line in server.told] == [f"created {SLUG}", f"unchanged {SLUG}"]
    assert not any("@" in line for line in server.told)
    run = ImportRun(catalogued, "eml", publish=False, dry_run=False)
    assert run.import_data("letter.eml", letter())["action"] == "unchanged"


async def test_lmtp_answers_for_each_recipient(catalogued: sa.Engine) -> None:
    async with receiving(catalogued) as server:
        recipients = [RECIPIENTS[0], "camille@example.org", RECIPIENTS[1]]
        assert await asyncio.to_thread(server.send_by_lmtp, letter(), recipients) == [250, 550, 250, 250, 250]
    assert SLUG in statuses(catalogued)


async def test_other_recipients_are_refused_before_the_letter(catalogued: sa.Engine) -> None:
    async with receiving(catalogued) as server:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            await asyncio.to_thread(server.send, letter(), ["camille@example.org"])
    assert refused.value.recipients["camille@example.org"][0] == 550
    assert SLUG not in statuses(catalogued)


@pytest.mark.parametrize(
    "sender",
    ["redaction@example.org", "Redaction <REDACTION@Example.org>", "une.autre@lettre.example"],
)
async def test_letters_of_allowed_senders_are_received(catalogued: sa.Engine, sender: str) -> None:
    async with receiving(catalogued) as server:
        assert await asyncio.to_thread(server.send, letter(sender)) == {}
    assert SLUG in statuses(catalogued)


async def test_letters_of_all_others_are_refused(catalogued: sa.Engine) -> None:
    others = [
        "camille@example.org",
        "redaction@example.org.evil.example",
        "redaction@example.org, camille@example.org",
        "redaction@example.org\nFrom: camille@example.org",
        '"redaction@example.org" <camille@example.org>',
        "",
    ]
    async with receiving(catalogued) as server:
        for sender in others:
            with pytest.raises(smtplib.SMTPDataError) as refused:
                await asyncio.to_thread(server.send, letter(sender))
            assert refused.value.smtp_code == 550
    assert SLUG not in statuses(catalogued)


async def test_what_cannot_be_read_is_refused_for_good_and_too_much_while_it_comes(catalogued: sa.Engine) -> None:
    empty = b"From: redaction@example.org\nSubject: Rien\n\n\n"
    async with receiving(catalogued) as server:
        for data, code in ((empty, 554), (letter() + b"x\n" * (TOO_LARGE // 2), 552)):
            with pytest.raises((smtplib.SMTPDataError, smtplib.SMTPSenderRefused)) as refused:
                await asyncio.to_thread(server.send, data)
            assert refused.value.smtp_code == code
        await asyncio.to_thread(server.send, letter())
    assert SLUG in statuses(catalogued)


async def test_a_letter_that_cannot_be_stored_now_is_asked_for_again(
    catalogued: sa.Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with receiving(catalogued) as server:
        with monkeypatch.context() as patch:
            patch.setattr(db, "write_transaction", database_away)
            with pytest.raises(smtplib.SMTPDataError) as refused:
                await asyncio.to_thread(server.send, letter())
        assert (refused.value.smtp_code, SLUG in statuses(catalogued)) == (451, False)
        await asyncio.to_thread(server.send, letter())
    assert SLUG in statuses(catalogued)
    assert "a letter could not be stored" in caplog.text


async def test_a_letter_does_not_change_what_is_published(catalogued: sa.Engine) -> None:
    async with receiving(catalogued) as server:
        await asyncio.to_thread(server.send, letter())
        with db.write_transaction(catalogued) as session:
            writes.publish_issue(session, SLUG)
        published = lighthouse.content(catalogued)
        await asyncio.to_thread(server.send, letter(extra="\n\nUne phrase que quelqu'un d'autre a écrite.\n"))
    assert lighthouse.content(catalogued) == published
    assert server.told[-1].startswith(f"conflict {SLUG}")


async def test_letters_that_have_arrived_are_stored_and_acknowledged_before_the_end(
    catalogued: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped, storing = threading.Event(), asyncio.Event()
    loop, write_transaction = asyncio.get_running_loop(), db.write_transaction

    def slow(engine: sa.Engine, **options: Any) -> AbstractContextManager[Session]:
        loop.call_soon_threadsafe(storing.set)
        assert stopped.wait(PATIENCE)
        return write_transaction(engine, **options)

    monkeypatch.setattr(db, "write_transaction", slow)
    async with receiving(catalogued) as server:
        sending = asyncio.create_task(asyncio.to_thread(server.send, letter()))
        await asyncio.wait_for(storing.wait(), PATIENCE)
        signal.raise_signal(signal.SIGTERM)
        for _ in range(100):
            await asyncio.sleep(0)
        assert not server.process.done()
        stopped.set()
        assert await sending == {}
    assert SLUG in statuses(catalogued)


async def test_connections_beyond_the_number_are_sent_away(catalogued: sa.Engine) -> None:
    async with receiving(catalogued) as server:
        idle = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(MOST_SESSIONS)]
        for reader, _ in idle:
            assert (await reader.readline()).startswith(b"220")
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        assert b"421" in await reader.read()
        for _, open_writer in [*idle, (reader, writer)]:
            open_writer.close()
            await open_writer.wait_closed()
        assert await asyncio.to_thread(server.send, letter()) == {}
