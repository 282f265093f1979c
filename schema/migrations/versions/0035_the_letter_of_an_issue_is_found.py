"""The letter that an issue came from is found by an index."""

from alembic import op

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_imports_issue_id", "imports", ["issue_id"])


def downgrade() -> None:
    op.drop_index("ix_imports_issue_id", "imports")
