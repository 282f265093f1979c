"""Importing a newsletter, as far as the schema is concerned: what is given, what comes of it, and who does it."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlmodel import Session

from schema.enums import ImportAction, NewsletterFormat
from schema.errors import LianeError


class NotImported(LianeError):
    """A newsletter that cannot be read or stored; the message says why."""


@dataclass(frozen=True)
class Newsletter:
    """A newsletter to be imported.

    Args:
        name: what the file is called; it may say the date.
        data: its content.
        format: what it is.
        publish: whether the issue is published; else a new one is a draft, and a stored one keeps its status.
        drafts_only: whether what readers see, or will, is left as it is.
        keeps_files: whether the pictures that it carries inside are stored, as is not wanted where nothing is.
    """

    name: str
    data: bytes
    format: NewsletterFormat = NewsletterFormat.AUTO
    publish: bool = False
    drafts_only: bool = True
    keeps_files: bool = True


@dataclass(frozen=True)
class Imported:
    """What came of a newsletter: the slug of its issue, what was done, what differs, and the report on the file."""

    slug: str
    action: ImportAction
    changes: list[str] = field(default_factory=list)
    report: dict[str, Any] = field(default_factory=dict)


class Newsletters(Protocol):
    """Imports newsletters in a transaction that is open."""

    def __call__(self, session: Session, newsletter: Newsletter) -> Imported:
        """Import a newsletter.

        Raises:
            NotImported: it cannot be read or stored.
        """
        ...


def no_newsletters(session: Session, newsletter: Newsletter) -> Imported:
    """Refuse a newsletter, where nobody is there to import it."""
    del session, newsletter
    raise NotImported("newsletters cannot be imported here")
