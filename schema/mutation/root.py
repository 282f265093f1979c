"""The mutation root: all that can be changed, and the scopes that it takes."""

from datetime import datetime
from functools import partial

import strawberry

from schema import tables
from schema.api_keys import Key
from schema.engine.relay import Node
from schema.mutation import keys, publishing, removing
from schema.mutation.conflicts import EXPECTED_VERSION
from schema.mutation.copying import CopyIssueInput, copy_issue
from schema.mutation.editables import COLUMN, ISSUE, ORGANIZATION, PERSON, WORK
from schema.mutation.fields import creates, mutation, updates
from schema.mutation.importing import MEMBERS, ImportNewsletterInput, import_newsletter
from schema.mutation.previewing import (
    CreatePreviewLinkInput,
    RevokePreviewLinksInput,
    create_preview_link,
    revoke_preview_links,
)
from schema.mutation.restoring import RestoreContentInput, restore_content
from schema.publication import Publication
from schema.types import Issue, Organization, Person, Work
from schema.vocabulary import Scope


@strawberry.type(
    description="Everything that can be changed. An operation is stored as a whole or, with any problem, not at all."
)
class Mutation:
    """The mutation root."""

    create_issue = creates(ISSUE, "Adds an issue as a draft.")
    update_issue = updates(
        ISSUE, "Changes what is given of an issue; a section or recommendation with nothing but its id stays as it is."
    )
    copy_issue = mutation(
        "CopyIssue",
        "Makes a draft with the sections of another issue; with `replaces`, a working copy of a published one.",
        (Scope.WRITE_CONTENT,),
        CopyIssueInput,
        {"issue": Issue},
        copy_issue,
    )
    publish_issue = mutation(
        "PublishIssue",
        "Shows an issue to readers from an instant on; a working copy takes the place of its original, under its ids.",
        (Scope.PUBLISH,),
        publishing.PublishIssueInput,
        {"issue": Issue},
        publishing.publish,
    )
    unpublish_issue = mutation(
        "UnpublishIssue",
        "Takes an issue back: readers see it no more, and it keeps its date and content. "
        "One that was only scheduled is a draft again.",
        (Scope.PUBLISH,),
        publishing.UnpublishIssueInput,
        {"issue": Issue},
        publishing.unpublish,
    )
    create_work = creates(WORK, "Adds a work; readers see it once an issue leads to it.")
    update_work = updates(WORK, "Changes what is given of a work.")
    merge_works = mutation(
        "MergeWorks",
        "Makes one work of two: recommendations, credits and slugs of the duplicate go over to the other.",
        (Scope.PUBLISH,),
        removing.MergeWorksInput,
        {"work": Work},
        partial(removing.merge, tables.Work),
    )
    create_person = creates(PERSON, "Adds a person; readers see them once an issue leads to them.")
    update_person = updates(PERSON, "Changes what is given of a person.")
    merge_people = mutation(
        "MergePeople",
        "Makes one person of two: credits, recommendations and slugs of the duplicate go over to the other.",
        (Scope.PUBLISH,),
        removing.MergePeopleInput,
        {"person": Person},
        partial(removing.merge, tables.Person),
    )
    create_organization = creates(ORGANIZATION, "Adds an organisation; readers see it once an issue leads to it.")
    update_organization = updates(ORGANIZATION, "Changes what is given of an organisation.")
    merge_organizations = mutation(
        "MergeOrganizations",
        "Makes one organisation of two: works, availability and slugs of the duplicate go over to the other.",
        (Scope.PUBLISH,),
        removing.MergeOrganizationsInput,
        {"organization": Organization},
        partial(removing.merge, tables.Organization),
    )
    create_column = creates(COLUMN, "Adds a column; readers see it once an issue has a section of it.")
    update_column = updates(COLUMN, "Changes what is given of a column.")
    update_publication = mutation(
        "UpdatePublication",
        "Changes what is given of the magazine itself.",
        (Scope.ADMIN,),
        publishing.PUBLICATION.type(
            "UpdatePublicationInput", is_new=False, first={"expected_version": EXPECTED_VERSION}
        ),
        {"publication": Publication},
        publishing.update_publication,
    )
    delete_content = mutation(
        "DeleteContent",
        "Deletes an issue, work, person, organisation or column that nothing refers to; its slugs stay reserved.",
        (Scope.WRITE_CONTENT, Scope.PUBLISH),
        removing.DeleteContentInput,
        {"deleted_id": strawberry.ID},
        removing.delete,
    )
    restore_content = mutation(
        "RestoreContent",
        "Brings back an earlier version, or what was deleted, under the same ids; it becomes the newest version.",
        (Scope.WRITE_CONTENT, Scope.PUBLISH, Scope.ADMIN),
        RestoreContentInput,
        {"node": Node},
        restore_content,
    )
    import_newsletter = mutation(
        "ImportNewsletter",
        "Reads a newsletter into a draft, or into the issue that it made before.",
        (Scope.WRITE_CONTENT, Scope.PUBLISH),
        ImportNewsletterInput,
        MEMBERS,
        import_newsletter,
    )
    create_key = mutation(
        "CreateKey",
        "Makes a key. Its `secret` is shown this once, so the operation takes no `@idempotent`.",
        (Scope.ADMIN,),
        keys.CreateKeyInput,
        {"key": Key, "secret": str},
        keys.create,
    )
    revoke_key = mutation(
        "RevokeKey",
        "Ends a key for good: within a second every server refuses it.",
        (Scope.ADMIN,),
        keys.RevokeKeyInput,
        {"key": Key},
        keys.revoke,
    )
    create_preview_link = mutation(
        "CreatePreviewLink",
        "Makes a link by which people without a key see an issue as it stands; it changes nothing.",
        (Scope.READ_DRAFTS,),
        CreatePreviewLinkInput,
        {"url": str, "expires_at": datetime},
        create_preview_link,
    )
    revoke_preview_links = mutation(
        "RevokePreviewLinks",
        "Ends all preview links of an issue that were made so far; those made later work.",
        (Scope.READ_DRAFTS,),
        RevokePreviewLinksInput,
        {"issue": Issue},
        revoke_preview_links,
    )
