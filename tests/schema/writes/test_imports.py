"""Files that wait: how they are handed in, claimed, finished, put aside and asked for again, on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from schema import db, writes
from schema.bases import now, table_of
from schema.imports import count_imports, list_imports, read_import
from schema.tables import Import
from schema.vocabulary import ImportAction, ImportState
from schema.writes import Claim, ClaimLost, ImportFile, ImportOutcome, import_queue, imports

REPORT: dict[str, Any] = {
    **dict.fromkeys(("titleSource", "date", "dateSource", "language", "number", "standfirst")),
    **{key: [] for key in ("authors", "changes", "sections")},
    "format": "text",
    "title": "Une lettre",
    "leftOut": [{"text": "Bonjour", "reason": "GREETING"}],
    "warnings": ["on ne sait pas"],
}
OUTCOME = ImportOutcome(ImportAction.CREATED, None, REPORT)


@contextmanager
def writing(engine: sa.Engine) -> Iterator[Session]:
    """A transaction beside content."""
    with db.side_transaction(engine, is_patient=True) as session:
        yield session


def enqueue(engine: sa.Engine, *names: str) -> list[str]:
    """Hand in letters."""
    with writing(engine) as session:
        return writes.enqueue_imports(session, [ImportFile(name, name.encode()) for name in names], "usr_1")


def claim(engine: sa.Engine, worker: str = "one") -> Claim | None:
    """Claim what is next."""
    with writing(engine) as session:
        return writes.claim_import(session, worker)


def claimed(engine: sa.Engine, worker: str = "one") -> Claim:
    """Claim what is next, of which there is something."""
    found = claim(engine, worker)
    assert found
    return found


def finish(engine: sa.Engine, of: Claim) -> None:
    """Keep that a letter was imported."""
    with writing(engine) as session:
        writes.finish_import(session, of, OUTCOME)


def state(engine: sa.Engine, import_id: str) -> ImportState:
    """How far a file has come."""
    with db.read_transaction(engine) as session:
        found = read_import(session, import_id)
    assert found
    return found.listed.state


def test_each_file_is_claimed_once_in_the_order_in_which_they_were_given(engine: sa.Engine) -> None:
    enqueue(engine, "a", "b")
    first, second = claimed(engine), claimed(engine, "two")
    assert [(each.name, each.data, each.actor) for each in (first, second)] == [
        ("a", b"a", "usr_1"),
        ("b", b"b", "usr_1"),
    ]
    assert claim(engine) is None


def test_a_finished_letter_has_its_report_and_counts_what_to_look_at(engine: sa.Engine) -> None:
    (letter,) = enqueue(engine, "a")
    finish(engine, claimed(engine))
    with db.read_transaction(engine) as session:
        found = read_import(session, letter)
    assert found
    assert found.report
    assert (found.listed.state, found.listed.action, found.listed.warnings) == (ImportState.DONE, "CREATED", 1)
    assert [(each.text, each.reason) for each in found.report.left_out] == [("Bonjour", "GREETING")]


def test_what_a_dead_worker_has_claimed_is_claimed_by_another_who_alone_may_finish_it(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    enqueue(engine, "a")
    monkeypatch.setattr(import_queue, "LEASE", timedelta(0))
    dead, other = claimed(engine, "dead"), claimed(engine, "other")
    assert (dead.id, dead.attempts, other.attempts) == (other.id, 1, 2)
    with pytest.raises(ClaimLost):
        finish(engine, dead)
    finish(engine, other)
    assert state(engine, other.id) is ImportState.DONE


def test_a_claim_that_holds_is_respected(engine: sa.Engine) -> None:
    enqueue(engine, "a")
    claimed(engine, "one")
    assert claim(engine, "two") is None


def test_letters_of_archives_wait_behind_files_by_themselves_and_are_added_once(engine: sa.Engine) -> None:
    (archive,) = enqueue(engine, "archive")
    opened = claimed(engine)
    letters = [ImportFile(name, name.encode(), fields={"title": name}) for name in ("x", "y", "z")]
    for first, some in ((1, letters[:2]), (1, letters[:2]), (3, letters[2:])):  # a worker that died began again
        with writing(engine) as session:
            writes.add_letters(session, opened, some, first)
    with writing(engine) as session:
        writes.finish_archive(session, opened, 3, ["lisez-moi.pdf"])
    enqueue(engine, "single")
    assert [claimed(engine).name for _ in range(4)] == ["single", "x", "y", "z"]
    with db.read_transaction(engine) as session:
        found = read_import(session, archive)
        listed = list_imports(session, batch_id=archive)
    assert found
    assert found.listed.progress
    assert (found.passed_over, found.data) == (["lisez-moi.pdf"], None)
    assert (found.listed.progress.letters, found.listed.progress.settled) == (3, 0)
    assert [each.name for each in listed.imports] == ["x", "y", "z"]


def test_what_is_put_aside_while_it_is_imported_is_not_stored(engine: sa.Engine) -> None:
    (letter,) = enqueue(engine, "a")
    running = claimed(engine)
    with writing(engine) as session:
        writes.dismiss_import(session, letter)
    with pytest.raises(ClaimLost):
        finish(engine, running)
    assert (state(engine, letter), claim(engine)) == (ImportState.DISMISSED, None)


def test_an_archive_is_put_aside_and_asked_for_again_with_its_letters(engine: sa.Engine) -> None:
    (archive,) = enqueue(engine, "archive")
    opened = claimed(engine)
    with writing(engine) as session:
        writes.add_letters(session, opened, [ImportFile("x", b"x"), ImportFile("y", b"y")], 1)
        writes.finish_archive(session, opened, 2, [])
    finish(engine, claimed(engine))
    with writing(engine) as session:
        writes.dismiss_import(session, archive)
    assert claim(engine) is None
    with writing(engine) as session:
        writes.retry_import(session, archive)
    assert state(engine, archive) is ImportState.DONE
    assert [claimed(engine).name for _ in range(2)] == ["x", "y"]


def test_a_refused_letter_can_be_asked_for_again_until_its_file_is_dropped(engine: sa.Engine) -> None:
    (letter,) = enqueue(engine, "a")
    with writing(engine) as session:
        writes.refuse_import(session, claimed(engine), "nothing can be read")
    assert state(engine, letter) is ImportState.REFUSED
    with writing(engine) as session:
        writes.retry_import(session, letter)
        with pytest.raises(writes.Invalid, match="under way"):
            writes.retry_import(session, letter)
    again = claimed(engine)
    assert again.attempts == 1
    finish(engine, again)
    with writing(engine) as session:
        writes.forget_import_data(session, now() + imports.KEPT_FOR + timedelta(seconds=5))
    with writing(engine) as session, pytest.raises(writes.Invalid, match="30 days"):
        writes.retry_import(session, letter)


def test_files_are_kept_while_they_wait_and_for_some_days(engine: sa.Engine) -> None:
    enqueue(engine, "a", "b")
    finish(engine, claimed(engine))
    for later, kept in ((imports.KEPT_FOR - timedelta(seconds=5), 2), (10 * imports.KEPT_FOR, 1)):
        with writing(engine) as session:
            writes.forget_import_data(session, now() + later)
        with db.read_transaction(engine) as session:
            rows = table_of(Import)
            count = sa.select(sa.func.count()).select_from(rows).where(rows.c.data.is_not(None))
            assert session.execute(count).scalar() == kept


@pytest.mark.parametrize("data", [b"", b" \n", b"x" * (imports.MOST_BYTES + 1)], ids=["empty", "blank", "large"])
def test_a_file_that_is_empty_or_too_large_is_refused_with_its_name(engine: sa.Engine, data: bytes) -> None:
    with writing(engine) as session, pytest.raises(writes.Invalid, match=r"a\.txt: the file is"):
        writes.enqueue_imports(session, [ImportFile("a.txt", data)])


def test_an_import_that_there_is_not_is_refused(engine: sa.Engine) -> None:
    for act in (writes.dismiss_import, writes.retry_import):
        with writing(engine) as session, pytest.raises(writes.Invalid, match="no import"):
            act(session, "imp_none")


def test_pages_of_imports_hold_each_once_the_newest_first_and_can_be_of_some_states(engine: sa.Engine) -> None:
    ids = enqueue(engine, *"abcde")
    finish(engine, claimed(engine))
    seen: list[str] = []
    after = None
    with db.read_transaction(engine) as session:
        while True:
            page = list_imports(session, after=after, first=2)
            seen += [each.id for each in page.imports]
            after = page.next
            if after is None:
                break
        done = list_imports(session, [ImportState.DONE])
        assert [each.name for each in done.imports] == ["a"]
        assert count_imports(session) == {ImportState.DONE: 1, ImportState.WAITING: 4}
    assert sorted(seen) == sorted(ids)
