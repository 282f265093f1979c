"""Each save keeps a revision."""

import sqlalchemy as sa
from alembic import op

import schema.column_types

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.Text().with_variant(sa.TEXT(collation='C'), 'postgresql')
    known = "action IN ('CREATED', 'UPDATED', 'IMPORTED', 'PUBLISHED', 'UNPUBLISHED', 'DELETED', 'RESTORED')"
    op.create_table('revisions',
    sa.Column('type', key, nullable=False),
    sa.Column('target_id', key, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('continues', sa.Integer(), nullable=True),
    sa.Column('at', schema.column_types.UtcDateTime(), nullable=False),
    sa.Column('actor', sa.String(), nullable=True),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('document', sa.LargeBinary(), nullable=False),
    sa.Column('review_at', schema.column_types.UtcDateTime(), nullable=True),
    sa.CheckConstraint(known, name=op.f('ck_revisions_action_known')),
    sa.PrimaryKeyConstraint('type', 'target_id', 'version', name=op.f('pk_revisions'))
    )
    op.create_index(op.f('ix_revisions_review_at'), 'revisions', ['review_at'])


def downgrade() -> None:
    op.drop_table('revisions')
