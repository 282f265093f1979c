"""Forms save themselves."""

import sqlalchemy as sa
from alembic import op

import schema.column_types

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.Text().with_variant(sa.TEXT(collation='C'), 'postgresql')
    op.create_table('autosaves',
    sa.Column('user_id', key, nullable=False),
    sa.Column('target_id', key, nullable=False),
    sa.Column('seen_at', schema.column_types.UtcDateTime(), nullable=False),
    sa.Column('form', schema.column_types.JsonColumn(), nullable=True),
    sa.Column('at', schema.column_types.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_autosaves_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', 'target_id', name=op.f('pk_autosaves'))
    )
    op.create_index(op.f('ix_autosaves_target_id'), 'autosaves', ['target_id'])
    op.create_index(op.f('ix_autosaves_seen_at'), 'autosaves', ['seen_at'])


def downgrade() -> None:
    op.drop_table('autosaves')
