"""What storing a document did, in the words of reports."""

from typing import Literal

from schema.vocabulary import ChangeAction

Action = Literal["created", "updated", "unchanged", "conflict"]
ACTIONS: dict[ChangeAction | None, Action] = {
    ChangeAction.CREATED: "created",
    ChangeAction.UPDATED: "updated",
    None: "unchanged",
}
