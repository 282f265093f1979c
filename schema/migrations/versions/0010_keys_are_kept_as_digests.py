"""Keys are kept as digests."""

import sqlalchemy as sa
from alembic import op

import schema.column_types

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('keys',
    sa.Column('prefix', sa.Text().with_variant(sa.TEXT(collation='C'), 'postgresql'), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('scopes', schema.column_types.JsonColumn(), nullable=False),
    sa.Column('origins', schema.column_types.JsonColumn(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=True),
    sa.Column('created_at', schema.column_types.UtcDateTime(), nullable=False),
    sa.Column('expires_at', schema.column_types.UtcDateTime(), nullable=True),
    sa.Column('revoked_at', schema.column_types.UtcDateTime(), nullable=True),
    sa.Column('last_used_on', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('prefix', name=op.f('pk_keys'))
    )


def downgrade() -> None:
    op.drop_table('keys')
