"""Credits are counted by person in an index alone."""

from alembic import op

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None

BEFORE, INDEX = "ix_credits_person_id", "ix_credits_person_work"


def upgrade() -> None:
    op.drop_index(BEFORE, "credits")
    op.create_index(INDEX, "credits", ["person_id", "work_id", "role"])


def downgrade() -> None:
    op.drop_index(INDEX, "credits")
    op.create_index(BEFORE, "credits", ["person_id"])
