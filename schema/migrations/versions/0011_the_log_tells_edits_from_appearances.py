"""The log tells edits from appearances, who wrote, and what goes together; what is edited counts its versions."""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

VERSIONED = ("issues", "works", "people", "organizations", "columns", "publication")
KNOWN = "ck_changes_action_known"
BEFORE = "action IN ('CREATED', 'UPDATED', 'DELETED', 'PUBLISHED', 'UNPUBLISHED')"
NOW = "action IN ('CREATED', 'UPDATED', 'DELETED', 'PUBLISHED', 'UNPUBLISHED', 'SHOWN', 'HIDDEN')"
PUBLISHED = sa.text("status = 'PUBLISHED'")
APPEARANCES = sa.text("type = 'Issue' AND action = 'PUBLISHED'")


def upgrade() -> None:
    copied = op.get_bind().dialect.name == "sqlite"
    for name in VERSIONED:
        # A copied table is written as one that is made from the models.
        with op.batch_alter_table(name, recreate="always" if copied else "auto") as table:
            table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.create_index(
        "ix_issues_visible", "issues", ["visible_from"], sqlite_where=PUBLISHED, postgresql_where=PUBLISHED
    )
    op.drop_index("ix_changes_appearances", "changes")
    with op.batch_alter_table("changes") as table:
        table.add_column(sa.Column("batch", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("actor", sa.String(), nullable=True))
        table.add_column(sa.Column("seen", sa.Boolean(), nullable=True))
    # What happened before is told of to nobody, so that nothing hidden is.
    op.execute("UPDATE changes SET batch = sequence, seen = false")
    with op.batch_alter_table("changes", recreate="always" if copied else "auto") as table:
        if copied:  # the key of a table that counts by itself has no name
            table.create_primary_key(op.f("pk_changes"), ["sequence"])
        table.alter_column("batch", existing_type=sa.BigInteger(), nullable=False)
        table.alter_column("seen", existing_type=sa.Boolean(), nullable=False)
        table.drop_constraint(op.f(KNOWN), type_="check")
        table.create_check_constraint(op.f(KNOWN), sa.text(NOW))
    if not copied:
        op.execute("ALTER TABLE changes ALTER COLUMN sequence DROP DEFAULT")
        op.execute("DROP SEQUENCE changes_sequence_seq")
    _index_appearances()


def downgrade() -> None:
    copied = op.get_bind().dialect.name == "sqlite"
    op.execute("DELETE FROM changes WHERE action IN ('SHOWN', 'HIDDEN')")
    op.drop_index("ix_changes_appearances", "changes")
    with op.batch_alter_table("changes", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_constraint(op.f(KNOWN), type_="check")
        table.create_check_constraint(op.f(KNOWN), sa.text(BEFORE))
        for name in ("seen", "actor", "batch"):
            table.drop_column(name)
    if not copied:
        op.execute("CREATE SEQUENCE changes_sequence_seq OWNED BY changes.sequence")
        op.execute("SELECT setval('changes_sequence_seq', coalesce(max(sequence), 0) + 1, false) FROM changes")
        op.execute("ALTER TABLE changes ALTER COLUMN sequence SET DEFAULT nextval('changes_sequence_seq')")
    _index_appearances()
    op.drop_index("ix_issues_visible", "issues")
    for name in VERSIONED:
        with op.batch_alter_table(name) as table:
            table.drop_column("version")


def _index_appearances() -> None:
    op.create_index(
        "ix_changes_appearances",
        "changes",
        ["sequence", "target_id"],
        postgresql_where=APPEARANCES,
        sqlite_where=APPEARANCES,
    )
