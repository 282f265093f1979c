"""Working copies fall due."""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Copied, SQLite has the table as one that is made anew.
    copied = op.get_bind().dialect.name == "sqlite"
    instant = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")
    with op.batch_alter_table("issues", recreate="always" if copied else "auto") as table:
        table.add_column(sa.Column("replaces_at", instant, nullable=True))
        table.add_column(sa.Column("replaces_problem", sa.String(), nullable=True))
    op.create_index(op.f("ix_issues_replaces_at"), "issues", ["replaces_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_issues_replaces_at"), "issues")
    with op.batch_alter_table("issues") as table:
        table.drop_column("replaces_problem")
        table.drop_column("replaces_at")
