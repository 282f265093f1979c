"""An index finds which issues appeared, among all changes."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

NAME = "ix_changes_appearances"
APPEARANCES = sa.text("type = 'Issue' AND action = 'PUBLISHED'")


def upgrade() -> None:
    op.create_index(
        NAME, "changes", ["sequence", "target_id"], postgresql_where=APPEARANCES, sqlite_where=APPEARANCES
    )


def downgrade() -> None:
    op.drop_index(NAME, "changes")
