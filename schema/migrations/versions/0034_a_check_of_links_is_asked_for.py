"""A check of links is asked for, and says how far it is."""

import sqlalchemy as sa
from alembic import op

import schema.column_types

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None

BEFORE = """
    INSERT INTO link_checks (id, links, asked, failed, wanted_at, began_at, finished_at)
    SELECT 1, count(*), count(*), count(reason), max(checked_at), max(checked_at), max(checked_at) FROM checked_links
"""


def upgrade() -> None:
    at = schema.column_types.UtcDateTime
    op.create_table('link_checks',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('wanted_by', sa.String(), nullable=True),
    sa.Column('wanted_at', at(), nullable=True),
    sa.Column('began_at', at(), nullable=True),
    sa.Column('finished_at', at(), nullable=True),
    sa.Column('links', sa.Integer(), nullable=True),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('failed', sa.Integer(), nullable=False),
    sa.Column('claimed_by', sa.String(), nullable=True),
    sa.Column('claimed_until', at(), nullable=True),
    sa.CheckConstraint('id = 1', name=op.f('ck_link_checks_single')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_link_checks'))
    )
    op.execute(BEFORE)


def downgrade() -> None:
    op.drop_table('link_checks')
