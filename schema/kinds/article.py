"""A text published in a paper or on a site."""

from sqlmodel import SQLModel

from schema import tables
from schema.bases import reference
from schema.engine.fields import entity_type, one
from schema.kinds.kind import Activity, Detail, Gender, Kind, Localized, SchemaOrg
from schema.types import Organization, Work
from schema.vocabulary import WorkKind


class ArticleRow(SQLModel, table=True):
    """The columns that only this kind has."""

    __tablename__ = "articles"

    id: str = reference("works", cascade=True, primary_key=True, index=False)
    publication_id: str | None = reference("organizations", default=None)


@entity_type(tables.Work, prefix="wrk", kind=WorkKind.ARTICLE, extension=ArticleRow)
class Article(Work):
    """A text published in a paper or on a site."""

    publication: Organization | None = one(
        "Where it was published.", on=lambda work, body: body.id == work.publication_id
    )


POSTER = """\
<path stroke-width="12" d="M20 36h160"/><path d="M20 52h160"/>
<path stroke="{{ p.accent }}" stroke-width="46" stroke-dasharray="3 5" d="M43 64v{{ 62 + g[0] * 3 }}M100 64v\
{{ 62 + g[1] * 3 }}M157 {{ 100 - g[2] }}v{{ 26 + g[3] * 3 }}"/>
<path fill="{{ p.figure }}" stroke="none" d="M134 64h46v{{ 28 - g[2] }}h-46z"/>
"""

KIND = Kind(
    name=WorkKind.ARTICLE,
    row=ArticleRow,
    type=Article,
    display_name=Localized(fr="Article", en="Article"),
    gender=Gender.MASCULINE,
    plural=Localized(fr="Articles", en="Articles"),
    schema_org=SchemaOrg("Article"),
    details=(Detail("publication", Localized(fr="Paru dans", en="Published in")),),
    hints=("article", "enquête", "reportage"),
    activities=(Activity.READING,),
    poster=POSTER,
)
