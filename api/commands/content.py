"""What an editor with a shell does with content: begin, list, publish, delete, make works and merge them."""

# ruff: noqa: PLC0415

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path, PurePath
from typing import Annotated

import typer

from api.commands.messages import say
from schema.errors import LianeError


class NotKnown(LianeError):
    """A name of content, or a kind, that there is not."""


class Listed(StrEnum):
    """What can be listed."""

    ISSUES = "issues"
    WORKS = "works"
    PEOPLE = "people"
    ORGANIZATIONS = "organizations"
    COLUMNS = "columns"
    CANDIDATES = "candidates"


works = typer.Typer(help="Make works, and merge those that are one.", no_args_is_help=True)

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The issue's slug.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")]


def seed(
    directory: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="A folder as export writes it.", show_default="the sample")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace what was edited since, too.")] = False,
) -> None:
    """Load a folder of content files, and tell each change; the sample is loaded into an empty database only."""
    from api.commands.database import open_database
    from api.commands.seeding import EditedSince, load_folder, load_sample
    from schema import db
    from seed.update_from_folder import bring_files_up_to_date

    try:
        with open_database() as engine, db.write_transaction(engine) as session:
            if directory is None:
                say(load_sample(session))
                return
            update = load_folder(session, directory, overwrite=overwrite)
    except EditedSince as error:
        for line in error.lines:
            say(line)
        raise
    bring_files_up_to_date(directory, update)
    for line in (*update.changes, *update.edited):
        typer.echo(line)
    say(f"Loaded {directory}.")


def init(
    name: Annotated[str, typer.Option(help="What the magazine is called.", prompt="The magazine's name")],
    language: Annotated[str, typer.Option(help="The language it is written in: fr, en, de ...")] = "fr",
    time_zone: Annotated[str, typer.Option(help="The time zone that its dates are in.")] = "Europe/Paris",
    column: Annotated[list[str] | None, typer.Option(help="A column's name; may be given again.")] = None,
) -> None:
    """Begin a magazine of your own, without the sample: its name and its columns."""
    from api import settings
    from api.commands.database import open_database
    from api.commands.seeding import begin_magazine
    from schema import db
    from schema.migrations import runner

    runner.migrate(settings.load().database_url)
    with open_database() as engine, db.write_transaction(engine) as session:
        begin_magazine(session, {"name": name, "language": language, "time_zone": time_zone}, column or [])
    say(f"{name} is there. Look first: `liane import PATH --dry-run`; then `liane serve`.")


def publish(
    slug: Slug,
    at: Annotated[
        str | None,
        typer.Option(metavar="INSTANT", help="When it appears, such as 2026-03-14T07:30; in future it is scheduled."),
    ] = None,
) -> None:
    """Publish an issue under its date; one without a date is dated now."""
    from api.commands import publishing
    from api.commands.database import open_database
    from schema import db

    with open_database() as engine, db.write_transaction(engine) as session:
        outcome = publishing.publish(session, slug, at)
    say(outcome)


def unpublish(slug: Slug) -> None:
    """Take an issue back; what only it leads to is hidden with it."""
    from api.commands.database import open_database
    from schema import db, writes

    with open_database() as engine, db.write_transaction(engine) as session:
        writes.unpublish_issue(session, slug)
    say(f"Unpublished {slug}.")


def list_(
    what: Annotated[Listed, typer.Argument(metavar="WHAT", help="/".join(Listed))] = Listed.ISSUES,
) -> None:
    """List issues with status and date, works, people, organizations, columns, or candidates for works."""
    from api.commands.database import open_database
    from api.commands.listing import lines
    from schema import db

    with open_database() as engine, db.read_transaction(engine) as session:
        for line in lines(session, what):
            typer.echo(line)


def delete(
    name: Annotated[str, typer.Argument(metavar="NAME", help="An issue's slug, or works/SLUG, people/SLUG ...")],
    sure: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete an issue, or a work, a person, an organisation or a column that nothing refers to."""
    from api.commands.database import open_database
    from schema import db
    from schema.tables import Issue
    from schema.writes import delete_issue, delete_named
    from seed.files.load import FOLDERS

    folder, _, file = name.rpartition("/")
    if (folder or "issues") not in FOLDERS:
        raise NotKnown(f"{name!r} is nothing that can be deleted: write an issue's slug, or {', '.join(FOLDERS)}/SLUG")
    table, slug = FOLDERS[folder or "issues"].table, PurePath(file).stem
    if not sure:
        typer.confirm(f"Delete {name}? Only an export or a backup brings it back.", abort=True, err=True)
    with open_database() as engine, db.write_transaction(engine) as session:
        if table is Issue:
            delete_issue(session, slug)
        else:
            delete_named(session, table, slug)
    say(f"Deleted {name}.")


@works.command("create")
def create_work(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="A YAML file as in works/ of an export.")] = None,
    candidate: Annotated[
        str | None, typer.Option("--from-candidate", metavar="TITLE", help="A title that `list candidates` shows.")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="What it is, where the text does not say: FILM ...")] = None,
) -> None:
    """Make a work of a file, or of a candidate: then the sections that point to it refer to it."""
    from api.commands.database import open_database
    from schema import db
    from schema.vocabulary import WorkKind
    from seed import new_works

    if kind is not None and kind.upper() not in WorkKind.__members__:
        raise NotKnown(f"{kind!r} is no kind of work: {', '.join(WorkKind)}")
    if (file is None) == (candidate is None):
        raise typer.BadParameter("give either FILE or --from-candidate")
    with open_database() as engine, db.write_transaction(engine) as session:
        if file is not None:
            slug, issues = new_works.create_from_file(session, file), list[str]()
        else:
            named = WorkKind[kind.upper()] if kind else None
            slug, issues = new_works.create_from_candidate(session, str(candidate), named)
    typer.echo(slug)
    for issue in issues:
        say(f"{issue} refers to it.")


@works.command("merge")
def merge_works(
    into: Annotated[str, typer.Argument(metavar="WORK", help="The slug of the work that stays.")],
    duplicate: Annotated[str, typer.Argument(metavar="DUPLICATE", help="The slug of the work that goes.")],
    dry_run: DryRun = False,
) -> None:
    """Merge a duplicate into a work: recommendations, people, ids and slugs go over to it."""
    from api.commands.database import open_database
    from schema import db
    from seed.work_merge import merge

    with open_database() as engine, db.write_transaction(engine) as session:
        for line in merge(session, into, duplicate):
            typer.echo(line)
        if dry_run:
            session.rollback()
    say("Nothing was stored." if dry_run else f"Merged {duplicate} into {into}.")


COMMANDS: dict[str, Callable[..., None]] = {
    "init": init,
    "seed": seed,
    "list": list_,
    "publish": publish,
    "unpublish": unpublish,
    "delete": delete,
}
"""The commands by name; those on works are a group of their own."""
