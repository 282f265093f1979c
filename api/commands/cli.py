"""The command line: data goes to stdout, progress and messages to stderr.

An error that can be expected is one line and exit code 1; a misused command line is exit code 2; anything else is a bug
and shows its traceback.

Each command imports what it needs: most of a second goes into the schema and SQLAlchemy, and help needs neither.
"""

# ruff: noqa: PLC0415

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.commands import content
from api.commands.keys import keys
from api.commands.links import links
from api.commands.messages import say, say_missing
from api.commands.pictures import pictures
from api.commands.users import users

app = typer.Typer(
    name="liane",
    help="A content API for recommendation magazines.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

SHUTDOWN_TIMEOUT = 30
"""Seconds that requests have to finish when the server shuts down."""
LAST_PORT = 65_535


class Format(StrEnum):
    """The formats that newsletters can be imported from."""

    AUTO = "auto"
    TEXT = "text"
    HTML = "html"
    EML = "eml"
    MARKDOWN = "markdown"


class Dialect(StrEnum):
    """The databases whose SQL can be shown."""

    POSTGRESQL = "postgresql"
    SQLITE = "sqlite"


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=LAST_PORT)] = 8000,
    workers: Annotated[int, typer.Option(help="How many processes answer.", min=1)] = 1,
) -> None:
    """Serve the API over HTTP."""
    import gc
    from contextlib import ExitStack
    from tempfile import TemporaryDirectory

    if workers == 1:
        gc.disable()  # what is loaded from here on lives as long as the server, which enables it once it has started

    import uvicorn

    from api import settings
    from api.http.protocols import bounded_protocols
    from api.http.request_id import UVICORN_LOGGING
    from api.worker_starting import workers_when_needed

    settings.announce(host, port)
    loaded = settings.load()  # a wrong setting is reported here, once, rather than by every worker
    _ = loaded.oidc
    # No access log: the proxy in front keeps one, and URLs hold what people search for.
    with ExitStack() as stack:
        stack.enter_context(workers_when_needed(loaded.database_url))
        if workers > 1:
            settings.share_metrics(stack.enter_context(TemporaryDirectory(prefix="liane-metrics-")))
        uvicorn.run(
            "api.app:create_app",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            **bounded_protocols(loaded.connection_limits),
            ws_max_size=loaded.max_body_bytes,
            access_log=False,
            log_config=UVICORN_LOGGING,
            server_header=False,
            proxy_headers=False,  # the application does that itself, for the proxies that a setting names
            timeout_keep_alive=loaded.keep_alive_seconds,
            timeout_graceful_shutdown=SHUTDOWN_TIMEOUT,
        )


@app.command()
def worker(
    served: Annotated[
        bool, typer.Option("--served", hidden=True, help="End when nothing waits, or with the server that started it.")
    ] = False,
) -> None:
    """Import the letters that editors hand in, as drafts. `liane serve` starts one by itself when something waits."""
    from api.commands.worker import run_worker

    run_worker(served=served)


@app.command()
def migrate(
    check: Annotated[bool, typer.Option("--check", help="Change nothing; fail when a migration is missing.")] = False,
) -> None:
    """Bring the database's tables up to date."""
    from api import settings
    from api.commands.database import require_migrated
    from schema.migrations import runner

    url = settings.load().database_url
    if check:
        require_migrated(url)
    else:
        runner.migrate(url)
    say("The database is up to date.")


@app.command()
def reindex() -> None:
    """Make the index of search anew; readers go on with the old one meanwhile."""
    from api import settings
    from api.commands.database import DatabaseNotMigrated
    from schema.migrations import runner

    url = settings.load().database_url
    if lacking := [name for name in runner.pending(url) if name != runner.INDEX]:
        raise DatabaseNotMigrated(f"{settings.mask(url)} lacks migrations ({', '.join(lacking)}): run `liane migrate`")
    runner.reindex(url)
    say("The index of search is up to date.")


@app.command()
def schema() -> None:
    """Print the GraphQL schema."""
    from api.app import sdl

    typer.echo(sdl().rstrip("\n"))


@app.command("explain")
def explain_operation(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A GraphQL operation.")],
    dialect: Annotated[Dialect, typer.Option(help="The database to show the SQL of.")] = Dialect.POSTGRESQL,
) -> None:
    """Show how an operation is answered: its fields, and the one SQL statement it becomes."""
    from schema import explain as explaining

    text = file.read_text()
    try:
        statement = explaining.sql(text, dialect.value)
        cost = explaining.cost(text)
    except explaining.ExplainError as error:
        raise explaining.ExplainError(f"{file}: {error}") from error
    summary = f"It can read {cost.objects} objects, in an answer of about {cost.bytes} bytes."
    typer.echo(f"{explaining.plan(text)}\n\n{summary}\n\n{statement}")


