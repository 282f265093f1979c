"""The field that makes a link by which people without a key see an issue before it is published."""

from collections.abc import Mapping
from typing import Any

import strawberry

from schema import tables
from schema.mutation.edit import Edit
from schema.mutation.problems import Problems
from schema.preview_links import make_preview_link

MOST_DAYS = 90


@strawberry.input(description="An issue to be shown as it stands, and for how long.")
class CreatePreviewLinkInput:
    """What ``createPreviewLink`` takes."""

    id: strawberry.ID = strawberry.field(description="The id of the issue.")
    days: int = strawberry.field(default=7, description=f"For how many days the link works, at most {MOST_DAYS}.")


def create_preview_link(edit: Edit, value: CreatePreviewLinkInput, problems: Problems) -> Mapping[str, Any]:
    """Make a link; it is signed and expires, so that nothing is stored of it."""
    if not 1 <= value.days <= MOST_DAYS:
        with problems.at("days"):
            problems.add(f"This is a number from 1 to {MOST_DAYS}.")
    if edit.is_gone(tables.Issue, value.id):
        with problems.at("id"):
            problems.add_missing("There is no issue with this id.", value.id)
    if problems.found:
        return {"url": None, "expires_at": None}
    link = make_preview_link(edit.session, value.id, edit.environment["now"], value.days)
    return {"url": f"{edit.environment['base_url']}{link.path}", "expires_at": link.expires_at}
