"""How many titles wait to be looked at is counted for a whole list at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import sqlalchemy as sa
from sqlmodel import Session

from api.admin.imports.counting import with_waiting_candidates
from schema import db
from schema.imports import list_imports
from tests.api.admin.imports.test_corrections import forms, put_right
from tests.api.admin.imports.test_lists import LETTER, hand_in

LETTERS = [
    (f"2024-03-{day}.txt", LETTER.replace("Phares en grève".encode(), b"Lettre %d" % day)) for day in (14, 15, 16)
]


@contextmanager
def reading(url: str) -> Iterator[tuple[Session, list[str]]]:
    """Yield a transaction, and the statements that are run in it from then on."""
    engine = db.connect(url)
    with db.read_transaction(engine) as session:
        statements: list[str] = []
        sa.event.listen(session.connection(), "before_cursor_execute", lambda *args: statements.append(args[2]))
        yield session, statements
    engine.dispose()


def test_a_list_is_counted_by_one_statement_however_long_it_is(
    editor: httpx.Client, work: Callable[[], None], lighthouse_url: str
) -> None:
    hand_in(editor, *LETTERS)
    work()
    with reading(lighthouse_url) as (session, statements):
        page = list_imports(session)
        listed = len(statements)
        counted = with_waiting_candidates(session, page).imports
        assert len(statements) == listed + 1
    assert [each.candidates for each in counted] == [1, 1, 1]
    path = f"/admin/imports/{counted[1].id}"
    (sent,) = forms(editor.get(path).text, "create")
    assert put_right(editor, path, "create", sent).status_code == 303
    with reading(lighthouse_url) as (session, _):
        again = with_waiting_candidates(session, list_imports(session)).imports
    assert [each.candidates for each in again] == [1, 0, 1]


def test_a_list_on_which_nothing_waits_is_not_counted(lighthouse_url: str) -> None:
    with reading(lighthouse_url) as (session, statements):
        page = list_imports(session)
        listed = len(statements)
        assert with_waiting_candidates(session, page) == page
        assert len(statements) == listed
