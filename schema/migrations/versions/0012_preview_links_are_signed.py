"""Preview links are signed."""

from secrets import token_urlsafe

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("database_identity") as table:
        table.add_column(sa.Column("signing_secret", sa.String(), nullable=True))
    identities = sa.table("database_identity", sa.column("signing_secret", sa.String()))
    op.execute(sa.update(identities).values(signing_secret=token_urlsafe(32)))
    with op.batch_alter_table("database_identity") as table:
        table.alter_column("signing_secret", existing_type=sa.String(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("database_identity") as table:
        table.drop_column("signing_secret")
