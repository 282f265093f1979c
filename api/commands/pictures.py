"""What an editor with a shell does with pictures."""

# ruff: noqa: PLC0415

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from api.commands.messages import say
from schema.errors import LianeError

pictures = typer.Typer(help="Keep pictures here.", no_args_is_help=True)


class NoPicture(LianeError):
    """A file that cannot be kept as a picture."""


@pictures.command("add")
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="A JPEG, PNG, WebP, AVIF or GIF.")],
) -> None:
    """Keep pictures, and print the address of each for texts and content files; all are kept, or none."""
    from api import settings
    from api.commands.database import open_database
    from schema import db
    from seed.pictures.keeping import keep_picture
    from seed.pictures.reading import PictureRefused, read_picture
    from seed.pictures.store import PictureStore

    read = []
    for file in files:
        try:
            read.append(read_picture(file.read_bytes()))
        except PictureRefused as refused:
            raise NoPicture(f"{file} is {refused}") from None
    store = PictureStore(settings.load().pictures)
    with open_database() as engine, db.write_transaction(engine) as session:
        addresses = [keep_picture(session, store, picture) for picture in read]
    for address in addresses:
        typer.echo(address)
    say(f"Kept {len(addresses)} picture(s) in {store.location}.")


@pictures.command("check")
def check() -> None:
    """Print the names of pictures whose files are missing, and fail where there are any."""
    from api import settings
    from api.commands.database import open_database
    from schema import db
    from seed.pictures.store import PictureStore
    from seed.pictures.unused import missing_pictures

    store = PictureStore(settings.load().pictures)
    with open_database() as engine, db.read_transaction(engine) as session:
        missing = missing_pictures(session, store)
    for name in missing:
        typer.echo(name)
    if missing:
        raise NoPicture(f"{len(missing)} picture(s) are not in {store.location}")


@pictures.command("prune")
def prune(
    *,
    delete: Annotated[bool, typer.Option("--delete", help="Remove them, for ever.")] = False,
    days: Annotated[int, typer.Option(metavar="DAYS", min=0, help="Leave what is younger alone.")] = 30,
) -> None:
    """Print the pictures that nothing names, drafts included; with --delete remove them."""
    from api import settings
    from api.commands.database import open_database
    from schema import db
    from schema.writes import forget_pictures
    from seed.pictures.store import PictureStore
    from seed.pictures.unused import unused_pictures

    store = PictureStore(settings.load().pictures)
    before = datetime.now(UTC) - timedelta(days=days)
    with open_database() as engine, db.write_transaction(engine) as session:
        unused = unused_pictures(session, store, before)
        if delete and unused:
            forget_pictures(session, [file.name for file in unused])
    # After the rows: were the transaction rolled back, there would be rows without a file.
    for file in unused:
        if delete:
            store.remove(file.name)
        typer.echo(f"{file.name}  {file.bytes} bytes")
    total = f"{len(unused)} picture(s), {sum(file.bytes for file in unused) / 1_000_000:.1f} MB"
    say(f"Removed {total}." if delete else f"Nothing names {total}; --delete removes them.")
