"""The only functions that change content. They take a session, never commit, and log each change.

Call them inside ``schema.db.write_transaction``. Values are plain mappings of column names. Writing what is already
stored changes no row and logs nothing. Content that cannot be written raises ``WriteRefused`` with a plain message.
"""

from schema.writes.catalogue import save_column, save_organization, save_person, save_publication, save_work
from schema.writes.checked_links import LinkAnswer, LinkState, due_links, record_answers
from schema.writes.deletion import StillUsed, delete_named
from schema.writes.embeds import add_embeds
from schema.writes.errors import Invalid, NotFound, SlugTaken, WriteRefused
from schema.writes.import_queue import (
    MOST_ATTEMPTS,
    Claim,
    ClaimLost,
    add_letters,
    claim_import,
    finish_archive,
    finish_import,
    refuse_import,
)
from schema.writes.imports import (
    ImportFile,
    ImportOutcome,
    dismiss_import,
    enqueue_imports,
    forget_import_data,
    record_received,
    retry_import,
)
from schema.writes.issues import (
    delete_issue,
    publish_issue,
    record_import,
    restore_updated_at,
    save_issue,
    unpublish_issue,
)
from schema.writes.keys import create_key, record_use, revoke_key
from schema.writes.log import Saved, has_written, log_due
from schema.writes.merge import MergedWorks, merge_works
from schema.writes.merge_named import merge_organizations, merge_people
from schema.writes.pictures import forget_pictures, save_picture, save_picture_source
from schema.writes.previews import revoke_preview_links
from schema.writes.propagation import recompute_visibility
from schema.writes.retention import Retention, prune_revisions
from schema.writes.revisions import told_as
from schema.writes.slugs import find_id

__all__ = [
    "MOST_ATTEMPTS",
    "Claim",
    "ClaimLost",
    "ImportFile",
    "ImportOutcome",
    "Invalid",
    "LinkAnswer",
    "LinkState",
    "MergedWorks",
    "NotFound",
    "Retention",
    "Saved",
    "SlugTaken",
    "StillUsed",
    "WriteRefused",
    "add_embeds",
    "add_letters",
    "claim_import",
    "create_key",
    "delete_issue",
    "delete_named",
    "dismiss_import",
    "due_links",
    "enqueue_imports",
    "find_id",
    "finish_archive",
    "finish_import",
    "forget_import_data",
    "forget_pictures",
    "has_written",
    "log_due",
    "merge_organizations",
    "merge_people",
    "merge_works",
    "prune_revisions",
    "publish_issue",
    "recompute_visibility",
    "record_answers",
    "record_import",
    "record_received",
    "record_use",
    "refuse_import",
    "restore_updated_at",
    "retry_import",
    "revoke_key",
    "revoke_preview_links",
    "save_column",
    "save_issue",
    "save_organization",
    "save_person",
    "save_picture",
    "save_picture_source",
    "save_publication",
    "save_work",
    "told_as",
    "unpublish_issue",
]
