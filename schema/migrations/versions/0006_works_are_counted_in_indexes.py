"""Works are counted by kind and tag in indexes alone."""

from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_works_kind_visible", "works", ["kind", "visible_from"])
    op.create_index("ix_works_visible", "works", ["id", "visible_from"])
    op.create_index("ix_work_tags_tag_work", "work_tags", ["tag_id", "work_id"])
    op.drop_index("ix_work_tags_tag_id", "work_tags")


def downgrade() -> None:
    op.create_index("ix_work_tags_tag_id", "work_tags", ["tag_id"])
    op.drop_index("ix_work_tags_tag_work", "work_tags")
    op.drop_index("ix_works_visible", "works")
    op.drop_index("ix_works_kind_visible", "works")
