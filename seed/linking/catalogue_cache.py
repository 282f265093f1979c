"""The catalogue between the files of one run: read once, and again only when a part of it has changed."""

import sqlalchemy as sa
from sqlmodel import Session, col

from schema.tables import Change, Column, Organization, Person, Work
from seed.linking.catalogue import Catalogue

CATALOGUE_TYPES = [model.__name__ for model in (Column, Organization, Person, Work)]
CATALOGUE_CHANGE = (
    sa.select(col(Change.sequence))
    .where(col(Change.sequence) > sa.bindparam("after"), col(Change.type).in_(CATALOGUE_TYPES))
    .limit(1)
)
# The last change of all, and a change of the catalogue after :after. It runs for every file, so it is built once.
CHANGES = sa.select(sa.func.max(col(Change.sequence)), CATALOGUE_CHANGE.scalar_subquery())


class CatalogueCache:
    """The last catalogue that was read, and the last change that it is known to include."""

    def __init__(self) -> None:
        self._catalogue: Catalogue | None = None
        self._last_change = 0

    def catalogue(self, session: Session, identity: str) -> Catalogue:
        """Return the catalogue as it is now.

        Args:
            session: the open transaction.
            identity: of the issue being imported, from which no column role is learnt.
        """
        last_change, catalogue_change = session.execute(CHANGES, {"after": self._last_change}).one()
        last_change = last_change or 0
        # With fewer changes than before, the transaction read from was rolled back, or the database is another one.
        if self._catalogue is None or last_change < self._last_change or catalogue_change:
            self._catalogue = Catalogue.load(session, identity)
            self._last_change = last_change
            return self._catalogue
        self._last_change = last_change
        return self._catalogue.with_current_roles(session, identity)
