"""The change log says when issues appear to readers and disappear."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

import schema.column_types

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

KNOWN = "ck_changes_action_known"
BEFORE = "action IN ('CREATED', 'UPDATED', 'DELETED')"
ISSUES = sa.table("issues", sa.column("id"), sa.column("visible_from", schema.column_types.UtcDateTime()))
CHANGES = sa.table("changes", *map(sa.column, ("at", "type", "target_id", "action")))
NOW = "action IN ('CREATED', 'UPDATED', 'DELETED', 'PUBLISHED', 'UNPUBLISHED')"


def upgrade() -> None:
    with op.batch_alter_table('changes', table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(op.f(KNOWN), type_='check')
        batch_op.create_check_constraint(op.f(KNOWN), sa.text(NOW))
    # What readers see already did not appear today.
    seen = sa.select(ISSUES.c.visible_from, sa.literal_column("'Issue'"), ISSUES.c.id, sa.literal_column("'PUBLISHED'"))
    seen = seen.where(ISSUES.c.visible_from <= datetime.now(UTC)).order_by(ISSUES.c.visible_from, ISSUES.c.id)
    op.execute(sa.insert(CHANGES).from_select(["at", "type", "target_id", "action"], seen))


def downgrade() -> None:
    op.execute("DELETE FROM changes WHERE action IN ('PUBLISHED', 'UNPUBLISHED')")
    with op.batch_alter_table('changes', table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(op.f(KNOWN), type_='check')
        batch_op.create_check_constraint(op.f(KNOWN), sa.text(BEFORE))
