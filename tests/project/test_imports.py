"""What is started often loads little."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["api.commands.cli", "seed.parse_ahead"])
def test_help_and_the_process_that_reads_ahead_load_neither_database_nor_schema(module: str) -> None:
    program = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert {"sqlalchemy", "graphql", "strawberry"}.isdisjoint(loaded)


def test_a_server_loads_what_readers_need_and_neither_desk_nor_importer_nor_pictures_nor_parsers() -> None:
    is_ready = "from schema.migrations import runner; runner.refusal(None)"
    program = f"import sys, api.app; {is_ready}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    later = {
        "PIL",
        "alembic",
        "asyncpg",
        "psycopg",
        "argon2",
        "webauthn",
        "authlib",
        "httpx",
        "charset_normalizer",
        "markdown_it",
        "selectolax",
        "seed.importers",
        "api.admin.routes",
    }
    assert later.isdisjoint(loaded)
