"""Issues know the day they are dated, as the publication counts its days."""

import sqlalchemy as sa
from alembic import op

from schema.column_types import KeyText, UtcDateTime
from schema.instants import zone

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

ISSUES = sa.table("issues", sa.column("id"), sa.column("published_at", UtcDateTime()), sa.column("published_on"))
PUBLICATION = sa.table("publication", sa.column("time_zone"))


def upgrade() -> None:
    # A copied table is written as one that is made from the models.
    copied = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table('issues', recreate="always" if copied else "auto") as batch_op:
        batch_op.add_column(sa.Column('published_on', KeyText, nullable=True))
        batch_op.create_index(batch_op.f('ix_issues_published_on'), ['published_on'], unique=False)
    connection = op.get_bind()
    time_zone = zone(connection.execute(sa.select(PUBLICATION.c.time_zone)).scalar() or "Europe/Paris")
    dated = sa.select(ISSUES.c.id, ISSUES.c.published_at).where(ISSUES.c.published_at.is_not(None))
    days = [
        {"row": row.id, "day": row.published_at.astimezone(time_zone).date().isoformat()}
        for row in connection.execute(dated)
    ]
    if days:
        update = sa.update(ISSUES).where(ISSUES.c.id == sa.bindparam("row")).values(published_on=sa.bindparam("day"))
        connection.execute(update, days)


def downgrade() -> None:
    with op.batch_alter_table('issues') as batch_op:
        batch_op.drop_index(batch_op.f('ix_issues_published_on'))
        batch_op.drop_column('published_on')
