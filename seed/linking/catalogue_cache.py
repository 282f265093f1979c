"""The catalogue between the files of one run: read once, and again only when something it is made of has changed."""

import sqlalchemy as sa
from sqlmodel import Session, col

from schema.tables import Change, Column, Organization, Person, Work
from seed.linking.catalogue import Catalogue

MADE_OF = [model.__name__ for model in (Column, Organization, Person, Work)]
NEWS = (
    sa.select(col(Change.sequence))
    .where(col(Change.sequence) > sa.bindparam("after"), col(Change.type).in_(MADE_OF))
    .limit(1)
)
# The last change, and one since the last time of what the catalogue is made of. Every file asks: it is built once.
STATE = sa.select(sa.func.max(col(Change.sequence)), NEWS.scalar_subquery())


class CatalogueCache:
    """Keeps the last catalogue and the change that it was read after."""

    def __init__(self) -> None:
        self._catalogue: Catalogue | None = None
        self._after = 0

    def catalogue(self, session: Session, identity: str) -> Catalogue:
        """Give the catalogue as it is now.

        Args:
            session: the open transaction.
            identity: of the issue being imported, which teaches nothing about itself.
        """
        last, news = session.execute(STATE, {"after": self._after}).one()
        last = last or 0
        # Fewer changes than before: the transaction that was read from came to nothing, or the database is another.
        if self._catalogue is None or last < self._after or news:
            self._catalogue = Catalogue.load(session, identity)
            self._after = last
            return self._catalogue
        self._after = last
        return self._catalogue.beside(session, identity)
