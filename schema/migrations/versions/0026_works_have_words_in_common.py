"""Works have words in common."""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.Text().with_variant(sa.TEXT(collation='C'), 'postgresql')
    op.create_table('work_words',
    sa.Column('work_id', key, nullable=False),
    sa.Column('word', key, nullable=False),
    sa.Column('written', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['work_id'], ['works.id'], name=op.f('fk_work_words_work_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('work_id', 'word', name=op.f('pk_work_words')),
    sqlite_with_rowid=False
    )
    op.create_index('ix_work_words_word', 'work_words', ['word', 'work_id'])
    # The words themselves come with the index of search, which is made anew: its rules have changed.


def downgrade() -> None:
    op.drop_table('work_words')
