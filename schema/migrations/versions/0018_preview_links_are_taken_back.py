"""Preview links are taken back."""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('preview_generations',
    sa.Column('issue_id', sa.Text().with_variant(sa.TEXT(collation='C'), 'postgresql'), nullable=False),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('issue_id', name=op.f('pk_preview_generations'))
    )


def downgrade() -> None:
    op.drop_table('preview_generations')
