"""People sign in."""

import sqlalchemy as sa
from alembic import op

import schema.column_types

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.Text().with_variant(sa.TEXT(collation='C'), 'postgresql')
    op.create_table('users',
    sa.Column('id', key, nullable=False),
    sa.Column('email', key, nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('password', sa.String(), nullable=True),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('created_at', schema.column_types.UtcDateTime(), nullable=False),
    sa.Column('disabled_at', schema.column_types.UtcDateTime(), nullable=True),
    sa.CheckConstraint("role IN ('EDITOR', 'CHIEF', 'ADMIN')", name=op.f('ck_users_role_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_users')),
    sa.UniqueConstraint('email', name=op.f('uq_users_email'))
    )
    op.create_table('sessions',
    sa.Column('digest', key, nullable=False),
    sa.Column('user_id', key, nullable=False),
    sa.Column('agent', sa.String(), nullable=False),
    sa.Column('created_at', schema.column_types.UtcDateTime(), nullable=False),
    sa.Column('seen_at', schema.column_types.UtcDateTime(), nullable=False),
    sa.Column('expires_at', schema.column_types.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_sessions_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_sessions'))
    )
    op.create_index(op.f('ix_sessions_user_id'), 'sessions', ['user_id'])
    op.create_index(op.f('ix_sessions_expires_at'), 'sessions', ['expires_at'])
    op.create_table('sign_in_attempts',
    sa.Column('digest', key, nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('at', schema.column_types.UtcDateTime(), nullable=False),
    sa.Column('locked_until', schema.column_types.UtcDateTime(), nullable=True),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_sign_in_attempts'))
    )
    op.create_index(op.f('ix_sign_in_attempts_at'), 'sign_in_attempts', ['at'])


def downgrade() -> None:
    for table in ('sign_in_attempts', 'sessions', 'users'):
        op.drop_table(table)
