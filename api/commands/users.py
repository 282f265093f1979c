"""What an administrator with a shell does with the people who sign in at ``/admin``."""

# ruff: noqa: PLC0415

from typing import Annotated

import typer

from api.commands.messages import say

users = typer.Typer(help="Make, list and change the users of the back office.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The e-mail address that they sign in with.")]
Generate = Annotated[bool, typer.Option("--generate", help="Make a password and print it, this once.")]


@users.command("create")
def create(
    email: Annotated[str, typer.Option(help="What they sign in with.")],
    name: Annotated[str, typer.Option(help="What history calls them.")],
    role: Annotated[str, typer.Option(metavar="ROLE", help="What they may do: EDITOR, CHIEF or ADMIN.")] = "EDITOR",
    generate: Generate = False,  # noqa: FBT002 - Typer makes an option of it
) -> None:
    """Make a user; the password is asked for twice, or is the first line of the input."""
    from api.commands import user_list
    from api.commands.database import open_database
    from api.identity.passwords import hash_password
    from schema import db
    from schema.writes.users import create_user

    wanted = user_list.parse_role(role)
    with open_database() as engine:
        password = user_list.read_password(email, name, generate=generate)
        hashed = hash_password(password)
        with db.side_transaction(engine, is_patient=True) as session:
            create_user(session, email, name, wanted, hashed)
    _told(password, generate=generate)
    say(f"{name} signs in at /admin with {email}.")


@users.command("list")
def list_() -> None:
    """List users by name: e-mail address, name, role, state, and when they were last seen."""
    from api.commands import user_list
    from api.commands.database import open_database
    from schema import db

    with open_database() as engine, db.read_transaction(engine) as session:
        for line in user_list.lines(session):
            typer.echo(line)


@users.command("password")
def password(email: Email, generate: Generate = False) -> None:  # noqa: FBT002 - Typer makes an option of it
    """Change a user's password, and sign them out everywhere."""
    from api.commands import user_list
    from api.commands.database import open_database
    from api.identity.passwords import hash_password
    from schema import db
    from schema.writes.attempts import forget_attempts
    from schema.writes.users import set_password

    with open_database() as engine:
        with db.read_transaction(engine) as session:
            user = user_list.named(session, email)
        chosen = user_list.read_password(email, user["name"], generate=generate)
        hashed = hash_password(chosen)
        with db.side_transaction(engine, is_patient=True) as session:
            set_password(session, user["id"], hashed)
            forget_attempts(session, email)
    _told(chosen, generate=generate)
    say(f"{user['name']} has another password, and is signed out everywhere.")


@users.command("role")
def role(email: Email, role: Annotated[str, typer.Argument(metavar="ROLE", help="EDITOR, CHIEF or ADMIN.")]) -> None:
    """Change what a user may do, from their next request on."""
    from api.commands import user_list
    from api.commands.database import open_database
    from schema import db
    from schema.writes.users import set_role

    wanted = user_list.parse_role(role)
    with open_database() as engine, db.side_transaction(engine, is_patient=True) as session:
        user = user_list.named(session, email)
        set_role(session, user["id"], wanted)
    say(f"{user['name']} is {wanted} now.")


@users.command("disable")
def disable(email: Email) -> None:
    """Let a user sign in no more, and sign them out everywhere; history keeps their name."""
    from api.commands import user_list
    from api.commands.database import open_database
    from schema import db
    from schema.instants import utc_now
    from schema.writes.users import disable_user

    with open_database() as engine, db.side_transaction(engine, is_patient=True) as session:
        user = user_list.named(session, email)
        disable_user(session, user["id"], utc_now())
    say(f"{user['name']} can sign in no more. `liane users enable {user['email']}` takes that back.")


@users.command("enable")
def enable(email: Email) -> None:
    """Let a user sign in again who was disabled."""
    from api.commands import user_list
    from api.commands.database import open_database
    from schema import db
    from schema.writes.users import enable_user

    with open_database() as engine, db.side_transaction(engine, is_patient=True) as session:
        user = user_list.named(session, email)
        enable_user(session, user["id"])
    say(f"{user['name']} can sign in again.")


def _told(password: str, *, generate: bool) -> None:
    """Print a password that was made here, which nobody knows yet."""
    if generate:
        typer.echo(password)
        say("Keep it now: only a hash is stored, and nothing shows it again.")
