"""What an administrator with a shell does with keys: make, list and revoke them."""

# ruff: noqa: PLC0415

from typing import Annotated

import typer

from api.commands.messages import say

keys = typer.Typer(help="Make, list and revoke keys of the API.", no_args_is_help=True)


@keys.command("create")
def create(
    name: Annotated[str, typer.Option(help="What people call it.")],
    scope: Annotated[
        list[str] | None, typer.Option(metavar="SCOPE", help="What it may do, such as READ_DRAFTS; may be given again.")
    ] = None,
    origin: Annotated[
        list[str] | None,
        typer.Option(metavar="ORIGIN", help="Whose pages may send it: https://example.org; may be given again."),
    ] = None,
    expires: Annotated[
        str | None, typer.Option(metavar="WHEN", help="Its last day, such as 2027-03-14, or an instant.")
    ] = None,
    points: Annotated[int | None, typer.Option(help="How many points it may spend a minute.", min=1)] = None,
) -> None:
    """Make a key and print it, this once."""
    from api.commands import key_list
    from api.commands.database import open_database
    from schema import db, writes

    scopes = key_list.parse_scopes(scope or [])
    with open_database() as engine, db.write_transaction(engine) as session:
        end = key_list.parse_end(session, expires) if expires else None
        key = writes.create_key(session, name, scopes, origin or [], points, end)
    typer.echo(key)
    say("Keep it now: only its digest is stored, and nothing shows it again.")


@keys.command("list")
def list_() -> None:
    """List keys by name: public letters, state, scopes, origins, points, end and the day of the last use."""
    from api.commands import key_list
    from api.commands.database import open_database
    from schema import db

    with open_database() as engine, db.read_transaction(engine) as session:
        for line in key_list.lines(session):
            typer.echo(line)


@keys.command("revoke")
def revoke(
    prefix: Annotated[str, typer.Argument(metavar="PREFIX", help="Its public letters, or the whole key.")],
) -> None:
    """End a key for good; within a second no server takes it."""
    from api.commands import key_list
    from api.commands.database import open_database
    from schema import db, writes

    with open_database() as engine, db.write_transaction(engine) as session:
        letters = key_list.public_letters(prefix)
        name = writes.revoke_key(session, letters)
    say(f"Revoked {letters} ({name}).")
