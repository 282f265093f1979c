"""Working copies know who scheduled them."""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Copied, SQLite has the table as one that is made anew.
    copied = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("issues", recreate="always" if copied else "auto") as table:
        table.add_column(sa.Column("replaces_by", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("issues") as table:
        table.drop_column("replaces_by")
