"""Migrations make exactly the tables of the models, on both databases, however many processes migrate at once."""

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

import schema.identity_tables
import schema.kinds  # noqa: F401  (so that the tables of all kinds are known)
from schema import writes
from schema.db import WAITING, connect, write_transaction
from schema.migrations import checks as checks_plugin
from schema.migrations import scripts
from schema.migrations.runner import DatabaseTooNew, migrate, pending, revisions
from tests.conftest import fresh
from tests.databases import Databases, PostgresDatabases, SqliteDatabases

pytestmark = pytest.mark.long

AT = "2023-07-21T06:00:00Z"
OLD_COLUMN = """
    INSERT INTO columns (id, slug, name, name_key, created_at, updated_at)
    VALUES (:id, :slug, :name, :name_key, :created_at, :updated_at)
"""
LEXEMES = "SELECT rowid, size, CAST(lexemes AS text) FROM search_text ORDER BY rowid"
INDEXES_OF_SEARCH = "SELECT indexdef FROM pg_indexes WHERE tablename = 'search_text' ORDER BY indexname"
OLD_CHANGE = "INSERT INTO changes (at, type, target_id, action) VALUES (:at, 'Column', 'col_1', :action)"


def checks(engine: sa.Engine) -> dict[str, dict[str, str]]:
    inspector = sa.inspect(engine)
    return {
        table: {str(check["name"]): check["sqltext"] for check in inspector.get_check_constraints(table)}
        for table in SQLModel.metadata.tables
    }


