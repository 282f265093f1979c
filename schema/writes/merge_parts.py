"""What merging two things takes, whatever they are: names, lists and slugs of both, and the end of the duplicate."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.rows import Row, fetch_rows
from schema.tables import Issue, Slug
from schema.text import fold
from schema.vocabulary import ChangeAction
from schema.writes.log import log, visibility_of
from schema.writes.revisions import Stored, keep_as_stored, keep_deletion
from schema.writes.rows import touch

SYSTEM_COLUMNS = frozenset({"id", "position", "created_at", "updated_at"})


def united_names(called: Iterable[str | None], names: Iterable[str | None]) -> list[str]:
    """Return names, each once however it is written, without those that something is called by already."""
    known = {fold(name) for name in called if name}
    aliases: dict[str, str] = {}
    for name in names:
        if name and fold(name) not in known:
            aliases.setdefault(fold(name), name)
    return list(aliases.values())


def united_rows(rows: Iterable[Row], owner: str) -> list[Row]:
    """Return what rows of lists say, each once; ``owner`` is the column that names whose they are."""
    said = [{name: value for name, value in row.items() if name not in {*SYSTEM_COLUMNS, owner}} for row in rows]
    return [row for index, row in enumerate(said) if row not in said[:index]]


def slugs_of(session: Session, row_id: str) -> list[str]:
    """Return all slugs that lead to something."""
    return [row["slug"] for row in fetch_rows(session, Slug, "target_id", [row_id])]


def touch_stored(session: Session, before: Stored) -> None:
    """Count and log the change of a row that led to the duplicate, and keep it as a revision."""
    touch(session, before.model, before.id)
    visibility = visibility_of(session, before.row["visible_from"])
    log(session, before.model, ChangeAction.UPDATED, before.id, visibility=visibility)
    keep_as_stored(session, before)


def rename_in_snapshots(session: Session, into_id: str, duplicate_id: str) -> None:
    """Let what imports stated of the duplicate count as stated of the other, so that the next merge is right."""
    issues = table_of(Issue)
    naming = sa.cast(issues.c.imported, sa.Text).contains(duplicate_id)
    for row in session.execute(sa.select(issues.c.id, issues.c.imported).where(naming)).all():
        renamed = _renamed(row.imported, into_id, duplicate_id)
        session.execute(sa.update(issues).where(issues.c.id == row.id).values(imported=renamed))


def _renamed(value: Any, into_id: str, duplicate_id: str) -> Any:
    match value:
        case dict():
            return {
                _renamed(key, into_id, duplicate_id): _renamed(each, into_id, duplicate_id)
                for key, each in value.items()
            }
        case list():
            each_once = [_renamed(each, into_id, duplicate_id) for each in value]
            return [each for index, each in enumerate(each_once) if each != into_id or each not in each_once[:index]]
    return into_id if value == duplicate_id else value


def remove_merged(session: Session, gone: Stored) -> None:
    """Delete the duplicate, to which nothing leads any more, and free its slugs for the other."""
    table, slugs = table_of(gone.model), table_of(Slug)
    session.execute(sa.delete(table).where(table.c.id == gone.id))
    session.execute(sa.delete(slugs).where(slugs.c.target_id == gone.id))
    keep_deletion(session, gone)
