"""Answers of mutations are remembered."""

import sqlalchemy as sa
from alembic import op

import schema.column_types

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.Text().with_variant(sa.TEXT(collation='C'), 'postgresql')
    op.create_table('idempotency',
    sa.Column('actor', key, nullable=False),
    sa.Column('key', key, nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('answer', sa.LargeBinary(), nullable=False),
    sa.Column('at', schema.column_types.UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('actor', 'key', name=op.f('pk_idempotency'))
    )
    op.create_index(op.f('ix_idempotency_at'), 'idempotency', ['at'])


def downgrade() -> None:
    op.drop_table('idempotency')
