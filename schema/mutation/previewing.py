"""The fields that make and take back links by which people without a key see an issue before it is published."""

from collections.abc import Mapping
from typing import Any

import strawberry

from schema import tables, writes
from schema.mutation.edit import Edit
from schema.mutation.problems import Problems
from schema.preview_links import make_preview_link

MOST_DAYS = 90


@strawberry.input(description="An issue to be shown as it stands, and for how long.")
class CreatePreviewLinkInput:
    """What ``createPreviewLink`` takes."""

    id: strawberry.ID = strawberry.field(description="The id of the issue.")
    days: int = strawberry.field(default=7, description=f"For how many days the link works, at most {MOST_DAYS}.")


@strawberry.input(description="An issue whose preview links are to lead nowhere.")
class RevokePreviewLinksInput:
    """What ``revokePreviewLinks`` takes."""

    id: strawberry.ID = strawberry.field(description="The id of the issue.")


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


def revoke_preview_links(edit: Edit, value: RevokePreviewLinksInput, problems: Problems) -> Mapping[str, Any]:
    """End all links that were made of an issue so far."""
    if edit.existing(tables.Issue, value.id, problems) is None:
        return {"issue": None}
    writes.revoke_preview_links(edit.session, value.id)
    return {"issue": edit.shown(tables.Issue, value.id)}
