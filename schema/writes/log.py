"""The change log: one row per change, in the transaction of the change."""

from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import now, table_of
from schema.tables import Change
from schema.vocabulary import ChangeAction
from schema.writes.rows import Model, touch


class Saved(NamedTuple):
    """What a write did: the id it wrote under, and the action; None when nothing differed."""

    id: str
    action: ChangeAction | None


def log(session: Session, model: Model, action: ChangeAction, *target_ids: str) -> None:
    """Append one line per target; the type is the model's name, which is the GraphQL type's."""
    rows = [{"at": now(), "type": model.__name__, "target_id": target, "action": action.value} for target in target_ids]
    if rows:
        session.execute(sa.insert(table_of(Change)), rows)


def log_save(
    session: Session, model: Model, row_id: str, action: ChangeAction | None, *, parts_changed: bool = False
) -> Saved:
    """Log what became of a row; a row whose parts alone changed counts as updated."""
    if action is None and parts_changed:
        touch(session, model, row_id)
        action = ChangeAction.UPDATED
    if action is not None:
        log(session, model, action, row_id)
    return Saved(row_id, action)
