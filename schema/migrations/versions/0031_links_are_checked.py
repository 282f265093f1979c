"""Links are checked."""

import sqlalchemy as sa
from alembic import op

import schema.column_types

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.Text().with_variant(sa.TEXT(collation='C'), 'postgresql')
    op.create_table('checked_links',
    sa.Column('url', key, nullable=False),
    sa.Column('places', schema.column_types.JsonColumn(), nullable=False),
    sa.Column('checked_at', schema.column_types.UtcDateTime(), nullable=False),
    sa.Column('well_at', schema.column_types.UtcDateTime(), nullable=True),
    sa.Column('failed_on', sa.Date(), nullable=True),
    sa.Column('failed_days', sa.Integer(), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('url', name=op.f('pk_checked_links'))
    )
    op.create_index(op.f('ix_checked_links_failed_days'), 'checked_links', ['failed_days'])


def downgrade() -> None:
    op.drop_table('checked_links')
