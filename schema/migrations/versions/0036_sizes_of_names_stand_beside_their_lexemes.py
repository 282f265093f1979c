"""On PostgreSQL the size of a name stands beside its lexemes: the best of many names are found without a look at each.

The table is made anew, since an update of each row would put all of its lexemes into the index one by one.
"""

from alembic import op

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        return  # FTS5 keeps lexemes alone
    make_anew('SELECT t.rowid, d.size, t.lexemes FROM search_text t JOIN search_documents d ON d.key = t.rowid', 'size')


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        return
    make_anew('SELECT t.rowid, t.lexemes FROM search_text t')


def make_anew(select: str, *never_null: str) -> None:
    # Who migrates has the lock of all who write: until the end the old table is read, and not written.
    op.execute(f'CREATE TABLE search_text_anew AS {select} ORDER BY t.rowid')
    for column in ('lexemes', *never_null):
        op.alter_column('search_text_anew', column, nullable=False)
    op.create_primary_key('pk_search_text_anew', 'search_text_anew', ['rowid'])
    # A list of what is not yet in the index would be read through by each search.
    op.execute('CREATE INDEX ix_search_text_anew ON search_text_anew USING gin (lexemes) WITH (fastupdate = off)')
    op.execute('ANALYZE search_text_anew')
    op.drop_table('search_text')
    op.rename_table('search_text_anew', 'search_text')
    op.execute('ALTER INDEX pk_search_text_anew RENAME TO pk_search_text')
    op.execute('ALTER INDEX ix_search_text_anew RENAME TO ix_search_text_lexemes')
