"""The log tells what readers may ever see, which alone makes a new version of the content for them."""

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None


def upgrade() -> None:
    copied = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("changes") as table:
        table.add_column(sa.Column("public", sa.Boolean(), nullable=True))
    op.execute("UPDATE changes SET public = true")  # of what happened before nobody knows
    with op.batch_alter_table("changes", recreate="always" if copied else "auto") as table:
        table.alter_column("public", existing_type=sa.Boolean(), nullable=False)
    op.create_index(
        "ix_changes_public",
        "changes",
        ["sequence"],
        postgresql_where=sa.text("public"),
        sqlite_where=sa.text("public = 1"),
    )


def downgrade() -> None:
    op.drop_index("ix_changes_public", "changes")
    with op.batch_alter_table("changes") as table:
        table.drop_column("public")
