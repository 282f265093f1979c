"""Works of a kind are counted by year in an index alone."""

from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_works_kind_year", "works", ["kind", "year", "visible_from"])


def downgrade() -> None:
    op.drop_index("ix_works_kind_year", "works")
