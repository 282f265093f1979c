"""What an editor with a shell does with pictures."""

# ruff: noqa: PLC0415

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
