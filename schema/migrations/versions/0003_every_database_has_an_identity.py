"""Every database has an identity."""

from secrets import token_hex

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    table = op.create_table('database_identity',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('identity', sa.String(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_database_identity_single')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_database_identity'))
    )
    op.bulk_insert(table, [{"id": 1, "identity": token_hex(8)}])


def downgrade() -> None:
    op.drop_table('database_identity')
