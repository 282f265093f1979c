"""An artificial intelligence model, or an assistant built on one."""

from sqlmodel import SQLModel

from schema import tables
from schema.bases import reference
from schema.engine.fields import entity_type, one, scalar
from schema.kinds.kind import Detail, Gender, Kind, Localized, SchemaOrg, Site
from schema.types import Organization, Work
from schema.vocabulary import WorkKind


class AiModelRow(SQLModel, table=True):
    """The columns that only this kind has."""

    __tablename__ = "ai_models"

    id: str = reference("works", cascade=True, primary_key=True, index=False)
    developer_id: str | None = reference("organizations", default=None)
    open_source: bool | None = None


@entity_type(tables.Work, prefix="wrk", kind=WorkKind.AI_MODEL, extension=AiModelRow)
class AiModel(Work):
    """An artificial intelligence model, or an assistant built on one."""

    developer: Organization | None = one("Who makes it.", on=lambda work, body: body.id == work.developer_id)
    open_source: bool | None = scalar("Whether its weights or code are open; null where not stated.")


POSTER = """\
<path stroke="{{ p.accent }}" d="{% for a in range(4) %}{% for b in range(3) %}{% if (g[a] + b) % 3 %}M36 \
{{ 36 + a * 34 }} 100 {{ 52 + b * 34 }}{% endif %}{% if (g[a + 4] + b) % 3 %}M164 {{ 36 + a * 34 }} 100 \
{{ 52 + b * 34 }}{% endif %}{% endfor %}{% endfor %}"/>
<path stroke-width="14" stroke-linecap="round" d="M36 36h0M36 70h0M36 104h0M36 138h0M100 52h0M100 86h0M100 120h0M164 \
36h0M164 70h0M164 104h0M164 138h0"/>
<path stroke="{{ p.ground }}" stroke-width="6" stroke-linecap="round" d="M100 {{ 52 + g[8] % 3 * 34 }}h0M164 \
{{ 36 + g[9] % 4 * 34 }}h0"/>
"""

KIND = Kind(
    name=WorkKind.AI_MODEL,
    row=AiModelRow,
    type=AiModel,
    display_name=Localized(fr="Modèle d’IA", en="AI model"),
    gender=Gender.MASCULINE,
    plural=Localized(fr="Modèles d’IA", en="AI models"),
    schema_org=SchemaOrg("SoftwareApplication"),
    details=(
        Detail("developer", Localized(fr="Développé par", en="Made by")),
        Detail(
            "open_source",
            Localized(fr="Code", en="Code"),
            values={True: Localized(fr="Ouvert", en="Open"), False: Localized(fr="Fermé", en="Closed")},
        ),
    ),
    hints=("modèle", "IA", "chatbot", "model"),
    sites=(
        Site(
            "huggingface.co",
            r"^/(?!datasets/|spaces/|papers/|blog/|docs/)(?P<id>[\w.-]+/[\w.-]+)",
            "huggingface",
        ),
    ),
    poster=POSTER,
)
