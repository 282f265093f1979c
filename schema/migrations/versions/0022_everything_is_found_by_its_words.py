"""Everything is found by its words."""

import sqlalchemy as sa
from alembic import op

import schema.column_types

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.Text().with_variant(sa.TEXT(collation='C'), 'postgresql')
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('search_documents',
    sa.Column('id', key, nullable=False),
    sa.Column('key', number, autoincrement=False, nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('names', schema.column_types.JsonColumn(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_search_documents')),
    sa.UniqueConstraint('id', name=op.f('uq_search_documents_id'))
    )
    op.create_table('search_labels',
    sa.Column('kind', sa.SmallInteger(), autoincrement=False, nullable=False),
    sa.Column('later', sa.SmallInteger(), autoincrement=False, nullable=False),
    sa.Column('label', key, nullable=False),
    sa.Column('document', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('name', sa.SmallInteger(), nullable=False),
    sa.PrimaryKeyConstraint('kind', 'later', 'label', 'document', name=op.f('pk_search_labels')),
    sqlite_with_rowid=False
    )
    op.create_index('ix_search_labels_label', 'search_labels', ['label', 'document', 'later', 'name'])
    op.create_index(op.f('ix_search_labels_document'), 'search_labels', ['document'])
    op.create_table('search_state',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('analyzer', sa.String(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_search_state_single')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_state'))
    )
    if op.get_bind().dialect.name == 'sqlite':
        # The lexemes alone are kept, and a document can be taken out again. Only ASCII has signs that separate.
        op.execute("CREATE VIRTUAL TABLE search_text USING "
                   "fts5(lexemes, content='', contentless_delete=1, tokenize='ascii')")
    else:
        op.execute('CREATE TABLE search_text (rowid BIGINT CONSTRAINT pk_search_text PRIMARY KEY, '
                   'lexemes TSVECTOR NOT NULL)')
        # A list of what is not yet in the index would be read through by each search.
        op.execute('CREATE INDEX ix_search_text_lexemes ON search_text USING gin (lexemes) WITH (fastupdate = off)')


def downgrade() -> None:
    op.drop_table('search_text')
    op.drop_table('search_state')
    op.drop_table('search_labels')
    op.drop_table('search_documents')
