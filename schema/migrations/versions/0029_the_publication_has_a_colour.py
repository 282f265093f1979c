"""The publication has a colour of its own."""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A copied table is written as one that is made from the models.
    copied = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("publication", recreate="always" if copied else "auto") as table:
        table.add_column(sa.Column("accent_color", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("publication") as table:
        table.drop_column("accent_color")