def test_a_migrated_database_has_the_tables_columns_keys_and_indexes_of_the_models(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": checks_plugin.is_compared})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_files_of_migrations_begin_with_what_alembic_calls_them() -> None:
    walked = ScriptDirectory.from_config(scripts.config()).walk_revisions()
    assert revisions() == tuple(script.revision for script in walked)[::-1]


def test_a_migrated_database_has_the_check_constraints_of_the_models(engine: sa.Engine, bare_url: str) -> None:
    twin = connect(bare_url)
    SQLModel.metadata.create_all(twin)
    expected = checks(twin)
    twin.dispose()
    assert checks(engine) == expected
    assert "ck_issues_published_is_dated" in expected["issues"]


def test_a_migrated_sqlite_database_is_written_like_one_made_from_the_models(sqlite_databases: SqliteDatabases) -> None:
    migrated, twin = connect(sqlite_databases.migrated), connect(sqlite_databases.create())
    SQLModel.metadata.create_all(twin)
    assert statements(migrated) == statements(twin)
    migrated.dispose()
    twin.dispose()


def statements(engine: sa.Engine) -> set[frozenset[str]]:
    query = (
        "SELECT sql FROM sqlite_master WHERE name NOT LIKE 'alembic%' AND name NOT LIKE 'search_text%' "
        "AND name <> 'sqlite_sequence' AND sql IS NOT NULL"
    )
    with engine.connect() as connection:
        texts = connection.exec_driver_sql(query).scalars().all()
    return {frozenset(line.strip(" \t,") for line in text.replace('"', "").split("\n")) for text in texts}


def test_the_generator_sees_a_check_constraint_that_is_new_gone_or_different() -> None:
    stored, declared = sa.MetaData(), sa.MetaData()
    for metadata, conditions in ((stored, ("a > 0", "b > 0", "c > 0")), (declared, ("a > 0", "b > 1", None, "d > 0"))):
        constraints = [sa.CheckConstraint(text, name=f"ck_{place}") for place, text in enumerate(conditions) if text]
        sa.Table("numbers", metadata, *(sa.Column(name, sa.Integer) for name in "abcd"), *constraints)
    engine = sa.create_engine("sqlite://")
    stored.create_all(engine)
    plugins = {"autogenerate_plugins": ["alembic.autogenerate.*", checks_plugin.PLUGIN]}
    with engine.connect() as connection:
        changes = compare_metadata(MigrationContext.configure(connection, opts=plugins), declared)
    assert [(action, str(constraint.name)) for action, constraint in changes] == [
        ("remove_constraint", "ck_1"),
        ("remove_constraint", "ck_2"),
        ("add_constraint", "ck_1"),
        ("add_constraint", "ck_3"),
    ]
    engine.dispose()


def test_content_and_its_log_go_on_after_a_migration(bare_url: str) -> None:
    engine = connect(bare_url)
    with engine.begin() as connection:
        command.upgrade(scripts.config(connection), "0010")
        columns = {"slug": "c", "name": "C", "name_key": "c", "created_at": AT, "updated_at": AT}
        connection.execute(sa.text(OLD_COLUMN), {"id": "col_1", **columns})
        for action in ("CREATED", "UPDATED"):
            connection.execute(sa.text(OLD_CHANGE), {"at": AT, "action": action})
    migrate(bare_url)
    with write_transaction(engine) as session:
        writes.save_column(session, {"id": "col_1", "slug": "c", "name": "Renamed"})
        assert session.execute(sa.text("SELECT version FROM columns")).scalars().all() == [2]
        log = session.execute(sa.text("SELECT sequence, batch, actor, action, seen FROM changes ORDER BY sequence"))
        assert [tuple(row) for row in log] == [
            (1, 1, None, "CREATED", False),
            (2, 2, None, "UPDATED", False),
            (3, 3, None, "UPDATED", False),
        ]
    with engine.begin() as connection:
        command.downgrade(scripts.config(connection), "0010")
        connection.execute(sa.text(OLD_CHANGE), {"at": AT, "action": "DELETED"})
        assert connection.execute(sa.text("SELECT max(sequence) FROM changes")).scalar_one() == 4
    engine.dispose()


def test_the_index_of_search_is_kept_where_its_table_is_made_anew(postgres_databases: PostgresDatabases) -> None:
    with fresh(postgres_databases, postgres_databases.seeded) as url:
        engine = connect(url)
        with engine.begin() as connection:
            before, indexes = (connection.exec_driver_sql(each).all() for each in (LEXEMES, INDEXES_OF_SEARCH))
            command.downgrade(scripts.config(connection), "0035")
            assert connection.exec_driver_sql(INDEXES_OF_SEARCH).all() == indexes
            command.upgrade(scripts.config(connection), "head")
            assert connection.exec_driver_sql(LEXEMES).all() == before
            assert connection.exec_driver_sql(INDEXES_OF_SEARCH).all() == indexes
        engine.dispose()
    assert len(before) > 20


def test_pending_names_what_is_missing_and_nothing_afterwards(bare_url: str) -> None:
    assert pending(bare_url)[0] == "0001"
    migrate(bare_url)
    assert pending(bare_url) == []
    migrate(bare_url)
    assert pending(bare_url) == []


def test_every_migrated_database_has_an_identity_of_its_own_and_keeps_it(databases: Databases) -> None:
    def identity(url: str) -> str:
        engine = connect(url)
        with engine.connect() as connection:
            value = str(connection.exec_driver_sql("SELECT identity FROM database_identity").scalar_one())
        engine.dispose()
        return value

    with fresh(databases, None) as one, fresh(databases, None) as other:
        for url in (one, other):
            migrate(url)
        first = identity(one)
        assert first != identity(other)
        migrate(one)
        assert identity(one) == first


def test_asking_what_is_pending_does_not_make_a_database(tmp_path: Path) -> None:
    assert pending(f"sqlite:///{tmp_path}/liane.db")[0] == "0001"
    assert list(tmp_path.iterdir()) == []


def test_processes_that_migrate_at_once_wait_for_each_other(bare_url: str) -> None:
    program = f"from schema.migrations.runner import migrate; migrate({bare_url!r})"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program], stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
        )
        for _ in range(4)
    ]
    messages = [process.communicate()[1].splitlines() for process in started]
    assert {line for lines in messages for line in lines} <= {WAITING}
    assert [process.returncode for process in started] == [0] * 4
    assert pending(bare_url) == []


def test_a_database_of_a_newer_version_is_refused_in_plain_words(bare_url: str) -> None:
    migrate(bare_url)
    engine = connect(bare_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    for ask in (migrate, pending):
        with pytest.raises(DatabaseTooNew, match="migration 9999"):
            ask(bare_url)
