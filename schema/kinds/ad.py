"""An advertisement, or a brand's own film."""

from sqlmodel import SQLModel

from schema import tables
from schema.bases import check, reference
from schema.engine.fields import content, one, scalar
from schema.kinds.kind import Kind
from schema.types import Organization, Work
from schema.vocabulary import WorkKind


class AdRow(SQLModel, table=True):
    """What only this kind has."""

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


@content(tables.Work, prefix="wrk", kind=WorkKind.AD, extension=AdRow)
class Ad(Work):
    """An advertisement, or a brand's own film."""

    brand: Organization | None = one("Whose advertisement it is.", on=lambda work, body: body.id == work.brand_id)
    campaign: str | None = scalar("The campaign it belongs to.")
    episode_number: int | None = scalar("Its number in the campaign.")
    duration_seconds: int | None = scalar("How long it runs, in seconds.")


KIND = Kind(
    name=WorkKind.AD,
    row=AdRow,
    type=Ad,
    hints=("publicité", "pub", "spot", "campagne", "commercial", "ad"),
    schema_org="CreativeWork",
)
