"""An advertisement, or a brand's own film."""

from sqlmodel import SQLModel

from schema import tables
from schema.bases import check, reference
from schema.engine.fields import entity_type, one, scalar
from schema.kinds.kind import Detail, Gender, Kind, Localized, SchemaOrg, Unit
from schema.types import Organization, Work
from schema.vocabulary import WorkKind


class AdRow(SQLModel, table=True):
    """The columns that only this kind has."""

    __tablename__ = "ads"
    __table_args__ = (
        check("episode_number_positive", "episode_number > 0"),
        check("duration_seconds_positive", "duration_seconds > 0"),
    )

    id: str = reference("works", cascade=True, primary_key=True, index=False)
    brand_id: str | None = reference("organizations", default=None)
    campaign: str | None = None
    episode_number: int | None = None
    duration_seconds: int | None = None


@entity_type(tables.Work, prefix="wrk", kind=WorkKind.AD, extension=AdRow)
class Ad(Work):
    """An advertisement, or a brand's own film."""

    brand: Organization | None = one("Whose advertisement it is.", on=lambda work, body: body.id == work.brand_id)
    campaign: str | None = scalar("The campaign it belongs to.")
    episode_number: int | None = scalar("Its number in the campaign.")
    duration_seconds: int | None = scalar("How long it runs, in seconds.")


POSTER = """\
<circle cx="{{ 92 + g[0] }}" cy="{{ 80 + g[1] // 2 }}" r="60" stroke="{{ p.accent }}" stroke-width="52" \
stroke-dasharray="{{ 6 + g[2] % 6 }} {{ 7 + g[3] % 6 }}"/>
<circle cx="{{ 92 + g[0] }}" cy="{{ 80 + g[1] // 2 }}" r="{{ 26 + g[4] }}" fill="{{ p.figure }}"/>
"""

KIND = Kind(
    name=WorkKind.AD,
    row=AdRow,
    type=Ad,
    display_name=Localized(fr="Publicité", en="Advert"),
    gender=Gender.FEMININE,
    plural=Localized(fr="Publicités", en="Adverts"),
    schema_org=SchemaOrg("CreativeWork"),
    details=(
        Detail("duration_seconds", Localized(fr="Durée", en="Running time"), unit=Unit.SECONDS),
        Detail("episode_number", Localized(fr="Volet", en="Instalment")),
        Detail("brand", Localized(fr="Marque", en="Brand")),
        Detail("campaign", Localized(fr="Campagne", en="Campaign")),
    ),
    hints=("publicité", "pub", "spot", "campagne", "commercial", "ad"),
    poster=POSTER,
)
