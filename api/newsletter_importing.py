"""Loads the importer when the first newsletter is sent: a server that answers readers does without its 25 MB."""

from functools import cached_property
from typing import TYPE_CHECKING

from sqlmodel import Session

from schema.newsletters import Imported, Newsletter

if TYPE_CHECKING:
    from seed.newsletters import NewsletterImporter


class ImporterWhenNeeded:
    """Imports newsletters, as ``seed.newsletters.NewsletterImporter`` does.

    Args:
        pictures: where the pictures are kept that letters carry inside.
    """

    def __init__(self, pictures: str) -> None:
        self._pictures = pictures

    @cached_property
    def _importer(self) -> "NewsletterImporter":
        from seed.newsletters import NewsletterImporter  # noqa: PLC0415 - that is what this is for

        return NewsletterImporter(self._pictures)

    def __call__(self, session: Session, newsletter: Newsletter) -> Imported:
        """Import a newsletter, as ``schema.newsletters.Newsletters`` says."""
        return self._importer(session, newsletter)
