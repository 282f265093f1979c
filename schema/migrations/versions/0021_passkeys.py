"""Passkeys."""

import sqlalchemy as sa
from alembic import op

import schema.column_types

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.Text().with_variant(sa.TEXT(collation='C'), 'postgresql')
    op.create_table('passkeys',
    sa.Column('id', key, nullable=False),
    sa.Column('user_id', key, nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('created_at', schema.column_types.UtcDateTime(), nullable=False),
    sa.Column('used_at', schema.column_types.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_passkeys_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkeys'))
    )
    op.create_index(op.f('ix_passkeys_user_id'), 'passkeys', ['user_id'])
    op.create_table('used_challenges',
    sa.Column('digest', key, nullable=False),
    sa.Column('expires_at', schema.column_types.UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_used_challenges'))
    )
    op.create_index(op.f('ix_used_challenges_expires_at'), 'used_challenges', ['expires_at'])


def downgrade() -> None:
    for table in ('used_challenges', 'passkeys'):
        op.drop_table(table)
