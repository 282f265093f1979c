"""Imports newsletters that are sent to the API, each in the transaction of its mutation."""

from typing import cast

import sqlalchemy as sa
from sqlmodel import Session

from schema import writes
from schema.newsletters import Imported, Newsletter, NotImported
from schema.vocabulary import ImportAction
from seed.import_run import REFUSALS, ImportRun, refusal
from seed.importers import read
from seed.linking.catalogue_cache import CatalogueCache
from seed.pictures.store import PictureStore, StoreAway


class NewsletterImporter:
    """Imports newsletters, with one catalogue for all of them.

    Args:
        pictures: where the pictures are kept that letters carry inside.
    """

    def __init__(self, pictures: str) -> None:
        self._store = PictureStore(pictures)
        self._catalogue_cache = CatalogueCache()

    def __call__(self, session: Session, newsletter: Newsletter) -> Imported:
        """Import a newsletter, as ``schema.newsletters.Newsletters`` says."""
        run = ImportRun(
            cast("sa.Engine", session.get_bind()),
            newsletter.format.value.lower(),
            publish=newsletter.publish,
            dry_run=False,
            drafts_only=newsletter.drafts_only,
            store=self._store,
            catalogue_cache=self._catalogue(session),
        )
        try:
            parsed = read(newsletter.data, newsletter.name, newsletter.format.value.lower())
            if newsletter.keeps_files:
                run.keep_files(parsed)
            report = run.import_into(session, newsletter.name, parsed)
        except StoreAway as away:
            raise NotImported(str(away)) from None
        except REFUSALS as error:
            raise NotImported(str(refusal(error))) from None
        action = ImportAction[report["action"].upper()]
        return Imported(report["slug"], action, report["changes"], report)

    def _catalogue(self, session: Session) -> CatalogueCache:
        """Return the catalogue; one of its own where the transaction has changed something that may be taken back."""
        return CatalogueCache() if writes.has_written(session) else self._catalogue_cache
