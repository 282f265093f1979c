"""A text published in a paper or on a site."""

from sqlmodel import SQLModel

from schema import tables
from schema.bases import reference
from schema.engine.fields import content, one
from schema.kinds.kind import Kind
from schema.types import Organization, Work
from schema.vocabulary import WorkKind


class ArticleRow(SQLModel, table=True):
    """What only this kind has."""

    __tablename__ = "articles"

    id: str = reference("works", cascade=True, primary_key=True, index=False)
    publication_id: str | None = reference("organizations", default=None)


@content(tables.Work, prefix="wrk", kind=WorkKind.ARTICLE, extension=ArticleRow)
class Article(Work):
    """A text published in a paper or on a site."""

    publication: Organization | None = one(
        "Where it was published.", on=lambda work, body: body.id == work.publication_id
    )


KIND = Kind(
    name=WorkKind.ARTICLE,
    row=ArticleRow,
    type=Article,
    hints=("article", "enquête", "reportage"),
    schema_org="Article",
)
