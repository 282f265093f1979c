"""The publication has texts of its own: about itself, and how to subscribe."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

COLUMNS = [f"{text}_{form}" for text in ("about", "subscribing") for form in ("markdown", "html", "text")]


def upgrade() -> None:
    # A copied table is written as one that is made from the models.
    copied = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("publication", recreate="always" if copied else "auto") as table:
        for name in COLUMNS:
            table.add_column(sa.Column(name, sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("publication") as table:
        for name in reversed(COLUMNS):
            table.drop_column(name)
