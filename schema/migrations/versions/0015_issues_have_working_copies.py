"""Issues have working copies."""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Copied, SQLite has the table as one that is made anew.
    copied = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("issues", recreate="always" if copied else "auto") as table:
        key = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
        table.add_column(sa.Column("replaces_id", key, nullable=True))
        table.add_column(sa.Column("replaces_version", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_issues_replaces_id"), "issues", ["replaces_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_issues_replaces_id"), "issues")
    with op.batch_alter_table("issues") as table:
        table.drop_column("replaces_version")
        table.drop_column("replaces_id")
