"""The only functions that change content. They take a session, never commit, and log each change.

Call them inside ``schema.db.writing``. Values come as plain mappings of column names; writing again what is stored
changes no row and logs nothing. What cannot be written raises a ``WriteRefused`` with a plain message.
"""

from schema.writes.appearances import log_due
from schema.writes.catalogue import save_column, save_organization, save_person, save_publication, save_work
from schema.writes.errors import Invalid, NotFound, SlugTaken, WriteRefused
from schema.writes.issues import delete_issue, publish_issue, remember_import, save_issue, unpublish_issue
from schema.writes.log import Saved
from schema.writes.slugs import find
from schema.writes.visibility import recompute_visibility

__all__ = [
    "Invalid",
    "NotFound",
    "Saved",
    "SlugTaken",
    "WriteRefused",
    "delete_issue",
    "find",
    "log_due",
    "publish_issue",
    "recompute_visibility",
    "remember_import",
    "save_column",
    "save_issue",
    "save_organization",
    "save_person",
    "save_publication",
    "save_work",
    "unpublish_issue",
]
