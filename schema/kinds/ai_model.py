"""An artificial intelligence model, or an assistant built on one."""

from sqlmodel import SQLModel

from schema import tables
from schema.bases import reference
from schema.engine.fields import content, one, scalar
from schema.kinds.kind import Kind
from schema.types import Organization, Work
from schema.vocabulary import WorkKind


class AiModelRow(SQLModel, table=True):
    """What only this kind has."""

    __tablename__ = "ai_models"

    id: str = reference("works", cascade=True, primary_key=True, index=False)
    developer_id: str | None = reference("organizations", default=None)
    open_source: bool | None = None


@content(tables.Work, prefix="wrk", kind=WorkKind.AI_MODEL, extension=AiModelRow)
class AiModel(Work):
    """An artificial intelligence model, or an assistant built on one."""

    developer: Organization | None = one("Who makes it.", on=lambda work, body: body.id == work.developer_id)
    open_source: bool | None = scalar("Whether its weights or code are open; null where not stated.")


KIND = Kind(
    name=WorkKind.AI_MODEL,
    row=AiModelRow,
    type=AiModel,
    hints=("modèle", "IA", "chatbot", "model"),
    schema_org="SoftwareApplication",
)
