"""Letters wait to be imported."""

import sqlalchemy as sa
from alembic import op

from schema.column_types import JsonColumn, UtcDateTime

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.Text().with_variant(sa.TEXT(collation='C'), 'postgresql')
    op.create_table('imports',
    sa.Column('id', key, nullable=False),
    sa.Column('batch_id', key, nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('format', sa.String(), nullable=False),
    sa.Column('letters', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('claimed_by', sa.String(), nullable=True),
    sa.Column('claimed_until', UtcDateTime(), nullable=True),
    sa.Column('action', sa.String(), nullable=True),
    sa.Column('issue_id', key, nullable=True),
    sa.Column('message', sa.String(), nullable=True),
    sa.Column('candidates', sa.Integer(), nullable=False),
    sa.Column('warnings', sa.Integer(), nullable=False),
    sa.Column('actor', sa.String(), nullable=True),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('finished_at', UtcDateTime(), nullable=True),
    sa.Column('fields', JsonColumn(), nullable=True),
    sa.Column('report', JsonColumn(), nullable=True),
    sa.Column('data', sa.LargeBinary(), nullable=True),
    sa.CheckConstraint("(state = 'RUNNING') = (claimed_until IS NOT NULL)", name=op.f('ck_imports_claimed_while_running')),
    sa.CheckConstraint("action IN ('CREATED', 'UPDATED', 'UNCHANGED', 'CONFLICT')", name=op.f('ck_imports_action_known')),
    sa.CheckConstraint("format IN ('AUTO', 'TEXT', 'HTML', 'EML', 'MARKDOWN')", name=op.f('ck_imports_format_known')),
    sa.CheckConstraint("state IN ('WAITING', 'RUNNING', 'DONE', 'REFUSED', 'DISMISSED')", name=op.f('ck_imports_state_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_imports'))
    )
    not_done = sa.text("state IN ('WAITING', 'RUNNING')")
    op.create_index('ix_imports_waiting', 'imports', ['created_at'], sqlite_where=not_done, postgresql_where=not_done)
    op.create_index('ix_imports_order', 'imports', ['created_at', 'id'])
    op.create_index('ix_imports_batch', 'imports', ['batch_id', 'position', 'state'])
    op.create_index(op.f('ix_imports_finished_at'), 'imports', ['finished_at'])


def downgrade() -> None:
    op.drop_table('imports')
