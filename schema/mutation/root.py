"""The mutation root."""

from datetime import datetime

import strawberry

from schema import writes
from schema.mutation.fields import Editable, creates, mutation, updates
from schema.mutation.previewing import CreatePreviewLinkInput, create_preview_link
from schema.types import Column, Organization, Person
from schema.vocabulary import Scope

PERSON = Editable(Person, writes.save_person)
ORGANIZATION = Editable(Organization, writes.save_organization)
COLUMN = Editable(Column, writes.save_column)


@strawberry.type(
    description="Everything that can be changed. An operation is stored as a whole or, with any problem, not at all."
)
class Mutation:
    """The mutation root."""

    create_person = creates(PERSON, "Adds a person; readers see them once an issue leads to them.")
    update_person = updates(PERSON, "Changes what is given of a person.")
    create_organization = creates(ORGANIZATION, "Adds an organisation; readers see it once an issue leads to it.")
    update_organization = updates(ORGANIZATION, "Changes what is given of an organisation.")
    create_column = creates(COLUMN, "Adds a column; readers see it once an issue has a section of it.")
    update_column = updates(COLUMN, "Changes what is given of a column.")
    create_preview_link = mutation(
        "CreatePreviewLink",
        "Makes a link by which people without a key see an issue as it stands; it changes nothing.",
        (Scope.READ_DRAFTS,),
        CreatePreviewLinkInput,
        {"url": str, "expires_at": datetime},
        create_preview_link,
    )
