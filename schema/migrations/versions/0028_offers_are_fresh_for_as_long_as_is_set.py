"""Offers are fresh for as long as the publication says, and picks are counted in an index alone."""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

ORDER = "ix_recommendations_work_order"
COLUMNS = ["work_id", "sort_key", "id"]


def upgrade() -> None:
    # A copied table is written as one that is made from the models.
    copied = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("publication", recreate="always" if copied else "auto") as table:
        table.add_column(sa.Column("availability_fresh_days", sa.Integer(), nullable=False, server_default="30"))
        table.create_check_constraint("availability_fresh_days_positive", "availability_fresh_days > 0")
    with op.batch_alter_table("publication", recreate="always" if copied else "auto") as table:
        table.alter_column("availability_fresh_days", existing_type=sa.Integer(), server_default=None)
    op.drop_index(ORDER, "recommendations")
    op.create_index(ORDER, "recommendations", [*COLUMNS, "visible_from", "role", "issue_id"])


def downgrade() -> None:
    op.drop_index(ORDER, "recommendations")
    op.create_index(ORDER, "recommendations", COLUMNS)
    with op.batch_alter_table("publication") as table:
        table.drop_constraint("availability_fresh_days_positive", type_="check")
        table.drop_column("availability_fresh_days")
