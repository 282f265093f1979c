"""Pictures know where they were fetched."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'


def upgrade() -> None:
    op.create_table('picture_sources',
    sa.Column('address', sa.Text().with_variant(sa.TEXT(collation='C'), 'postgresql'), nullable=False),
    sa.Column('picture_id', sa.Text().with_variant(sa.TEXT(collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['picture_id'], ['pictures.id'], name=op.f('fk_picture_sources_picture_id')),
    sa.PrimaryKeyConstraint('address', name=op.f('pk_picture_sources'))
    )
    with op.batch_alter_table('picture_sources', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_picture_sources_picture_id'), ['picture_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('picture_sources', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_picture_sources_picture_id'))

    op.drop_table('picture_sources')
