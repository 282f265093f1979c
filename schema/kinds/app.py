"""An application or an online service."""

from sqlmodel import SQLModel

from schema import tables
from schema.bases import one_of, reference
from schema.engine.fields import content, one, scalar
from schema.enums import AppStage
from schema.kinds.kind import Kind
from schema.types import Organization, Work
from schema.vocabulary import WorkKind


class AppRow(SQLModel, table=True):
    """What only this kind has."""

    __tablename__ = "apps"
    __table_args__ = (one_of("stage", AppStage),)

    id: str = reference("works", cascade=True, primary_key=True, index=False)
    developer_id: str | None = reference("organizations", default=None)
    stage: str | None = None


@content(tables.Work, prefix="wrk", kind=WorkKind.APP, extension=AppRow)
class App(Work):
    """An application or an online service."""

    developer: Organization | None = one("Who makes it.", on=lambda work, body: body.id == work.developer_id)
    stage: AppStage | None = scalar("How far it is on its way to the public.")


KIND = Kind(
    name=WorkKind.APP,
    row=AppRow,
    type=App,
    hints=("application", "app", "appli", "plateforme", "service", "logiciel"),
    schema_org="MobileApplication",
)
