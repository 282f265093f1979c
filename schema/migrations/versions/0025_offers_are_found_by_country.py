"""What can be had in a country is found in an index alone."""

from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None

COLUMNS = ["country", "access", "work_id", "from_date", "until_date", "platform_id"]


def upgrade() -> None:
    op.create_index("ix_availability_country", "availability", COLUMNS)


def downgrade() -> None:
    op.drop_index("ix_availability_country", "availability")
