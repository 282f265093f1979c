"""A book."""

from sqlmodel import SQLModel

from schema import tables
from schema.bases import check, reference
from schema.engine.fields import content, one, scalar
from schema.kinds.kind import Kind
from schema.types import Organization, Work
from schema.vocabulary import WorkKind


class BookRow(SQLModel, table=True):
    """What only this kind has."""

    __tablename__ = "books"
    __table_args__ = (check("page_count_positive", "page_count > 0"),)

    id: str = reference("works", cascade=True, primary_key=True, index=False)
    publisher_id: str | None = reference("organizations", default=None)
    page_count: int | None = None


@content(tables.Work, prefix="wrk", kind=WorkKind.BOOK, extension=BookRow)
class Book(Work):
    """A book."""

    publisher: Organization | None = one("Who publishes it.", on=lambda work, body: body.id == work.publisher_id)
    page_count: int | None = scalar("How many pages it has.")


KIND = Kind(
    name=WorkKind.BOOK,
    row=BookRow,
    type=Book,
    hints=("livre", "roman", "essai", "bande dessinée", "book", "novel"),
    schema_org="Book",
)