@app.command("import")
def import_(
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="A file, a folder, or - for stdin.")],
    form: Annotated[Format, typer.Option("--format", help="What the files are.")] = Format.AUTO,
    publish: Annotated[bool, typer.Option("--publish", help="Publish at once, rather than keep a draft.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be stored.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was read as JSON.")] = False,
) -> None:
    """Read newsletters and store each as an issue. Exit code 1 when any could not be read."""
    from api import settings
    from api.commands import import_report
    from api.commands.database import open_database
    from api.commands.progress import with_progress
    from seed import import_run, input_files
    from seed.pictures.store import PictureStore

    unfinished = import_report.UnfinishedFiles()
    files, passed_over = input_files.find_files(paths)
    loaded = settings.load()
    store, fetch = PictureStore(loaded.pictures), loaded.pictures_fetch
    with open_database() as engine:
        run = import_run.ImportRun(
            engine, form.value, publish=publish, dry_run=dry_run, store=store, fetch_pictures=fetch
        )
        reports = unfinished.watch(with_progress(run.import_files(files), len(files), "Importing"))
        pieces = import_report.json_array(reports) if as_json else import_report.summaries(reports)
        try:
            for piece in pieces:
                typer.echo(piece, nl=False)
        finally:
            for line in (*unfinished.lines(), *import_report.passed_over(passed_over)):
                say(line)
    if unfinished.failures:
        raise typer.Exit(1)


@app.command()
def inbox(
    listen: Annotated[
        str, typer.Option(metavar="HOST:PORT", help="Where the mail server brings letters.")
    ] = "127.0.0.1:2525",
) -> None:
    """Receive letters from a mail server (SMTP or LMTP), and keep each as a draft."""
    import asyncio

    from api import settings
    from api.commands.database import open_database
    from seed.import_run import ImportRun
    from seed.inbox import Inbox, receive
    from seed.pictures.store import PictureStore

    host, port = host_and_port(listen)
    loaded = settings.load()
    recipients, senders = loaded.required("inbox_recipients", "inbox_senders")
    store = PictureStore(loaded.pictures)
    with open_database() as engine:
        run = ImportRun(
            engine,
            Format.EML.value,
            publish=False,
            dry_run=False,
            drafts_only=True,
            store=store,
            fetch_pictures=loaded.pictures_fetch,
        )
        letters = Inbox(engine, run, recipients.split(), senders.split(), say)
        asyncio.run(receive(letters, host, port, lambda bound: say(f"Receiving letters on {host}:{bound}.")))


def host_and_port(address: str) -> tuple[str, int]:
    """Return the parts of an address to listen on; ``[::1]:2525`` is one, too."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or int(port) > LAST_PORT:
        raise typer.BadParameter(f"{address} is not HOST:PORT", param_hint="--listen")
    return host.strip("[]"), int(port)


@app.command()
def export(directory: Annotated[Path, typer.Argument(metavar="DIR", help="Where the files are written.")]) -> None:
    """Write all content, drafts and pictures included, to files that seed and restore read back."""
    from api import settings
    from api.commands.database import open_database
    from schema import db
    from seed.files.export import export_directory
    from seed.pictures.carrying import export_pictures
    from seed.pictures.store import PictureStore

    store = PictureStore(settings.load().pictures)
    with open_database() as engine, db.read_transaction(engine) as session:
        export_directory(session, directory)
        missing = export_pictures(session, store, directory)
    say_missing(missing, store.location)
    say(f"Exported to {directory}.")


@app.command()
def backup(file: Annotated[Path, typer.Argument(metavar="FILE", help="The new file.")]) -> None:
    """Copy an SQLite database into one file; a server may go on reading and writing."""
    from api.commands.database import database_file
    from schema import backups

    backups.back_up(database_file(f"pg_dump --format=custom --exclude-table-data=sessions --file={file}"), file)
    say(f"Backed up to {file}.")


@app.command()
def restore(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A file that backup wrote, or a folder of an export.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the content that there is.")] = False,
) -> None:
    """Put a backup back, migrated to this version; of an export, bring back what is there no more.

    A running server shows it from its next answer on.
    """
    from api import settings
    from api.commands.database import database_file, open_database
    from schema import backups, db
    from seed.pictures.store import PictureStore
    from seed.pictures.unused import missing_pictures

    store = PictureStore(settings.load().pictures)
    if path.is_dir():
        from api.commands.seeding import bring_back
        from seed.pictures.carrying import restore_pictures

        with open_database() as engine, db.write_transaction(engine) as session:
            restore_pictures(session, store, path)
            lines = bring_back(session, path, overwrite=overwrite)
        for line in lines:
            typer.echo(line)
    else:
        backups.restore(path, database_file(f"pg_restore --clean --if-exists {path}"), overwrite=overwrite)
    with open_database() as engine, db.read_transaction(engine) as session:
        missing = missing_pictures(session, store)
    say_missing(missing, store.location)
    say(f"Restored from {path}.")


for name, command in content.COMMANDS.items():
    app.command(name)(command)
app.add_typer(content.works, name="works")
app.add_typer(pictures, name="pictures")
app.add_typer(keys, name="keys")
app.add_typer(users, name="users")
app.add_typer(links, name="links")


def main() -> None:
    """Run the command line; an expected error is one line on stderr and exit code 1."""
    try:
        app()
    except Exception as error:
        from api.commands.failures import explain

        message = explain(error)
        if message is None:
            raise
        say(f"liane: {message}")
        sys.exit(1)
