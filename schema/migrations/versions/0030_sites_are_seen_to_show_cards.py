"""Sites are seen to show cards."""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.Text().with_variant(sa.TEXT(collation='C'), 'postgresql')
    op.create_table('embeds',
    sa.Column('host', key, nullable=False),
    sa.Column('card', key, nullable=False),
    sa.Column('views', sa.Integer(), nullable=False),
    sa.Column('first_on', sa.Date(), nullable=False),
    sa.Column('seen_on', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('host', 'card', name=op.f('pk_embeds'))
    )
    op.create_index(op.f('ix_embeds_seen_on'), 'embeds', ['seen_on'])


def downgrade() -> None:
    op.drop_table('embeds')
